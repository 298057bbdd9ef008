// The authentication servers of a lab for programs outside it: a UDP port for RADIUS, which takes questions and accounting alike,
// and a TCP port for TACACS+. Whoever asks is a client with his own address; what he asks enters the lab as an event at the
// instant that the wall clock has reached.

import { createSocket } from 'node:dgram';
import { parseIpv4 } from '../base/ipv4.ts';
import { LabError } from '../lab/lab-error.ts';
import type { AaaServer } from '../network/lan/aaa-server/aaa-server.ts';
import { listen, type ConnectionLimit, type OpenPort } from './listening.ts';

export interface AaaPortOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Brings the lab up to the present, runs, and plans what comes next. */
  readonly perform: (run: () => void) => void;
}

export function openRadiusPort(server: AaaServer, { host, port, perform }: AaaPortOptions): Promise<OpenPort> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (octets, { address, port: fromPort }) => {
    const reply = (answer: Uint8Array): void => socket.send(answer, fromPort, address);
    perform(() => server.askRadius(parseIpv4(address) ?? 0, fromPort, Uint8Array.from(octets), reply));
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => reject(new LabError(`cannot listen on ${host} UDP port ${port}: ${error.message}`)));
    socket.bind(port, host, () => {
      // A client that has gone is no mistake of anybody here.
      socket.on('error', () => undefined);
      resolve({ port: socket.address().port, close: () => socket.close() });
    });
  });
}

export function openTacacsPort(server: AaaServer, { host, port, perform }: AaaPortOptions, limit: ConnectionLimit): Promise<OpenPort> {
  return listen({
    host,
    port,
    limit,
    connected(socket) {
      const from = parseIpv4(socket.remoteAddress ?? '') ?? 0;
      const served = server.callTacacs(from, {
        send: (octets) => void (socket.writable && socket.write(octets)),
        close: () => void socket.end(),
      });
      socket.on('data', (octets) => perform(() => served.receive(Uint8Array.from(octets))));
      socket.on('end', () => socket.end());
    },
  });
}
