// Why a call did not go through: the cause that the exchange gave (Q.850), or the wait-for-carrier time. The line to change
// is the caller's number, or whatever keeps the called router from responding.

import { USUAL_T302_MS } from '../../../config/isdn-settings.ts';
import { users, type InterfaceSettings } from '../../../config/model.ts';
import { isIsdnLine, type TelephoneLine } from '../../../network/lab-description.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { Q931_TIMERS } from '../../../protocols/q931/timers.ts';
import type { CallFailure } from '../../../wire/v25bis.ts';
import { dialUpErrorText } from '../../pc-words.ts';
import { explainAgreedNumber } from '../link/allocation.ts';
import { changeInInterface, mapChange, removeFromInterface, typeAtPc, type Change } from '../cures/changes.ts';
import { eventsOf, type CallSide, type TracedCall } from '../attempt/calls.ts';
import type { CauseCode } from '../codes.ts';
import { CALL_FAILURE_WORDS } from './v25bis-failed.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { chatScriptChange, CONNECTED } from './chat-script.ts';
import { busyOut } from '../undialled/access-side.ts';
import { faultsLeftOn } from '../attempt/faults-on.ts';
import { calledFaults, portFault, lineDown } from '../undialled/line-down.ts';
import type { Plant } from '../plant.ts';

/** Default of `dialer wait-for-carrier-time`. */
const ENOUGH_FOR_CARRIER_SECONDS = 30;

export function explainFailure(call: TracedCall, caller: CallSide, circumstances: Circumstances): Diagnosis {
  const { plant, records } = circumstances;
  const { number } = call;
  const { device } = caller;
  const { cause, why } = call.failed ?? { cause: 0, why: 'cause' };
  const called = plant.linesWith(number);
  const whom = called[0] === undefined ? number : `${called[0].router} (${number})`;
  const incompatible = refusedAs(call) === 88 ? incompatibleLine(call, caller, whom, plant) : undefined;
  if (incompatible !== undefined) return incompatible;
  const modem = call.reason === 'pc' ? pcFailure(call, caller, whom, circumstances) : modemFailure(call, caller, whom, circumstances);
  if (modem !== undefined) return modem;
  if (why === 'carrier') {
    return rang(call, caller, circumstances)
      ? diagnosis('NO-ANSWER', `${device} called ${whom}, which rang and was not answered within the wait-for-carrier time`)
      : diagnosis('NO-CARRIER', `${device} called ${whom}, and the call was not put through within the wait-for-carrier time`, ...(slowOverlap(call, caller, plant) ?? shortWait(caller, plant)));
  }
  if (why === 'no-channel') return diagnosis('NO-CHANNEL', `no B channel of ${device} was free for a call to ${whom}`);
  if (why === 'line-down') return lineDown(device, caller.interface, circumstances);
  switch (cause) {
    case 1:
    case 28:
      return explainAgreedNumber(call, caller, circumstances) ?? unallocated(call, caller, plant);
    case 17:
      return diagnosis('BUSY', `${device} called ${whom}, which is busy`);
    case 18: {
      const faults = calledFaults(call, circumstances);
      const off = called.find(({ router }) => isSwitchedOff(records, router));
      const because = off !== undefined ? `: ${off.router} is switched off` : faults[0] === undefined ? '' : `: ${faults[0].sentence}`;
      return diagnosis('NO-RESPONSE', `${device} called ${whom}, and no terminal there responds${because}`, ...faults.flatMap(({ changes }) => changes));
    }
    case 19:
      return diagnosis('NO-ANSWER', `${device} called ${whom}, which rang and was not answered`);
    case 21: {
      const own = plant.settings(device, caller.interface);
      const fault = own && portFault(device, own, circumstances);
      if (fault?.code === 'SPID-MISSING' || fault?.code === 'SPID-INVALID') return fault;
      return diagnosis('REJECTED', `${called[0]?.router ?? number} rejected the call of ${device}${isPc(called[0]?.router, plant) ? ': a PC takes only the return call that it waits for' : ''}`);
    }
    case 34:
    case 42:
    case 44:
      return diagnosis('NO-CIRCUIT', `${device} called ${whom}, and there was no circuit or channel for the call`, ...called.map(({ router, interface: name }) => busyOut(router, plant.settings(router, name))));
    case 102:
      return timerRanOut(call, caller, whom, circumstances);
    default:
      return diagnosis('CALL-FAILED', `${device} called ${whom}, and the call was refused with cause ${cause}`);
  }
}

/** A line with a modem: what that said of the call, or how far it had come when the dialer would not wait any longer. */
function modemFailure(call: TracedCall, caller: CallSide, whom: string, circumstances: Circumstances): Diagnosis | undefined {
  const { plant } = circumstances;
  const line = plant.line(caller.device, caller.interface);
  if (line === undefined || isIsdnLine(line) || call.failed === undefined) return undefined;
  if (call.failed.why !== 'carrier') return line.kind === 'analog' ? chatFailure(call, caller, whom, circumstances) : indicated(call, caller, whom, circumstances);
  const settings = plant.settings(caller.device, caller.interface);
  const own = settings === undefined ? undefined : portFault(caller.device, settings, circumstances);
  if (own !== undefined) return own;
  const direct = directFailure(call, caller, whom, plant);
  if (direct !== undefined) return direct;
  const exchange = call.exchange.map(({ event }) => (event.type === 'exchange.call' ? event.outcome : undefined));
  if (exchange.includes('answered')) {
    const waits = stillWaiting(call, caller, circumstances);
    if (waits !== undefined) return waits;
    return diagnosis('NO-MODEM-CARRIER', `${caller.device} called ${whom}, and the modems were not done with each other within the wait-for-carrier time`);
  }
  if (exchange.length === 0 && !hasDialled(chatOf(call, caller, circumstances.records))) return stillWaiting(call, caller, circumstances);
  if (!exchange.includes('offered')) return undefined;
  const faults = calledFaults(call, circumstances);
  const because = faults[0] === undefined ? '' : `: ${faults[0].sentence}`;
  return diagnosis('NO-ANSWER', `${caller.device} called ${whom}, which rang and was not answered within the wait-for-carrier time${because}`, ...faults.flatMap(({ changes }) => changes));
}

/** A modem that dials by DTR says nothing: what it heard is the exchange's. */
function directFailure(call: TracedCall, { device, interface: name }: CallSide, whom: string, plant: Plant): Diagnosis | undefined {
  if (plant.storedNumber(device, name) === undefined) return undefined;
  const refused = refusedAs(call);
  if (refused === 17) return diagnosis('BUSY', `the modem of ${device} dialled ${whom}, which is busy, and no carrier came within the wait-for-carrier time`);
  return refused === 1 ? diagnosis('UNALLOCATED', `the modem of ${device} dialled ${call.number}, the number that it has stored, and nobody has it`) : undefined;
}

/** The modems were done with each other, or nothing was dialled yet, and the chat script goes on waiting for something else than that. */
function stillWaiting(call: TracedCall, caller: CallSide, { plant, records }: Circumstances): Diagnosis | undefined {
  const { device } = caller;
  const chat = chatOf(call, caller, records);
  const started = chat.findLast((event) => event.type === 'chat.started');
  const last = chat.findLast((event) => event.type === 'chat.expecting');
  if (started?.type !== 'chat.started' || last?.type !== 'chat.expecting' || last.text === CONNECTED) return undefined;
  const sentence = `the chat script ${started.script} of ${device} waited for "${last.text}" until the wait-for-carrier time was over`;
  return diagnosis('CHAT-FAILED', sentence, logsIn(chat) ? undefined : chatScriptChange(device, started.script, last.text, hasDialled(chat), plant));
}

/** What happened on the line during the call. */
function chatOf({ at }: TracedCall, { device, interface: name, releasedAt = Infinity }: CallSide, records: readonly TraceRecord[]): readonly TraceEvent[] {
  return records.filter((record) => record.at >= at && record.at <= releasedAt && record.device === device && record.interface === name).map(({ event }) => event);
}

/** It had the modem dial. */
function hasDialled(chat: readonly TraceEvent[]): boolean {
  return chat.some((event) => event.type === 'chat.sending' && event.number !== undefined);
}

/** Behind the script that dials there is one at work that logs in (`system-script`). */
function logsIn(chat: readonly TraceEvent[]): boolean {
  return chat.filter(({ type }) => type === 'chat.started').length > 1;
}

/** A V.25bis modem: its call failure indication. */
function indicated(call: TracedCall, caller: CallSide, whom: string, circumstances: Circumstances): Diagnosis | undefined {
  const { device, interface: name } = caller;
  const failed = circumstances.records.find((record) => record.at >= call.at && record.device === device && record.interface === name && record.event.type === 'v25bis.failed')?.event;
  if (failed?.type !== 'v25bis.failed') return undefined;
  const refused = refusedAs(call);
  if (refused === 1) return unallocated(call, caller, circumstances.plant);
  // No terminal there, or no circuit: the exchange knows more than the modem heard.
  if (failed.reason === 'NT' && refused !== undefined) return undefined;
  return diagnosis(INDICATED[failed.reason], `${device} called ${whom}, and its modem indicates CFI ${failed.reason}: ${CALL_FAILURE_WORDS[failed.reason]}`);
}

const INDICATED: Readonly<Record<CallFailure, CauseCode>> = { ET: 'BUSY', RT: 'NO-ANSWER', NT: 'NO-MODEM-CARRIER', AB: 'NO-DIALTONE', CB: 'CALL-FAILED' };

export function isPc(name: string | undefined, { lab }: Plant): boolean {
  return lab.pcs?.some((pc) => pc.name === name) === true;
}

/** A PC: what its dial-up client made of the failure, where the exchange does not know better. */
function pcFailure(call: TracedCall, caller: CallSide, whom: string, circumstances: Circumstances): Diagnosis | undefined {
  const { device } = caller;
  const failed = eventsOf(caller, 'pc.failed').at(-1);
  if (failed === undefined || refusedAs(call) !== undefined) return undefined;
  switch (failed.why) {
    case 'no-dialtone':
      return diagnosis('NO-DIALTONE', `the modem of ${device} heard no dial tone`);
    case 'no-line':
      return diagnosis('NO-LINE', `${device} has no telephone line, or it is down`);
    case 'no-answer': {
      const outcomes = call.exchange.map(({ event }) => (event.type === 'exchange.call' ? event.outcome : undefined));
      if (outcomes.includes('answered')) return diagnosis('NO-MODEM-CARRIER', `${device} called ${whom}, and the modems did not come to terms with each other`);
      const faults = calledFaults(call, circumstances);
      const off = circumstances.plant.linesWith(call.number).find(({ router }) => isSwitchedOff(circumstances.records, router));
      const because = off !== undefined ? `: ${off.router} is switched off` : faults[0] === undefined ? '' : `: ${faults[0].sentence}`;
      return diagnosis('NO-ANSWER', `${device} called ${whom}, which rang and was not answered${because}`, ...faults.flatMap(({ changes }) => changes));
    }
    default:
      return diagnosis('CALL-FAILED', `the call of ${device} to ${whom} failed: ${dialUpErrorText(failed.why)}`);
  }
}

/** A number of a line that understands the PC's. */
function numberForPc(device: string, line: string, plant: Plant): string {
  const kind = plant.line(device, line)?.kind;
  const fitting = plant.lab.telephoneLines.filter((each) => plant.routers.has(each.router) && (each.kind === 'analog') === (kind === 'analog'));
  return fitting[0]?.numbers[0] ?? 'NUMBER';
}

/** An asynchronous line: what its chat script heard of the modem. */
function chatFailure(call: TracedCall, caller: CallSide, whom: string, circumstances: Circumstances): Diagnosis | undefined {
  const { plant, records } = circumstances;
  const { device } = caller;
  const chat = chatOf(call, caller, records);
  const finished = chat.findLast((event) => event.type === 'chat.finished');
  if (finished?.type !== 'chat.finished' || finished.status === 'success') return undefined;
  switch (finished.abortedBy) {
    case 'BUSY':
      // A modem takes the reorder tone for the engaged one: the exchange knows better.
      if (refusedAs(call) === 1) return unallocated(call, caller, plant);
      return diagnosis('BUSY', `${device} called ${whom}, which is busy`);
    case 'NO DIALTONE':
      return diagnosis('NO-DIALTONE', `the modem of ${device} heard no dial tone`);
    case 'NO CARRIER':
    case 'NO ANSWER': {
      const faults = calledFaults(call, circumstances);
      const because = faults[0] === undefined ? '' : `: ${faults[0].sentence}`;
      return diagnosis('NO-MODEM-CARRIER', `${device} called ${whom}, and no modem answered there${because}`, ...faults.flatMap(({ changes }) => changes));
    }
    default: {
      const { script, status, expecting = '', abortedBy = 'the line' } = finished;
      if (status !== 'timeout') return diagnosis('CHAT-FAILED', `the chat script ${script} of ${device} was ended by "${abortedBy}"`);
      if (logsIn(chat)) return diagnosis('CHAT-FAILED', `${device} called ${whom}, and its system script ${script} waited in vain for "${expecting}"`);
      return diagnosis('CHAT-FAILED', `the chat script ${script} of ${device} waited in vain for "${expecting}"`, chatScriptChange(device, script, expecting, hasDialled(chat), plant));
    }
  }
}

/** The cause with which the exchange refused the call, whatever the caller's equipment made of that. */
function refusedAs(call: TracedCall): number | undefined {
  const last = call.exchange.at(-1)?.event;
  return last?.type === 'exchange.call' && last.outcome === 'refused' ? last.cause : undefined;
}

/** The number is that of a line of another kind; another line of that router may be of the right one. */
function incompatibleLine(call: TracedCall, caller: CallSide, whom: string, plant: Plant): Diagnosis | undefined {
  const own = plant.line(caller.device, caller.interface);
  const [called] = plant.linesWith(call.number);
  if (own === undefined || called === undefined) return undefined;
  const sentence = `${caller.device} called ${whom} from ${LINE_WORDS[own.kind]}, and that is ${LINE_WORDS[called.kind]}: the exchange does not put the call through`;
  const better = plant.lab.telephoneLines.find((line) => line.router === called.router && line.kind === own.kind);
  const settings = plant.dialing(caller.device, caller.dialing);
  if (call.reason === 'pc') return diagnosis('INCOMPATIBLE', sentence, better && typeAtPc(caller.device, `set number ${better.numbers[0] ?? 'NUMBER'}`));
  const map = settings?.dialer.maps.find((each) => each.number === call.number);
  const change = settings === undefined || map === undefined || better === undefined ? undefined : mapChange(caller.device, settings.name, map, { number: better.numbers[0] ?? 'NUMBER' });
  return diagnosis('INCOMPATIBLE', sentence, misfit(caller, called, plant) ?? change);
}

/** A rotary group of unlike lines takes the first that is free: the one that cannot reach such numbers does not belong to it. */
function misfit({ device, interface: name }: CallSide, called: TelephoneLine, plant: Plant): Change | undefined {
  const group = plant.settings(device, name)?.dialer.rotaryGroup;
  const fits = (member: string): boolean => /^(Group-)?Async/.test(member) === (called.kind === 'analog');
  if (group === undefined || fits(name) || !plant.interfacesOf(device).some((other) => other.dialer.rotaryGroup === group && fits(other.name))) return undefined;
  return removeFromInterface(device, name, `dialer rotary-group ${group}`);
}

const LINE_WORDS: Readonly<Record<TelephoneLine['kind'], string>> = {
  bri: 'an ISDN line',
  'pri-t1': 'an ISDN line',
  'pri-e1': 'an ISDN line',
  analog: 'an analog line with a modem',
  v25bis: 'a line with a V.25bis modem',
};

export function isSwitchedOff(records: readonly TraceRecord[], router: string): boolean {
  const last = records.findLast(({ device, event }) => device === router && event.type === 'sys.power')?.event;
  return last?.type === 'sys.power' && last.to === 'off';
}

/** The called router is still waiting for digits that do not come: T302. */
function slowOverlap(call: TracedCall, { device, dialing }: CallSide, plant: Plant): readonly Change[] | undefined {
  const seconds = plant.settings(device, dialing)?.dialer.waitForCarrierSeconds ?? ENOUGH_FOR_CARRIER_SECONDS;
  for (const { router, interface: name } of plant.linesWith(call.number)) {
    const { overlapMs = 0 } = plant.settings(router, name)?.isdn.calls ?? {};
    if (overlapMs < seconds * 1000) continue;
    const line = overlapMs === USUAL_T302_MS ? 'isdn overlap-receiving' : `isdn overlap-receiving T302 ${overlapMs}`;
    return [changeInInterface(router, name, line, `isdn overlap-receiving T302 ${Math.max(500, Math.min(5000, seconds * 500))}`)];
  }
  return undefined;
}

/** Modems need some ten seconds to agree on their speed; without the line they have thirty. */
function shortWait({ device, dialing }: CallSide, plant: Plant): readonly Change[] {
  const seconds = plant.settings(device, dialing)?.dialer.waitForCarrierSeconds ?? ENOUGH_FOR_CARRIER_SECONDS;
  return seconds >= ENOUGH_FOR_CARRIER_SECONDS ? [] : [removeFromInterface(device, dialing, `dialer wait-for-carrier-time ${seconds}`)];
}

/** The one attempt of the called router failed: what the first call's codes mean for it. */
const RETURN_CODES: Partial<Record<CauseCode, CauseCode>> = {
  BUSY: 'RETURN-BUSY',
  'NO-ANSWER': 'RETURN-NO-ANSWER',
  'NO-CARRIER': 'RETURN-NO-ANSWER',
  'NO-RESPONSE': 'RETURN-NO-RESPONSE',
  UNALLOCATED: 'RETURN-UNALLOCATED',
  'NO-CHANNEL': 'RETURN-NO-CHANNEL',
};

export function explainReturnFailure(call: TracedCall, caller: CallSide, circumstances: Circumstances): Diagnosis {
  const { code, sentence, changes } = explainFailure(call, caller, circumstances);
  return diagnosis(RETURN_CODES[code] ?? 'RETURN-FAILED', `the return call failed, and there is no retry: ${sentence}`, ...changes);
}

/** Q.931 Call Delivered is the state behind ALERTING. */
function rang(call: TracedCall, caller: CallSide, circumstances: Circumstances): boolean {
  if (saw(call, caller, circumstances, (event) => event.type === 'q931.state' && event.to === 'Call Delivered')) return true;
  // A modem hears it ring, and tells nobody.
  return faultsLeftOn(circumstances.records).some(({ event }) => event.type === 'fault.on' && event.name === `no-answer ${call.number}`);
}

/** On the caller's interface, since the call was begun. */
function saw(call: TracedCall, { device, interface: name }: CallSide, { records }: Circumstances, wanted: (event: TraceEvent) => boolean): boolean {
  return records.some((record) => record.at >= call.at && record.device === device && record.interface === name && wanted(record.event));
}

/** Recovery on timer expiry, of the caller's own timers: T303 and T310 of Q.931 §5.1.1 and §5.1.5. */
function timerRanOut(call: TracedCall, caller: CallSide, whom: string, circumstances: Circumstances): Diagnosis {
  const { device, interface: name } = caller;
  if (!saw(call, caller, circumstances, (event) => event.type === 'q931.timer' && event.timer === 'T310')) {
    return diagnosis('CALL-FAILED', `${device} called ${whom}, and the exchange answered nothing (cause 102, a timer ran out): the D channel of ${name} carries nothing`);
  }
  const t310Ms = circumstances.plant.settings(device, name)?.isdn.calls.t310Ms;
  const waits = `${device} called ${whom}, and cleared the call when nothing more was heard of it within ${(t310Ms ?? Q931_TIMERS.T310.defaultMs) / 1000} seconds (cause 102, its T310 ran out)`;
  return t310Ms === undefined ? diagnosis('CALL-FAILED', waits) : diagnosis('CALL-FAILED', waits, removeFromInterface(device, name, `isdn T310 ${t310Ms}`));
}

function unallocated(call: TracedCall, { device, dialing: name, interface: line }: CallSide, plant: Plant): Diagnosis {
  const { number } = call;
  const sentence = `${device} dialled ${number}, and nobody has that number`;
  if (call.reason === 'pc') return diagnosis('UNALLOCATED', sentence, typeAtPc(device, `set number ${numberForPc(device, line, plant)}`));
  if (call.reason === 'exec') return diagnosis('UNALLOCATED', sentence);
  const ofUser = call.name === undefined ? undefined : dialstringChange(device, call.name, number, plant);
  if (ofUser !== undefined) return diagnosis('UNALLOCATED', sentence, ofUser);
  const settings = plant.dialing(device, name);
  return diagnosis('UNALLOCATED', sentence, settings && numberChange(device, settings, number, plant));
}

/** `username NAME callback-dialstring NUMBER`: becomes the number of the router that has the name. */
function dialstringChange(router: string, name: string, number: string, plant: Plant): Change | undefined {
  const config = plant.routers.get(router)?.config;
  if (config === undefined || users(config).get(name)?.callbackDialstring !== number) return undefined;
  const peer = [...plant.routers.keys()].find((each) => plant.dialingInterfaces(each).some((settings) => plant.chapName(each, settings) === name));
  const right = (peer === undefined ? undefined : plant.numberOf(peer)) ?? solePeer(router, plant) ?? 'NUMBER';
  const line = `username ${name} callback-dialstring`;
  return { router, verb: 'change', line: `${line} ${number}`, to: `${line} ${right}` };
}

/** The number of whoever holds the map's next hop, or of whoever is the only other one. */
function numberChange(router: string, settings: InterfaceSettings, number: string, plant: Plant): Change | undefined {
  const map = settings.dialer.maps.find((each) => each.number === number);
  if (map !== undefined) {
    const holder = plant.holder(map.nextHop);
    const right = holder === undefined ? solePeer(router, plant) : plant.numberOf(holder.router, holder.settings.name);
    return mapChange(router, settings.name, map, { number: right ?? 'NUMBER' });
  }
  if (!settings.dialer.strings.some((string) => string.number === number)) return undefined;
  return changeInInterface(router, settings.name, `dialer string ${number}`, `dialer string ${solePeer(router, plant) ?? 'NUMBER'}`);
}

function solePeer(router: string, plant: Plant): string | undefined {
  const others = plant.lab.telephoneLines.filter((line) => line.router !== router);
  return others.length === 1 ? others[0]?.numbers[0] : undefined;
}
