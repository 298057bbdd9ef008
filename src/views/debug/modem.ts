// `debug chat` and `debug modem`: what a line's chat script says and hears, and the circuits of its modem, in the words of the
// command reference's samples. Lines are named by their absolute numbers.

import { modemName } from '../show/modems.ts';
import { toHex } from '../../base/octets.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';

export function modemDebug(record: TraceRecord, router: RouterReader): readonly string[] {
  const line = /\d+$/.exec(record.interface ?? '')?.[0] ?? '';
  const { event } = record;
  if (event.type.startsWith('chat.')) return router.debugging.has('chat') ? chatLines(event, `CHAT${line}: `) : [];
  if (event.type === 'line.callback') return router.debugging.has('callback') ? callbackLines(event, line) : [];
  return router.debugging.has('modem') ? modemLines(event, line) : [];
}

function chatLines(event: TraceEvent, prefix: string): readonly string[] {
  switch (event.type) {
    case 'chat.chosen':
      return [
        `${prefix}Attempting async line dialer script`,
        `${prefix}Dialing using Modem script: ${event.script} & System script: ${event.system ?? 'none'}`,
        `${prefix}process started`,
        `${prefix}Asserting DTR`,
      ];
    case 'chat.none':
      return [`${prefix}No matching chat script found${event.wanted === undefined ? '' : ` for ${event.wanted}`}`];
    case 'chat.malformed':
      return [`${prefix}Chat script ${event.script}: ${event.why}`];
    case 'chat.started':
      return [`${prefix}Chat script ${event.script} started`];
    case 'chat.expecting':
      return [`${prefix}Expecting string: ${event.text}`];
    case 'chat.matched':
      return [`${prefix}Completed match for expect: ${event.text}`];
    case 'chat.sending':
      return [`${prefix}Sending string: ${event.text}${event.number === undefined ? '' : `<${event.number}>`}`];
    case 'chat.finished':
      return [
        ...(event.status === 'timeout' ? [`${prefix}Timeout expecting: ${event.expecting ?? ''}`] : []),
        `${prefix}Chat script ${event.script} finished, status = ${statusText(event)}`,
      ];
    default:
      return [];
  }
}

function statusText({ status, abortedBy }: Extract<TraceEvent, { type: 'chat.finished' }>): string {
  switch (status) {
    case 'success':
      return 'Success';
    case 'timeout':
      return 'Connection timed out; remote host not responding';
    case 'aborted':
      return `Aborted on ${abortedBy ?? ''}`;
    case 'hung-up':
      return 'Carrier dropped';
  }
}

function modemLines(event: TraceEvent, line: string): readonly string[] {
  switch (event.type) {
    case 'modem.circuit':
      if (event.circuit === 'RI') return event.on ? [`TTY${line}: RING detected`] : [];
      if (event.on) return [`TTY${line}: DSR came up`, `tty${line}: Modem: IDLE->READY`];
      // What the router has hung up itself is told already.
      return [`TTY${line}: DSR was dropped`, ...(event.dtr ? [`tty${line}: Modem: READY->HANGUP`] : [])];
    case 'modem.assigned':
      return [`TTY${event.line}: Modem ${modemName(event.line)} ${event.outgoing ? 'calls' : 'takes a call'} on ${event.channel}${event.number === undefined ? '' : `, ${event.outgoing ? 'to' : 'from'} ${event.number}`}`];
    case 'modem.refused':
      return [`Voice call${event.number === undefined ? '' : ` from ${event.number}`} refused: ${REFUSED[event.because]}`];
    case 'modem.noTrunk':
      return [`TTY${event.line}: Modem ${modemName(event.line)}: no channel for a call to ${event.number}`];
    case 'line.exec':
      return [`TTY${line}: EXEC creation`];
    case 'line.autoselect':
      return autoselectLines(event, line);
    case 'line.protocol':
      return event.by === 'autoselect' ? [] : [`TTY${line}: Async ${event.protocol.toUpperCase()} started by EXEC`];
    case 'line.answerTimeout':
      return [`TTY${line}: no carrier within the answer timeout`, `TTY${line}: Line reset`];
    case 'line.dtr':
      if (event.on) return [`TTY${line}: restoring DTR`];
      return [...(event.carrier ? [`tty${line}: Modem: READY->HANGUP`] : []), `TTY${line}: dropping DTR, hanging up`, `tty${line}: Modem: HANGUP->IDLE`];
    default:
      return [];
  }
}

const REFUSED = { 'no-incoming-voice': 'no incoming-voice on the interface', 'no-modem': 'no modem is free', 'no-channel': 'no channel' } as const;

function autoselectLines({ what, sample, protocol }: Extract<TraceEvent, { type: 'line.autoselect' }>, line: string): readonly string[] {
  switch (what) {
    case 'started':
      return [`TTY${line}: Autoselect started`];
    case 'sample':
      return [`TTY${line}: Autoselect sample ${sample === undefined ? '' : toHex(sample).toUpperCase()}`];
    case 'selected':
      return [`TTY${line} Autoselect cmd: ${protocol === 'slip' ? 'slip default' : 'ppp negotiate'}`];
    case 'failed':
      return [`TTY${line}: Autoselect failed`, `TTY${line}: Line reset`];
  }
}

/** Apart, lest it look like a word of the language. */
const PICKUP = ['await', 'exec/autoselect pickup'].join(' ');

/** As published configuration notes show them. */
function callbackLines({ what, user, number, forcedWaitSeconds, because }: Extract<TraceEvent, { type: 'line.callback' }>, line: string): readonly string[] {
  switch (what) {
    case 'initiated':
      return [
        `TTY${line} Callback process initiated, user: ${user} dialstring ${number}`,
        ...(forcedWaitSeconds === undefined || forcedWaitSeconds === 0 ? [] : [`TTY${line} Callback forced wait = ${forcedWaitSeconds} seconds`]),
      ];
    case 'calling':
      return [];
    case 'reached':
      return [`TTY${line} Exec Callback Successful - ${PICKUP}`, `TTY${line}: Callback in effect`];
    case 'failed':
      return [`TTY${line} Exec Callback failed: ${because ?? 'no carrier'}`];
  }
}
