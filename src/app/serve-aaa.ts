// `serve --aaa`: ports for the authentication servers of a lab, in the lab's order, RADIUS before TACACS+. They listen where the
// consoles do: on 127.0.0.1 unless `--host` says otherwise.

import type { AaaPortOptions } from '../host/aaa-ports.ts';
import { nth, type ConnectionLimit, type OpenPort } from '../host/listening.ts';
import { LabError } from '../lab/lab-error.ts';
import type { World } from '../network/world.ts';
import type { Announcement, ServeOptions } from './serve-command.ts';

export interface AaaDesk {
  readonly perform: AaaPortOptions['perform'];
  /** Gets every port as it opens. */
  readonly open: Pick<OpenPort, 'close'>[];
  readonly limit: ConnectionLimit;
}

export async function openAaaPorts({ aaaServers }: Pick<World, 'aaaServers'>, { aaa, host }: Pick<ServeOptions, 'aaa' | 'host'>, { perform, open, limit }: AaaDesk): Promise<readonly Announcement[]> {
  if (aaa === undefined || aaa === false) return [];
  if (aaaServers.size === 0) throw new LabError('--aaa serves the authentication servers of a lab, and this lab has none: a lab file puts them under "aaa-servers:"');
  const { openRadiusPort, openTacacsPort } = await import('../host/aaa-ports.ts');
  const first = aaa === true ? 0 : aaa;
  const ports: Announcement[] = [];
  for (const server of aaaServers.values()) {
    for (const protocol of server.protocols) {
      const options = { host, port: nth(first, ports.length), perform };
      const opened = await (protocol === 'radius' ? openRadiusPort(server, options) : openTacacsPort(server, options, limit));
      open.push(opened);
      ports.push({ device: server.name, service: protocol === 'radius' ? 'radius' : 'tacacs', host, port: opened.port });
    }
  }
  return ports;
}
