// Why somebody who called an access server's lines did not get what he wanted: no modem took his voice call, the line expected
// words where he sent frames or had nobody for him, he could not say who he is, or no address was left for him.

import { configuredAs } from '../../../config/group-async.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { asyncLineOf } from '../undialled/async-down.ts';
import { addLine, addToInterface, type Change } from '../cures/changes.ts';
import { isUp, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { isBri, type Plant } from '../plant.ts';

type OfAccess = Extract<TraceEvent, { type: 'modem.refused' | 'line.deaf' | 'line.login' | 'line.answerTimeout' | 'line.autoselect' | 'pool.none' }>;

/** Undefined when the call carries packets, or nothing of that kind kept it from doing so. */
export function explainAccess(call: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  // Of a return call it is the server that places it.
  const returning = call.reason === 'callback';
  // Where the client is known, it must be up at his end.
  if (isUp(returning ? (call.callee ?? call.caller) : call.reason === 'hand' ? call.callee : (call.caller ?? call.callee))) return undefined;
  const { plant } = circumstances;
  const servers = new Set(returning ? [call.caller?.device ?? ''] : plant.linesWith(call.number).map(({ router }) => router));
  const until = call.caller?.releasedAt ?? Number.POSITIVE_INFINITY;
  const told = circumstances.records.filter(({ at, device, event }) => at >= call.at && at <= until && servers.has(device) && isTrouble(event));
  // What comes first there is the deeper reason: of frames and words, that frames were not understood.
  const [worst] = [...told].sort((a, b) => WEIGHT.indexOf(a.event.type) - WEIGHT.indexOf(b.event.type));
  return worst === undefined ? undefined : explain(worst, call, plant);
}

/** Logins that succeed and samples that are understood are none. */
function isTrouble(event: TraceEvent): boolean {
  if (event.type === 'line.login') return event.outcome === 'failed';
  if (event.type === 'line.autoselect') return event.what === 'failed';
  return WEIGHT.includes(event.type);
}

const WEIGHT: readonly TraceEvent['type'][] = ['modem.refused', 'line.answerTimeout', 'line.deaf', 'pool.none', 'line.login', 'line.autoselect'];

function explain({ device, interface: name = '', event }: TraceRecord, call: TracedCall, plant: Plant): Diagnosis | undefined {
  const caller = call.caller?.device ?? 'the caller';
  const of = event as OfAccess; // by WEIGHT
  switch (of.type) {
    case 'modem.refused':
      return refused(of.because, device, name, caller, plant);
    case 'line.answerTimeout':
      return diagnosis('ANSWER-TIMEOUT', `the modem of ${name} of ${device} had no carrier within the answer timeout of its line`, inLine(device, name, 'modem answer-timeout 60', plant));
    case 'line.deaf':
      return deaf(of.because, device, name, caller, plant);
    case 'pool.none': {
      const pools = of.pools.join(', ');
      return of.because === 'undefined'
        ? diagnosis('NO-POOL', `${device} has no address for ${of.user ?? caller}: there is no pool ${pools}`, addLine(device, `ip local pool ${of.pools[0] ?? ''} FIRST LAST`))
        : diagnosis('POOL-EXHAUSTED', `${device} has no address for ${of.user ?? caller}: all of pool ${pools} are in use`, addLine(device, `ip local pool ${of.pools[0] ?? ''} FIRST LAST`));
    }
    case 'line.login':
      return diagnosis('LOGIN-FAILED', `whoever called ${name} of ${device} could not say who he is, and the line hung up`);
    case 'line.autoselect':
      return diagnosis('NOTHING-SAID', `${caller} said nothing on ${name} of ${device} within the time of autoselect, and the line hung up: it waits for a frame of PPP${asyncLineOf(device, name, plant)?.exec === true ? ', or for Return' : ''}`);
  }
}

function refused(because: Extract<TraceEvent, { type: 'modem.refused' }>['because'], device: string, name: string, caller: string, plant: Plant): Diagnosis {
  if (because === 'no-incoming-voice') {
    return diagnosis('NO-VOICE-CALLS', `${name} of ${device} refuses the voice call of ${caller}: it ${isBri(name) ? 'takes none for data' : 'hands none to a modem'}`, addToInterface(device, name, `isdn incoming-voice ${isBri(name) ? 'data' : 'modem'}`));
  }
  const line = asyncLineOf(device, 'Async1', plant);
  const listens = line?.calls === 'in' || line?.calls === 'both';
  const change = line === undefined || listens ? undefined : inLine(device, 'Async1', 'modem InOut', plant);
  const why = because === 'no-channel' ? 'no channel was left' : listens ? 'no modem was free' : 'no line of its modems takes calls';
  return diagnosis('NO-MODEM', `${device} refuses the voice call of ${caller}: ${why}`, change);
}

function deaf(because: Extract<TraceEvent, { type: 'line.deaf' }>['because'], device: string, name: string, caller: string, plant: Plant): Diagnosis {
  switch (because) {
    case 'no-autoselect':
      return diagnosis('NO-AUTOSELECT', `${caller} sends PPP frames, and ${name} of ${device} expects words: nothing on its line looks for frames`, inLine(device, name, 'autoselect ppp', plant));
    case 'no-exec':
      return diagnosis('NO-EXEC', `the line of ${name} of ${device} has neither a terminal for whoever calls nor looks for frames`, inLine(device, name, 'autoselect ppp', plant));
    case 'no-mode':
    case 'no-interface': {
      const config = plant.routers.get(device)?.config;
      const interfaceName = config === undefined ? name : configuredAs(config, name);
      return diagnosis('ASYNC-MODE', `${caller} sends PPP frames, and the line of ${name} of ${device} is for terminals only`, addToInterface(device, interfaceName, 'async mode interactive'));
    }
  }
}

function inLine(router: string, name: string, text: string, plant: Plant): Change {
  return { router, block: (asyncLineOf(router, name, plant)?.line ?? 'line 1').replace('tty ', ''), verb: 'add', line: text };
}

const DEAF = {
  'no-autoselect': 'nothing there looks for them', 'no-exec': 'nothing there looks for them', 'no-mode': 'the interface has no async mode', 'no-interface': 'the line is no interface',
} as const;

/** What a line, a modem or a pool says, and no call. */
export function isOfAccess({ type }: TraceEvent): boolean {
  return type.startsWith('line.') || type.startsWith('pool.') || type === 'modem.assigned' || type === 'modem.refused';
}

/** Of the evidence: what an access server says of its lines, modems and pools. */
export function accessEvidence(device: string, name: string, event: TraceEvent): string | undefined {
  switch (event.type) {
    case 'modem.assigned':
      return `${device}: the modem of line ${event.line} ${event.outgoing ? 'calls' : 'takes the call'} on ${event.channel}`;
    case 'modem.refused':
      return `${device} refuses the voice call (${name})`;
    case 'line.exec':
      return `${device}: ${name} is a terminal`;
    case 'line.login':
      return event.outcome === 'in' ? `${event.user ?? 'somebody'} has logged in on ${name} of ${device}` : `nobody could log in on ${name} of ${device}`;
    case 'line.autoselect':
      return event.what === 'failed' ? `${device}: nothing was heard on ${name} within the time of autoselect` : undefined;
    case 'line.deaf':
      return `${device} does not understand frames on ${name}: ${DEAF[event.because]}`;
    case 'line.protocol':
      return `${device}: ${name} speaks ${event.protocol.toUpperCase()} from now on${event.user === undefined ? '' : `, for ${event.user}`}`;
    case 'line.callback':
      return event.what === 'failed' ? `${device} could not call ${event.user} back at ${event.number}: ${event.because ?? ''}` : event.what === 'calling' ? `${device} calls ${event.user} back at ${event.number} on ${name}` : undefined;
    case 'pool.none':
      return `${device} has no address for its peer on ${name} (pool ${event.pools.join(', ')})`;
    default:
      return undefined;
  }
}
