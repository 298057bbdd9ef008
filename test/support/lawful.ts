// What must hold in a world after every single event, whatever was lost or changed on the way, and what must hold once it
// is quiet: no call, no circuit, no session, and no timer but those of idle data links.

import { expect } from 'vitest';
import type { World } from '../../src/network/world.ts';

/** More events than any of our runs takes: beyond it something goes round in circles. */
const MOST_EVENTS = 200_000;

/** Checks the world after each of its events from now on, and what else must hold. */
export function keepLawful(world: World, mostEvents = MOST_EVENTS, more: () => string | undefined = () => undefined): void {
  let latest = world.clock.now;
  let lastSequence = -1;
  let count = 0;
  const dialed = new Set<string>();
  world.trace.subscribe((record) => {
    if (record.at < latest) throw new Error(`trace time goes back from ${latest} to ${record.at}: ${record.event.type}`);
    // What is told for the moment only has the number of the next record.
    if (record.sequence < lastSequence) throw new Error(`record ${record.sequence} after ${lastSequence}`);
    latest = record.at;
    lastSequence = record.sequence;
    if (record.event.type.startsWith('dialer.')) dialed.add(record.device);
  });
  world.clock.afterEvent = () => {
    count += 1;
    if (count > mostEvents) throw new Error(`${mostEvents} events, and no end at ${world.clock.now} ms`);
    let broken = brokenLaw(world);
    for (const device of dialed) broken ??= unlawfulDialer(world, device);
    dialed.clear();
    broken ??= more();
    if (broken !== undefined) throw new Error(`${broken} at ${world.clock.now} ms`);
  };
}

function brokenLaw(world: World): string | undefined {
  for (const { router: name, interface: interfaceName } of world.lab.telephoneLines) {
    const port = world.routers.get(name)?.dialPort(interfaceName);
    if (port === undefined) continue;
    const calls = port.calls();
    for (const channel of port.channels) {
      // One that is being cleared may still be there when the network has forgotten it.
      const holders = calls.filter((call) => call.channel === channel.number && !call.clearing);
      if (holders.length > 1) return `${holders.length} calls on ${name} ${channel.name}`;
      if (channel.call !== undefined && !calls.some((call) => call.id === channel.call)) return `${name} ${channel.name} kept for a call that is gone`;
      if (channel.call === undefined && channel.mode !== 'idle') return `${name} ${channel.name} speaks without a call`;
    }
  }
  return undefined;
}

/**
 * Every packet that a dialer was offered went over a call, waits in a queue, or is counted as dropped; and each of its calls is
 * on one of its members, or being cleared.
 */
function unlawfulDialer(world: World, device: string): string | undefined {
  for (const { interface: name, packets, queued, calls, policy } of world.routers.get(device)?.dialers() ?? []) {
    const stray = calls.find((call) => call.phase !== 'disconnecting' && !policy.members.some((member) => member.interface === call.interface));
    if (stray !== undefined) return `${device} ${name}: call ${stray.id} is on ${stray.interface}, which is no member`;
    const { offered, transmitted, dropped } = packets;
    if (offered !== transmitted + dropped + queued) return `${device} ${name}: ${offered} packets offered, ${transmitted} transmitted, ${dropped} dropped, ${queued} queued`;
  }
  return undefined;
}

/** Calls that are up, being set up or being cleared, by router, and what the exchange holds. */
export function callsOf(world: World): string[] {
  const calls: string[] = [];
  const leased = new Set(world.lab.serialLinks.flatMap(({ ends }) => ends.map((end) => `${end.router} ${end.interface}`)));
  const isLeased = (router: string, name: string): boolean => leased.has(`${router} ${name}`) || name.startsWith('Multilink');
  for (const [name, router] of world.routers) {
    for (const { interface: dialer, calls: own } of router.dialers()) for (const call of own) calls.push(`${name} ${dialer} ${call.id} ${call.phase}`);
    for (const { interface: bri, calls: own } of router.isdn()) for (const call of own) calls.push(`${name} ${bri} reference ${call.callReference} ${call.state}`);
    for (const { name: channel, ppp } of router.interfaces()) if (ppp !== undefined && !isLeased(name, channel)) calls.push(`${name} ${channel} LCP ${ppp.lcp}`);
  }
  for (let n = 0; n < world.exchange.circuits; n += 1) calls.push('exchange: a circuit');
  return calls;
}

/**
 * Nothing goes on: no calls, and as many events to come as a world that was never used has, which are the T203 of its
 * data links. To be asked when no keepalive is under way.
 */
export function expectQuiet(world: World, idlePending: number, what = ''): void {
  expect(callsOf(world), what).toEqual([]);
  // A keepalive may just be under way: it is over within the second.
  for (let second = 0; second < 3 && world.clock.pending !== idlePending; second += 1) world.clock.runUntil(world.clock.now + 1000);
  expect(world.clock.pending, `${what}: timers that still run`).toBe(idlePending);
  for (const [name, router] of world.routers) {
    for (const dialer of router.dialers()) expect(dialer.queued, `${what}: ${name} holds packets`).toBe(0);
  }
}
