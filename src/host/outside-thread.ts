// What the thread of a lab's gateways does: a UDP socket for each flow, connected, so that it hears when nobody listens there, and a TCP
// connection for each of the lab's. It is one function that refers to nothing outside itself, since it is handed to the
// thread as text; whatever it tells, it rings the bell for.

import type * as Dgram from 'node:dgram';
import type * as Net from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import type { OutsideEvent } from '../network/lan/gateway.ts';

interface Numbered {
  readonly gateway: string;
  readonly number: number;
}

export type ToThread = Numbered &
  (
    | { readonly type: 'datagram'; readonly to: string; readonly port: number; readonly octets: Uint8Array }
    | { readonly type: 'open'; readonly to: string; readonly port: number }
    | { readonly type: 'write'; readonly octets: Uint8Array }
    | { readonly type: 'close' }
  );

export type FromThread = OutsideEvent & { readonly gateway: string };

export function outsideThread({ port, bell }: { readonly port: MessagePort; readonly bell: Int32Array }, dgram: typeof Dgram, net: typeof Net): void {
  const flows = new Map<string, { readonly socket: Dgram.Socket; connected: boolean; readonly held: Uint8Array[] }>();
  const connections = new Map<string, Net.Socket>();
  /** The newest of them are kept open. */
  const mostFlows = 128;

  const tell = (event: FromThread): void => {
    port.postMessage(event);
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);
  };

  const flowTo = (key: string, { gateway, number, to, port: farPort }: Numbered & { readonly to: string; readonly port: number }) => {
    const known = flows.get(key);
    if (known !== undefined) return known;
    if (flows.size >= mostFlows) {
      for (const [oldest, { socket }] of flows) {
        flows.delete(oldest);
        socket.close();
        break;
      }
    }
    const flow = { socket: dgram.createSocket('udp4'), connected: false, held: [] as Uint8Array[] };
    flows.set(key, flow);
    flow.socket.on('message', (octets) => tell({ type: 'datagram', gateway, flow: number, octets: Uint8Array.from(octets) }));
    flow.socket.on('error', () => tell({ type: 'unreachable', gateway, flow: number }));
    flow.socket.connect(farPort, to, () => {
      flow.connected = true;
      for (const octets of flow.held.splice(0)) flow.socket.send(octets);
    });
    return flow;
  };

  const open = (key: string, { gateway, number, to, port: farPort }: Numbered & { readonly to: string; readonly port: number }): void => {
    const socket = net.createConnection({ host: to, port: farPort, noDelay: true });
    connections.set(key, socket);
    let stood = false;
    socket.on('connect', () => (stood = true));
    socket.on('data', (octets) => tell({ type: 'data', gateway, connection: number, octets: Uint8Array.from(octets) }));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (connections.get(key) === socket) connections.delete(key);
      tell({ type: 'closed', gateway, connection: number, refused: !stood });
    });
  };

  port.on('message', (message: ToThread) => {
    const key = `${message.gateway} ${message.number}`;
    switch (message.type) {
      case 'datagram': {
        const flow = flowTo(key, message);
        if (flow.connected) flow.socket.send(message.octets);
        else flow.held.push(message.octets);
        return;
      }
      case 'open':
        return open(key, message);
      case 'write':
        connections.get(key)?.write(message.octets);
        return;
      case 'close':
        connections.get(key)?.end();
        connections.delete(key);
    }
  });
}
