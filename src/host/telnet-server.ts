// A telnet server in front of one console port. Negotiation is the codec's; a client that refuses every option is served
// all the same, and the console goes on echoing.

import { CONSOLE_SERVER, NO_OPERATION, TelnetEnd } from '../wire/telnet.ts';
import type { ConsolePort } from './console-port.ts';
import { listen, type ListenOptions, type OpenPort } from './listening.ts';

const PROBE_MS = 2_000;

export function openTelnetServer(console: ConsolePort, options: Omit<ListenOptions, 'connected'>): Promise<OpenPort> {
  return listen({
    ...options,
    connected(socket) {
      const feed = console.attach(socket, (octets) => telnet.encode(octets));
      const telnet: TelnetEnd = new TelnetEnd(CONSOLE_SERVER, {
        data: (octets) => feed.type(octets),
        send: (octets) => feed.send(octets),
        window: (columns, rows) => console.resize(columns, rows),
      });
      socket.on('data', (octets: Uint8Array) => telnet.receive(octets)); // no encoding is set: octets
      socket.on('end', () => feed.finish());
      // A connection that is not read from fails only where something is written.
      const probe = setInterval(() => {
        if (feed.held) feed.send(NO_OPERATION);
      }, PROBE_MS);
      socket.on('close', () => {
        clearInterval(probe);
        console.detach(feed);
      });
      telnet.open();
      console.welcome(feed);
    },
  });
}
