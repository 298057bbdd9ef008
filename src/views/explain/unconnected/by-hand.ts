// A call that somebody made by typing at a modem, and that no PPP has begun on: what became of it by the exchange's records, and how
// far he came at the line that answered. What kept him from getting further there is access.ts's to say.

import type { TraceEvent } from '../../../network/trace.ts';
import { causeText } from '../../cause-text.ts';
import type { TracedCall } from '../attempt/calls.ts';
import { endText } from '../attempt/call-end.ts';
import type { CauseCode } from '../codes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

/** Undefined for all other calls. */
export function explainByHand(call: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  const { caller, callee, number, failed, reason } = call;
  if (reason !== 'hand' || caller === undefined || callee !== undefined) return undefined;
  const [line] = circumstances.plant.linesWith(number);
  const who = `somebody at ${caller.device} called ${line === undefined ? number : `${line.router} (${number})`} by hand`;
  if (failed !== undefined) return diagnosis(REFUSED[failed.cause] ?? 'CALL-FAILED', `${who}, and the exchange did not put the call through: ${causeText(failed.cause)}`);
  const over = caller.releasedAt !== undefined;
  const answered = call.exchange.some(({ event }) => event.type === 'exchange.call' && event.outcome === 'answered');
  if (!answered) return over ? diagnosis('NO-ANSWER', `${who}, and hung up before anybody answered`) : diagnosis('CALL-IN-PROGRESS', `${who}, and it rings there`);
  const told = toldThere(call, line?.router, circumstances);
  const login = told.findLast((event) => event.type === 'line.login');
  if (login?.type === 'line.login' && login.outcome === 'in') return diagnosis('OK-CALL', `${who}, and logged in${login.user === undefined ? '' : ` as ${login.user}`}: a call${endText(call)}`);
  const terminal = told.some(({ type }) => type === 'line.exec');
  if (over) return diagnosis('CALL-FAILED', `${who}, and the call ended before ${terminal ? 'anybody had logged in' : 'a terminal or PPP had begun'}`);
  return diagnosis('CALL-IN-PROGRESS', `${who}, ${terminal ? 'and may log in or work there' : 'and neither a terminal nor PPP has begun there'}`);
}

const REFUSED: Readonly<Record<number, CauseCode>> = { 1: 'UNALLOCATED', 17: 'BUSY', 18: 'NO-RESPONSE', 19: 'NO-ANSWER', 34: 'NO-CIRCUIT', 42: 'NO-CIRCUIT', 44: 'NO-CIRCUIT', 88: 'INCOMPATIBLE' };

/** What the router that was called said of its lines meanwhile. */
function toldThere({ at, caller }: TracedCall, router: string | undefined, { records }: Circumstances): readonly TraceEvent[] {
  return records.filter((record) => record.device === router && record.at >= at && record.at <= (caller?.releasedAt ?? Infinity) && record.event.type.startsWith('line.')).map(({ event }) => event);
}
