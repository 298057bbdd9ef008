// What must hold over a whole life of a lab, beyond what test/support/lawful.ts checks after each event: nobody dials without
// a reason, every dial ends, the exchange's records and the routers' agree. It listens to the trace from the beginning.

import type { World } from '../../src/network/world.ts';
import type { TraceRecord } from '../../src/network/trace.ts';

/** What a router and the exchange may differ by: the D channel's frames take their time. */
const CLOCKS_APART_MS = 3000;

interface Dial {
  readonly at: number;
  readonly device: string;
  readonly number: string;
  connectedAt: number | undefined;
  releasedAt: number | undefined;
  /** By a modem that tells nobody whose call it has taken: a chat script may wait for CONNECT when somebody calls. */
  readonly blind: boolean;
}

export interface Ledger {
  /** Of calls by hand: those that a run itself asked for. */
  allowExec(device: string): void;
  /** What is broken, once everything is quiet; empty when nothing is. */
  settle(): readonly string[];
}

/** `genuine`: no frame is forged, so that every packet goes where its sender meant it to go. `persistent`: who is to be connected always. */
export function keepLedger(world: World, { genuine, persistent }: { readonly genuine: boolean; readonly persistent: ReadonlySet<string> }): Ledger {
  const broken: string[] = [];
  const dials = new Map<string, Dial>();
  /** When a router last saw an interesting packet, and how many returns it owes. */
  const interestingAt = new Map<string, number>();
  const owed = new Map<string, number>();
  const exec = new Map<string, number>();
  /** Routers whose watched routes are lost, and calls that each has through. */
  const watchedLost = new Set<string>();
  const through = new Map<string, Set<string>>();
  /** Routers that somebody had call their own number: without PPP nobody notices the loop. */
  const calledItself = new Set<string>();
  let answered = 0;
  let records = 0;

  const count = (map: Map<string, number>, key: string, by: number): number => {
    const value = (map.get(key) ?? 0) + by;
    map.set(key, value);
    return value;
  };

  const attempt = ({ device, at, event }: TraceRecord & { event: Extract<TraceRecord['event'], { type: 'dialer.attempt' }> }): void => {
    dials.set(`${device} ${event.call}`, { at, device, number: event.number, connectedAt: undefined, releasedAt: undefined, blind: event.interface.startsWith('Async') });
    if (event.reason === 'packet' && interestingAt.get(device) === undefined) broken.push(`${device} dials ${event.number} at ${at} without an interesting packet`);
    if (event.reason === 'callback' && count(owed, device, -1) < 0) broken.push(`${device} calls ${event.number} back at ${at} and owes nobody a call`);
    if (event.reason === 'watch' && !watchedLost.has(device)) broken.push(`${device} dials ${event.number} at ${at} for a watched route that is there`);
    if (event.reason === 'persistent' && !persistent.has(device)) broken.push(`${device} dials ${event.number} at ${at} to be connected always, and is not to be`);
    if (event.reason === 'load' && (through.get(device)?.size ?? 0) === 0) broken.push(`${device} dials ${event.number} at ${at} to help a call that it has not`);
    if (event.reason === 'exec' && count(exec, device, -1) < 0) broken.push(`${device} dials ${event.number} at ${at} and nobody asked it to`);
  };

  world.trace.subscribe((record) => {
    const { event, device, at } = record;
    switch (event.type) {
      case 'dialer.unexpected':
        // A timer that nobody waits for any more should have been stopped.
        if (event.what.startsWith('timer')) broken.push(`${device}: ${event.what} ran out at ${at} for nothing`);
        return;
      case 'exchange.call':
        if (event.callee !== undefined && event.caller.router === event.callee.router) calledItself.add(event.caller.router);
        return;
      case 'dialer.packet':
        if (event.interesting) interestingAt.set(device, at);
        return;
      case 'dialer.callbackDecision':
        if (event.outcome === 'call-back') count(owed, device, 1);
        return;
      case 'ip.undeliverable':
        // No route of a random lab leads back.
        if (event.because === 'ttl' && genuine && !calledItself.has(device)) broken.push(`a packet has gone round in circles, and used up its hops at ${device} at ${at}`);
        return;
      case 'sys.reload':
        interestingAt.delete(device);
        owed.delete(device);
        watchedLost.delete(device);
        through.delete(device);
        for (const [key, dial] of dials) if (dial.device === device && dial.releasedAt === undefined) dials.delete(key);
        return;
      case 'dialer.attempt':
        attempt({ ...record, event });
        return;
      case 'dialer.watch':
        if (event.primaryUp) watchedLost.delete(device);
        else watchedLost.add(device);
        return;
      case 'dialer.connected': {
        through.set(device, (through.get(device) ?? new Set()).add(event.call));
        const dial = dials.get(`${device} ${event.call}`);
        if (dial !== undefined) dial.connectedAt = at;
        return;
      }
      case 'dialer.released': {
        through.get(device)?.delete(event.call);
        const dial = dials.get(`${device} ${event.call}`);
        if (dial === undefined) return;
        if (dial.releasedAt !== undefined) broken.push(`${device} ${event.call} is released twice`);
        dial.releasedAt = at;
        return;
      }
      case 'exchange.callRecord':
        records += 1;
        if (event.answeredAt !== undefined) answered += 1;
        if (event.answeredAt !== undefined && event.endedAt < event.answeredAt) broken.push(`call ${event.circuit} ends before it is answered`);
        return;
      default:
    }
  });

  return {
    allowExec: (device) => void count(exec, device, 1),
    settle: () => {
      for (const dial of dials.values()) {
        if (dial.releasedAt === undefined) broken.push(`${dial.device} dialled ${dial.number} at ${dial.at}, and the call never ends`);
        else if (dial.releasedAt + CLOCKS_APART_MS < (dial.connectedAt ?? dial.at)) broken.push(`${dial.device}: a call to ${dial.number} ends before it begins`);
      }
      const connected = [...dials.values()].filter((dial) => dial.connectedAt !== undefined && !dial.blind).length;
      if (connected > answered) broken.push(`${connected} calls were connected at routers, and the exchange answered ${answered}`);
      if (records < answered) broken.push(`${answered} answered calls, and ${records} records`);
      return broken;
    },
  };
}
