// `debug chat` and `debug modem`: what a line's chat script says and hears, and the circuits of its modem, in the words of the
// command reference's samples. Lines are named by their absolute numbers.

import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';

export function modemDebug(record: TraceRecord, router: RouterReader): readonly string[] {
  const line = /\d+$/.exec(record.interface ?? '')?.[0] ?? '';
  const { event } = record;
  if (event.type.startsWith('chat.')) return router.debugging.has('chat') ? chatLines(event, `CHAT${line}: `) : [];
  return router.debugging.has('modem') ? modemLines(event, line) : [];
}

function chatLines(event: TraceEvent, prefix: string): readonly string[] {
  switch (event.type) {
    case 'chat.chosen':
      return [
        `${prefix}Attempting async line dialer script`,
        `${prefix}Dialing using Modem script: ${event.script} & System script: none`,
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
    case 'line.dtr':
      if (event.on) return [`TTY${line}: restoring DTR`];
      return [...(event.carrier ? [`tty${line}: Modem: READY->HANGUP`] : []), `TTY${line}: dropping DTR, hanging up`, `tty${line}: Modem: HANGUP->IDLE`];
    default:
      return [];
  }
}
