// What became of Microsoft's callback (CBCP) on a call that went through: it was not for this caller, it was not wanted, or the
// two ends did not come to an agreement. Where they did, the return call is explained as any other.

import type { TraceEvent } from '../../../network/trace.ts';
import { eventsOf, isUp, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { addLine, addToInterface, newMapLine, type Change } from '../cures/changes.ts';
import type { CauseCode } from '../codes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

type Decision = Extract<TraceEvent, { type: 'dialer.callbackDecision' }>;
type Failure = Extract<TraceEvent, { type: 'ppp.cbcpFailed' }>['because'];

const FAILURES: Readonly<Record<Failure, readonly [CauseCode, string]>> = {
  'no-response': ['CBCP-NO-RESPONSE', 'heard nothing from the other end, however often it asked'],
  malformed: ['CBCP-MALFORMED', 'got a packet that makes no sense'],
  'not-one-option': ['CBCP-MALFORMED', 'got a response that does not take exactly one kind of callback'],
  'wrong-ack': ['CBCP-MALFORMED', 'got an acknowledgement of something else than it had answered'],
  'not-offered': ['CBCP-NOT-OFFERED', 'got a response that takes what was not offered'],
  'no-number': ['CBCP-NUMBER', 'was to be told a number, and got none'],
  'number-too-long': ['CBCP-NUMBER', 'was told a number that is too long to be dialled'],
  'number-invalid': ['CBCP-NUMBER', 'was told a number that cannot be dialled'],
  'nothing-suitable': ['CBCP-UNSUITABLE', 'was offered no callback that its user wants'],
  cancelled: ['CBCP-UNSUITABLE', 'had to say a number, and its user gave up'],
};

/** The decision of the called router was to negotiate, or came of that. Undefined: it is as with any other call. */
export function explainMicrosoft(call: TracedCall, callee: CallSide, decision: Decision, circumstances: Circumstances): Diagnosis | undefined {
  const server = callee.device;
  const client = decision.name ?? call.caller?.device ?? 'the caller';
  const failed = eventsOf(callee, 'ppp.cbcpFailed').at(-1) ?? eventsOf(call.caller, 'ppp.cbcpFailed').at(-1);
  if (failed !== undefined) {
    const [code, told] = FAILURES[failed.because];
    const unanswered = failed.because === 'no-response' && isAsking(call);
    const what = unanswered ? `heard nothing for too long: ${call.caller?.device ?? client} asked its user at which number to be called back, who did not say` : told;
    return diagnosis(code, `${failed.role === 'server' ? server : client} ${what}: the call was closed`, ...changesFor(unanswered ? 'no-number' : failed.because, server, client, circumstances));
  }
  const notIp = eventsOf(callee, 'dialer.callbackDecision').some(({ because }) => because === 'not-ip');
  if (notIp) {
    const outcome = decision.outcome === 'hang-up' ? `${server}, being set to callback security, hung up` : 'the call is an ordinary one';
    return diagnosis('CALLBACK-NOT-IP', `${client} is known to ${server} for other protocols than IP, and Microsoft's callback is for IP only: ${outcome}`, ...mapOfIp(call, callee, client, circumstances));
  }
  const up = isUp(callee) || isUp(call.caller);
  if (decision.because === 'declined' && up) {
    return diagnosis('CALLBACK-DECLINED', `${client} and ${server} agreed that there is no callback: the call is an ordinary one`);
  }
  if (decision.because === 'no-map' || decision.because === 'no-number') {
    const sentence = `${server} has no number to call ${client} back, neither of a user nor of a dialer map: being set to callback security, it hung up and calls nobody back`;
    return diagnosis('CALLER-UNKNOWN-SECURE', sentence, addLine(server, `username ${client} callback-dialstring NUMBER`));
  }
  if (decision.because !== 'microsoft') return undefined;
  const over = callee.releasedAt !== undefined || call.caller?.releasedAt !== undefined;
  return over
    ? diagnosis('CBCP-NO-RESPONSE', `the call of ${client} ended while ${server} and it negotiated about callback`)
    : diagnosis('CALL-IN-PROGRESS', `${server} and ${client} negotiate about callback`);
}

/** The PC's user sits before the question, or does not. */
function isAsking({ caller }: TracedCall): boolean {
  return eventsOf(caller, 'pc.asking').length > eventsOf(caller, 'pc.answered').length;
}

/** Where it is the router's own maps that know the caller for something else only: one of IP beside them. */
function mapOfIp({ caller }: TracedCall, { device, dialing }: CallSide, client: string, { plant }: Circumstances): readonly Change[] {
  const settings = plant.dialing(device, dialing);
  if (settings === undefined || !settings.dialer.otherProtocolNames.includes(client)) return [];
  const number = caller === undefined ? undefined : plant.numberOf(caller.device);
  return [addToInterface(device, settings.name, newMapLine(undefined, client, number))];
}

/** What the called router could say instead, so that nobody has to be asked. */
function changesFor(because: Failure, server: string, client: string, { plant }: Circumstances): readonly Change[] {
  const numberIsWrong = because === 'no-number' || because === 'number-too-long' || because === 'number-invalid';
  return plant.routers.has(server) && numberIsWrong ? [addLine(server, `username ${client} callback-dialstring NUMBER`)] : [];
}
