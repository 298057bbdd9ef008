// The evidence of an explanation: which records belong to the attempt, one line for each that mattered, with its time.
// Lines that repeat are told once, with their number. What a record says in words is evidence-text.ts.

import { numberIn } from '../../../base/dial-string.ts';
import { isSerialName } from '../../../base/interface-name.ts';
import { formatIpv4 } from '../../../base/ipv4.ts';
import { uptimeStamp } from '../../../base/time.ts';
import type { TraceRecord } from '../../../network/trace.ts';
import { eventsOf, type CallSide, type TracedCall } from './calls.ts';
import type { Circumstances } from '../diagnosis.ts';
import { isUnasked, type Episode } from './episode.ts';
import { isOfAccess } from '../unconnected/access.ts';
import { evidenceText } from './evidence-text.ts';
import { faultsLeftOn } from './faults-on.ts';
import type { Plant } from '../plant.ts';

export function evidence(episode: Episode, calls: readonly TracedCall[], { records, plant }: Circumstances): readonly string[] {
  if (episode.kind === 'none') return [];
  const lines: Line[] = [];
  const told = new Map<string, Line>();
  const before = earlierTries(episode, calls);
  for (const record of selected(episode, calls, records, plant)) {
    const text = evidenceText(record);
    if (text === undefined) continue;
    // What repeats in another call is told again.
    if (record.event.type === 'dialer.attempt') {
      told.clear();
      const [first] = before.splice(0);
      if (first !== undefined) lines.push(first);
    }
    const again = told.get(text);
    if (again !== undefined) {
      again.count += 1;
      continue;
    }
    const line = { stamp: uptimeStamp(record.at), text, count: 1 };
    told.set(text, line);
    lines.push(line);
  }
  return lines.map(({ stamp, text, count }) => `  ${stamp}  ${text}${count === 1 ? '' : ` (${count} times)`}`);
}

interface Line {
  readonly stamp: string;
  readonly text: string;
  count: number;
}

/** The same ping dialled before, and the explanation is of its last call: one line for all of those. */
function earlierTries(episode: Episode, calls: readonly TracedCall[]): Line[] {
  if (episode.kind !== 'call') return [];
  const { call, client, start } = episode;
  const tries = calls.filter(({ index, caller }) => index >= start && index < call.index && caller !== undefined && caller.device === client && !(call.reason === 'load' && carried(caller)));
  const [first] = tries;
  if (first === undefined) return [];
  const numbers = [...new Set(tries.map(({ number }) => number))].join(', ');
  const times = tries.length === 1 ? 'once' : `${tries.length} times`;
  return [{ stamp: uptimeStamp(first.at), text: `${client ?? ''} dials ${numbers} ${times} without success, and again:`, count: 1 }];
}

/** A further link of a bundle follows one that did what it should. */
function carried(side: CallSide): boolean {
  return eventsOf(side, 'dialer.protocolUp').length > 0 || eventsOf(side, 'dialer.bundled').length > 0;
}

function selected(episode: Exclude<Episode, { kind: 'none' }>, calls: readonly TracedCall[], records: readonly TraceRecord[], plant: Plant): readonly TraceRecord[] {
  const { client, start } = episode;
  const routers = new Set<string | undefined>([client]);
  const mine = new Set<TraceRecord>();
  let end = records.length;
  if (episode.kind === 'call') {
    routers.add(episode.server);
    const next = calls.find((call) => call.index > episode.call.index && call !== episode.returnCall && call.caller?.device === client);
    if (next !== undefined) end = next.index;
    for (const call of new Set([episode.call, ...(episode.returnCall === undefined ? [] : [episode.returnCall])])) {
      for (const record of [...call.exchange, ...(call.judged === undefined ? [] : [call.judged.record]), ...(call.caller?.records ?? []), ...(call.callee?.records ?? [])]) mine.add(record);
    }
  } else {
    const at = records.indexOf(episode.record, start);
    const ended = records[start]?.event.type === 'ping.started' ? records.findIndex(({ device, event }, index) => index > at && device === client && event.type === 'ping.ended') : at;
    end = (ended < 0 ? at : ended) + 1;
  }
  const earlier = records.slice(0, start);
  const before = earlier.filter((record) => tellsOfLine(record, routers));
  const rest = records.slice(start);
  const concerned: Concerned = { routers, numbers: numbersOf(episode), servers: serversAsked(mine, plant) };
  const standing = [...faultsLeftOn(earlier).filter((record) => isFaultOf(record, concerned)), ...lastOfEach(before)];
  return [
    ...standing.sort((a, b) => a.sequence - b.sequence),
    ...rest.filter((record, index) => mine.has(record) || (start + index < end && (isFaultOf(record, concerned) || isOfServer(record, concerned) || (routers.has(record.device) && isLoose(record, client))))),
  ];
}

function numbersOf(episode: Episode): readonly string[] {
  return episode.kind === 'call' ? [episode.call, ...(episode.returnCall === undefined ? [] : [episode.returnCall])].map((call) => numberIn(call.number)) : [];
}

interface Concerned {
  readonly routers: ReadonlySet<string | undefined>;
  readonly numbers: readonly string[];
  /** Of authentication. */
  readonly servers: ReadonlySet<string>;
}

/** The lab's servers that somebody was asked about on these calls. */
function serversAsked(records: Iterable<TraceRecord>, { lab }: Plant): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const { event } of records) if (event.type === 'radius.sent' || event.type === 'tacacs.sent') addresses.add(formatIpv4(event.server));
  const hosts = lab.lans.flatMap((lan) => lan.hosts).filter(({ address }) => addresses.has(address));
  return new Set(hosts.map(({ name }) => name));
}

/** Whom a server turned away while it was asked. */
function isOfServer({ device, event }: TraceRecord, { servers }: Concerned): boolean {
  return servers.has(device) && (event.type === 'aaaServer.authenticated' || event.type === 'aaaServer.authorized') && !event.accepted;
}

/** A fault of one of the routers' lines, of a number that was dialled, of a server that was asked, or of the exchange as a whole. */
function isFaultOf({ event }: TraceRecord, { routers, numbers, servers }: Concerned): boolean {
  switch (event.type) {
    case 'fault.on':
    case 'fault.off': {
      if (event.router !== undefined) return routers.has(event.router);
      const [, number] = event.name.split(' ');
      return number === undefined || numbers.includes(number) || servers.has(number);
    }
    case 'fault.frame':
      return routers.has(event.router);
    default:
      return false;
  }
}

/** What was wrong with a line before anybody dialled. */
function tellsOfLine({ device, interface: name = '', event }: TraceRecord, routers: ReadonlySet<string | undefined>): boolean {
  if (event.type === 'exchange.switchType') return routers.has(event.router);
  if (event.type === 'lineProtocol.changed') return routers.has(device) && isSerialName(name);
  if (event.type === 'ppp.authFailed' || event.type === 'ppp.qualityFailed') return routers.has(device) && isLeased(name);
  if (event.type === 'backup.secondary' || event.type === 'dialer.watch' || event.type === 'dialer.redialExhausted') return routers.has(device);
  return event.type === 'q931.spid' && event.outcome === 'not-valid' && routers.has(device);
}

/** A serial interface of its own, and no channel of a trunk. */
function isLeased(name: string): boolean {
  return /^Serial[^:]*$/.test(name);
}

function lastOfEach(records: readonly TraceRecord[]): readonly TraceRecord[] {
  const last = new Map<string, TraceRecord>();
  for (const record of records) last.set(`${record.device} ${record.interface ?? ''} ${record.event.type}`, record);
  return [...last.values()];
}

/** Records that name no call, and are told when they fall into the attempt. */
function isLoose({ device, event }: TraceRecord, client: string | undefined): boolean {
  switch (event.type) {
    case 'dns.query':
    case 'dns.answer':
    case 'dns.failed':
      return device === client;
    case 'aaa.decided':
      return device === client && event.service === 'outbound';
    case 'ping.started':
    case 'ping.ended':
    case 'dialer.packet':
    case 'dialer.noDial':
      return device === client && !isUnasked(event);
    case 'dialer.queued':
    case 'dialer.dropped':
    case 'dialer.flushed':
    case 'dialer.watch':
    case 'dialer.watchNoMap':
    case 'dialer.watchDisable':
    case 'dialer.redial':
    case 'dialer.redialExhausted':
    case 'backup.secondary':
      return device === client;
    case 'ip.undeliverable':
    case 'dialer.noLink':
    case 'dialer.overloaded':
    case 'bap.required':
    case 'bap.requested':
    case 'bap.notRequested':
    case 'bap.judged':
    case 'bap.noResponse':
    case 'bap.noNumber':
    case 'bap.failed':
    case 'bap.expired':
    case 'dialer.callbackClientCreated':
    case 'dialer.callbackReceived':
    case 'dialer.callbackExpired':
    case 'dialer.callbackServerStarting':
    case 'dialer.callbackBeginning':
    case 'dialer.callbackFailed':
    case 'isdn.layer2':
    case 'sys.power':
    case 'v25bis.notUnderstood':
    case 'v25bis.unreadable':
    case 'v25bis.failed':
      return true;
    default:
      return isOfAccess(event);
  }
}
