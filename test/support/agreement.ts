// What two ends must agree on about a call, after every single event. Three kinds of laws. What one device keeps of a call in several
// places never differs. Of what is said by messages the states that no order of arrival leads to never stand beside each other (`NEVER`).
// And once nothing is on its way any more both ends are in the same state, unless a message is lost for good: then no longer than
// the timers that were made for that. Frames that are forged break the laws about messages: those are for worlds without.

import { must } from '../../src/base/assert.ts';
import type { Port } from '../../src/network/channel.ts';
import type { IsdnLeg } from '../../src/network/exchange/access-calls.ts';
import type { AccessPort } from '../../src/network/exchange/access-port.ts';
import type { AnalogPort } from '../../src/network/exchange/analog-port.ts';
import type { ExchangeCall } from '../../src/network/exchange/exchange.ts';
import type { Leg } from '../../src/network/exchange/line-port.ts';
import type { DialPort, PortCall } from '../../src/network/router/ports/dial-port.ts';
import { IsdnCall } from '../../src/network/router/ports/isdn-calls.ts';
import type { IsdnPort } from '../../src/network/router/ports/isdn-port.ts';
import type { LinkChannel } from '../../src/network/router/ports/link-channel.ts';
import type { World } from '../../src/network/world.ts';
import type { CallStateName } from '../../src/protocols/q931/types.ts';

type State = CallStateName | 'none';

/**
 * Q.931 §2.1: of a call that the terminal asked for the network goes ahead; of one that it was offered the terminal does, but for
 * the acknowledgement. Who is behind may be anywhere before that, and both may be clearing. By the state of the terminal.
 */
const NEVER: Readonly<Record<'asked' | 'offered', Partial<Record<State, readonly State[]>>>> = {
  asked: {
    'Outgoing Call Proceeding': ['Call Initiated'],
    'Call Delivered': ['Call Initiated', 'Outgoing Call Proceeding'],
    'Active': ['Call Initiated', 'Outgoing Call Proceeding', 'Call Delivered'],
  },
  offered: {
    'Call Present': ['Overlap Receiving', 'Incoming Call Proceeding', 'Call Received', 'Active'],
    'Overlap Receiving': ['Incoming Call Proceeding', 'Call Received', 'Active'],
    'Incoming Call Proceeding': ['Call Received', 'Active'],
    'Call Received': ['Active'],
    'Active': ['Call Present', 'Overlap Receiving', 'Incoming Call Proceeding', 'Call Received'],
  },
};

/** Its number is not whole yet, or never became so: nobody was offered it. */
function isComing(call: PortCall): boolean {
  return call instanceof IsdnCall && !call.outgoing && !call.isOffered;
}

/** States that both ends rest in, and those that a terminal goes through at once and is never seen in between two events. */
const RESTS: ReadonlySet<State> = new Set<State>(['none', 'Outgoing Call Proceeding', 'Call Delivered', 'Incoming Call Proceeding', 'Call Received', 'Active', 'Overlap Receiving']);
const MOMENTS: ReadonlySet<State> = new Set<State>(['Disconnect Indication', 'Overlap Sending']);

/** A modem believes for so long that its carrier is back in a moment. */
const CARRIER_LOST_MS = 2000;
/** Nobody heard a broadcast SETUP: T303, twice. */
const UNHEARD_MS = 8000;
/** CONNECT was lost with its data link, and whoever waits for it gives up: T310. */
const UNCONNECTED_MS = 60_000;
/** DISCONNECT was lost with its data link: T305, and T308 twice. */
const UNCLEARED_MS = 38_000;

/** The restart timer of PPP, as often as a Configure-Request is sent (RFC 1661 §4.6), and as long for what stands before it. */
const HALF_OPEN_MS = 60_000;
/** One that was sent before the other end spoke is sent again. */
const CALM_HALF_OPEN_MS = 4000;
/** IPCP that has given up is begun again by nobody, and the call ends when it is idle. */
const IDLE_MS = 60_000;
const NOTHING: ReadonlyMap<string, number> = new Map();

function limitOf(terminal: State, network: State, calm: boolean): number {
  if (network === 'Call Present') return UNHEARD_MS;
  if (calm) return 0;
  return network === 'Active' && terminal !== 'Disconnect Request' ? UNCONNECTED_MS : UNCLEARED_MS;
}

/** The check to make after each event: what is broken. `genuine`: no frame is forged. `calm`: a data link is not lost for frames that are. */
export function watchAgreement(world: World, { genuine, calm }: { readonly genuine: boolean; readonly calm: boolean }): () => string | undefined {
  const accesses = world.lab.telephoneLines.flatMap(({ router, interface: name }): Access[] => {
    const port = world.routers.get(router)?.isdnPort(name);
    const line = world.exchange.port(router, name);
    return port === undefined || line === undefined ? [] : [{ name: `${router} ${name}`, port, line }];
  });
  const modems = world.lab.telephoneLines.flatMap(({ router, interface: name }): ModemAtWork[] => {
    const port = world.routers.get(router)?.dialPort(name);
    const line = world.exchange.analogPort(router, name);
    return port === undefined || line === undefined ? [] : [{ name: `${router} ${name}`, port, line }];
  });
  /** Routers whose dialers have done something in the event. */
  const dialed = new Set<string>();
  let exchanged = true;
  world.trace.subscribe(({ device, event }) => {
    if (event.type.startsWith('dialer.')) dialed.add(device);
    else if (event.type.startsWith('exchange.')) exchanged = true;
  });
  let since: ReadonlyMap<string, number> = NOTHING;
  let still: Map<string, number> | undefined;

  /** Undefined as long as it may be so. It counts from when nothing was on its way for the first time. */
  const lasting = (what: string, settled: boolean, limitMs: number): string | undefined => {
    const begun = since.get(what) ?? (settled ? world.clock.now : undefined);
    if (begun === undefined) return undefined;
    (still ??= new Map()).set(what, begun);
    const ms = world.clock.now - begun;
    return ms > limitMs ? `${what}, for ${ms} ms` : undefined;
  };

  const ofAccess = (access: Access): string | undefined => {
    const { name, port, line } = access;
    const calls = port.calls();
    const legs = line.legs;
    let broken: string | undefined;
    for (const call of calls) broken ??= ofRouter(access, call);
    if (!genuine || (calls.length === 0 && legs.length === 0)) return broken;
    const settled = port.settled && line.settled;
    for (const [origin, call, leg] of pairs(calls, legs)) {
      const terminal = call?.machine.state ?? 'none';
      const network = leg?.machine.state ?? 'none';
      const what = `${name}, reference ${call?.reference ?? leg?.reference} (${origin}): terminal ${terminal}, network ${network}`;
      if (NEVER[origin][terminal]?.includes(network) === true) broken ??= what;
      if (terminal === network && RESTS.has(terminal)) continue;
      broken ??= lasting(what, settled, limitOf(terminal, network, calm));
    }
    return broken;
  };

  const ofLink = ({ number, caller, callee, connectedAt }: ExchangeCall): string | undefined => {
    if (connectedAt === undefined || callee === undefined) return undefined;
    const [a, b] = [channelOf(world, caller)?.pppStates, channelOf(world, callee)?.pppStates];
    if (a === undefined || b === undefined) return undefined;
    const halfOpen = (what: 'lcp' | 'ipcp', limitMs: number): string | undefined => {
      if ((a[what] === 'Open') === (b[what] === 'Open')) return undefined;
      return lasting(`call ${number}: ${what.toUpperCase()} is open at the ${a[what] === 'Open' ? 'caller' : 'called end'} alone`, true, calm ? CALM_HALF_OPEN_MS : limitMs);
    };
    // Of a bundle IPCP is not its links'.
    return halfOpen('lcp', HALF_OPEN_MS) ?? (a.multilink || b.multilink ? undefined : halfOpen('ipcp', HALF_OPEN_MS + IDLE_MS));
  };

  return () => {
    let broken = exchanged ? ofExchange(world, accesses, modems) : undefined;
    exchanged = false;
    for (const device of dialed) broken ??= ofDialers(world, device);
    dialed.clear();
    for (const { name, port, line } of modems) {
      if (line.leg?.phase === 'connected' || !port.calls().some((call) => call.connected && !call.clearing)) continue;
      broken ??= lasting(`${name} has a carrier, and the exchange no call`, true, CARRIER_LOST_MS);
    }
    for (const access of accesses) broken ??= ofAccess(access);
    if (genuine) for (const call of world.exchange.calls) broken ??= ofLink(call);
    since = still ?? NOTHING;
    still = undefined;
    return broken;
  };
}

interface Access {
  readonly name: string;
  readonly port: IsdnPort;
  readonly line: AccessPort;
}

interface ModemAtWork {
  readonly name: string;
  readonly port: DialPort;
  readonly line: AnalogPort;
}

// ---- one device

/** The dialer has the calls that its ports have, as far as they have come. */
function ofDialers(world: World, device: string): string | undefined {
  const router = must(world.routers.get(device), device);
  const known = new Set<string>();
  for (const { interface: dialer, calls } of router.dialers()) {
    for (const { id, interface: name, phase } of calls) {
      if (known.has(id)) return `${device}: two dialers have ${id}`;
      known.add(id);
      const port = router.dialPort(name);
      const call = port?.calls().find((each) => each.id === id);
      const where = `${device} ${dialer}: ${id} is ${phase}`;
      if (port === undefined || call === undefined) return `${where}, and ${name} has no such call`;
      const through = phase !== 'dialing' && phase !== 'disconnecting';
      if (through && (!call.connected || call.clearing)) return `${where}, and ${name} ${call.clearing ? 'is clearing' : 'has not connected'} it`;
      const channel = port.channels.find((each) => each.call === id);
      if (through && (channel === undefined || channel.mode === 'idle')) return `${where}, and no channel of ${name} speaks for it`;
      const states = channel?.pppStates;
      if (phase === 'data link layer up' && states !== undefined && !states.multilink && states.ipcp !== 'Open') return `${where}, and IPCP is ${states.ipcp}`;
    }
  }
  for (const { interface: name } of world.lab.telephoneLines.filter((line) => line.router === device)) {
    // A dialing interface that is no more leaves calls behind that are being cleared: its member is in a group or pool now.
    const stray = router.dialPort(name)?.calls().find((call) => !known.has(call.id) && !call.clearing && !isComing(call));
    if (stray !== undefined) return `${device}: ${name} has ${stray.id}, and no dialer has it`;
  }
  return undefined;
}

/** A call and the channel that it has: PPP speaks as long as the call is active, and not longer. */
function ofRouter({ name, port }: Access, call: IsdnCall): string | undefined {
  if (call.setup.bearer === 'speech') return undefined;
  const channel = port.channels.find((each) => each.call === call.id);
  const speaks = channel !== undefined && channel.mode !== 'idle';
  const active = call.machine.state === 'Active';
  if (MOMENTS.has(call.machine.state)) return `${name}: ${call.id} rests in ${call.machine.state}`;
  if (speaks && !active) return `${name}: ${channel.name} speaks, and its call is in ${call.machine.state}`;
  if (active && call.connected && !speaks) return `${name}: ${call.id} is active, and nobody speaks on it`;
  return undefined;
}

/** Its calls and what it has joined: two channels are joined for a call that was answered, and no others. */
function ofExchange(world: World, accesses: readonly Access[], modems: readonly ModemAtWork[]): string | undefined {
  const joined = new Set<Port>();
  for (const call of world.exchange.calls) {
    const broken = ofCall(call, joined);
    if (broken !== undefined) return broken;
  }
  for (const { name, line } of modems) {
    const set = line.channelPort();
    if ((set?.peer !== undefined && !joined.has(set)) || (set?.peer === undefined && line.leg?.phase === 'connected')) return `${name}: its call is ${line.leg?.phase ?? 'none'}, and its line otherwise joined`;
  }
  for (const { name, port } of accesses) {
    for (const channel of port.channels) if (channel.port.peer !== undefined && !joined.has(channel.port)) return `${name} ${channel.name} is joined, and no call has it`;
  }
  return undefined;
}

function ofCall({ number, caller, callee, connectedAt }: ExchangeCall, joined: Set<Port>): string | undefined {
  if (connectedAt === undefined) return undefined;
  const ends = [caller, must(callee, 'it was answered')];
  const [a, b] = ends.map((leg) => leg.port.channelPort(leg));
  if (a === undefined || b === undefined || a.peer !== b || b.peer !== a) return `call ${number} was answered, and its channels are not joined`;
  joined.add(a).add(b);
  return undefined;
}

// ---- two devices

/** Where the leg ends at its terminal. */
function channelOf(world: World, { port, channel }: Leg): LinkChannel | undefined {
  const { router, interface: name } = port.line;
  return world.routers.get(router)?.dialPort(name)?.channels.find(({ number }) => number === channel);
}

function* pairs(calls: readonly IsdnCall[], legs: readonly IsdnLeg[]): Iterable<readonly ['asked' | 'offered', IsdnCall | undefined, IsdnLeg | undefined]> {
  for (const leg of legs) {
    yield [leg.fromTerminal ? 'asked' : 'offered', calls.find((call) => call.outgoing === leg.fromTerminal && call.reference === leg.reference && call.ces !== undefined), leg];
  }
  for (const call of calls) {
    const isKnown = legs.some((leg) => call.outgoing === leg.fromTerminal && call.reference === leg.reference);
    // One that waits for its data link has told nobody.
    if (!isKnown && call.ces !== undefined) yield [call.outgoing ? 'asked' : 'offered', call, undefined];
  }
}
