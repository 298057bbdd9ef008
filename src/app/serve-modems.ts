// The modem ports of `serve`: a port or a pseudo-terminal in front of each modem of the lab whose terminal is outside, in the order
// asked for.

import { must } from '../base/assert.ts';
import type { ConnectionLimit } from '../host/listening.ts';
import { ModemPort, openModemServer } from '../host/modem-port.ts';
import type { World } from '../network/world.ts';
import type { ModemWish } from './options.ts';
import type { Announcement, Desk } from './serve-command.ts';

export async function openModemPorts(
  { outsideModems }: World,
  wishes: readonly ModemWish[],
  { perform, pumps, open, limit }: Pick<Desk, 'perform' | 'pumps' | 'open'> & { readonly limit: ConnectionLimit },
): Promise<readonly Announcement[]> {
  const modems = [...outsideModems.values()];
  const announced: Announcement[] = [];
  for (const [index, wish] of wishes.entries()) {
    const modem = must(modems[index], 'each wish has its modem');
    const cable = new ModemPort(modem, perform);
    pumps.push(cable);
    const { name: device, number } = modem;
    if (wish.kind === 'pty') {
      const { openPty } = await import('../host/pty-terminal.ts');
      const pty = await openPty(cable, wish.link);
      open.push(pty);
      announced.push({ device, service: 'modem', pty: pty.path, ...(wish.link === undefined ? {} : { link: wish.link }), number });
      continue;
    }
    const { host, port } = wish;
    const server = await openModemServer(cable, { host, port, limit, chosenBy: '--modem takes another one, and 0 lets the system choose' });
    open.push(server);
    announced.push({ device, service: 'modem', host, port: server.port, number });
  }
  return announced;
}
