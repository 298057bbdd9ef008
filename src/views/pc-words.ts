// What a dial-in PC shows of itself: the status texts of Windows' dial-up networking as far as they are known, its errors
// with the numbers that Microsoft documents for the Remote Access Service (their wording shortened), and `why`'s words.

import { formatIpv4 } from '../base/ipv4.ts';
import type { PcSystem } from '../network/lab-description.ts';
import type { TraceEvent } from '../network/trace.ts';
import type { DialUpTrace } from '../protocols/dialup/trace.ts';
import type { CallbackChoice, CallbackQuestion, DialUpFailure } from '../protocols/dialup/types.ts';

/** Without a number where the documentation knows no such end. */
const ERRORS: Readonly<Record<DialUpFailure, readonly [number | undefined, string]>> = {
  busy: [676, 'The phone line is busy.'],
  'no-answer': [678, 'There is no answer.'],
  'no-dialtone': [680, 'There is no dial tone.'],
  'no-line': [692, 'There is no line: nothing is plugged in, or it is down.'],
  hardware: [692, 'There is a hardware failure in the modem.'],
  'access-denied': [691, 'Access was denied because the user name or the password is wrong.'],
  'not-responding': [721, 'The remote computer does not respond.'],
  'timed-out': [718, 'The remote computer did not respond in time.'],
  'lcp-terminated': [734, 'The PPP link control protocol was terminated.'],
  looped: [737, 'The line is looped.'],
  'peer-terminated': [719, 'PPP was terminated by the remote computer.'],
  disconnected: [629, 'The remote computer has disconnected.'],
  'no-ip': [733, 'The remote computer does not agree on TCP/IP.'],
  'no-address': [738, 'The server did not assign an address.'],
  'callback-failed': [undefined, 'Callback could not be agreed on.'],
  'no-callback': [undefined, 'Nobody has called back.'],
};

export function dialUpErrorText(failure: DialUpFailure): string {
  const [number, text] = ERRORS[failure];
  return number === undefined ? text : `Error ${number}: ${text}`;
}

/** What the dialler shows of an event; nothing of some. */
export function pcStatusLines(event: DialUpTrace, system: PcSystem): readonly string[] {
  switch (event.type) {
    case 'pc.dialing':
      return [event.attempt === 1 ? `Dialing ${event.number}...` : `Dialing ${event.number}, attempt ${event.attempt}...`];
    case 'pc.verifying':
      return ['Verifying user name and password...'];
    case 'pc.registering':
      return [system === 'windows-98' ? 'Logging on to network...' : 'Registering your computer on the network...'];
    case 'pc.connected':
      return [`Connected at ${event.bitsPerSecond} bps.`];
    case 'pc.waiting':
      return [...calledBackAt(event.choice), 'Waiting for callback...'];
    case 'pc.answering':
      return ['Answering...'];
    case 'pc.failed':
      return [dialUpErrorText(event.why)];
    case 'pc.redialing':
      return [`Redialing in ${event.seconds} seconds...`];
    case 'pc.disconnected':
      return event.failure === undefined ? ['Disconnected.'] : [];
    default:
      return [];
  }
}

function calledBackAt(choice: CallbackChoice): readonly string[] {
  return choice.kind === 'user' || choice.kind === 'list' ? [`The server will call you back at ${choice.number}.`] : ['The server will call you back.'];
}

/** The question about callback: what stands above it, and its prompt. */
export function callbackQuestion({ numbers, mayDecline }: CallbackQuestion): { readonly lines: readonly string[]; readonly prompt: string } {
  const without = `Return alone ${mayDecline ? 'goes on without callback' : 'ends the call'}.`;
  if (numbers.length === 0) return { lines: ['The server can call you back. At which number are you?', without], prompt: 'Callback number: ' };
  return { lines: ['The server can call you back at one of these numbers:', ...numbers.map((number, index) => `  ${index + 1}  ${number}`), without], prompt: 'Which one: ' };
}

export function isOfPc(event: TraceEvent): event is DialUpTrace {
  return event.type.startsWith('pc.');
}

/** One event as a line of evidence. */
export function pcEvidence(device: string, event: DialUpTrace): string | undefined {
  switch (event.type) {
    case 'pc.dialing':
      return event.attempt === 1 ? `${device} dials ${event.number}` : `${device} dials ${event.number}, attempt ${event.attempt}`;
    case 'pc.continuing':
      return `${device} begins PPP on a call that was dialled by hand`;
    case 'pc.verifying':
      return `${device}: the line is up at ${event.bitsPerSecond} bit/s, PPP begins${event.returning ? ' on the return call' : ''}`;
    case 'pc.asking':
      return `${device} asks its user at which number${event.question.numbers.length === 0 ? '' : `, of ${event.question.numbers.join(', ')},`} to be called back`;
    case 'pc.answered':
      return `the user of ${device} ${event.answer.kind === 'number' ? `says ${event.answer.number}` : event.answer.kind === 'none' ? 'wants no callback' : 'gives the call up'}`;
    case 'pc.registering':
    case 'pc.listening':
      return undefined;
    case 'pc.connected':
      return `${device} is connected${event.returning ? ' by the return call' : ''}, with the address ${formatIpv4(event.address)}`;
    case 'pc.waiting':
      return `${device} hangs up, to be called back${'number' in event.choice ? ` at ${event.choice.number}` : ''}`;
    case 'pc.answering':
      return `${device} answers the call back`;
    case 'pc.failed':
      return `${device}: ${dialUpErrorText(event.why)}`;
    case 'pc.redialing':
      return `${device} will dial again in ${event.seconds} s`;
    case 'pc.disconnected':
      return event.failure === undefined ? `${device} is disconnected, as its user wanted` : undefined;
  }
}
