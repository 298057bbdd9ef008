// What stands beside a rung: the summed-up words of traffic, repeated notes and waits, and times as both drawings print them.

import { uptimeStamp, type Instant } from '../../base/time.ts';
import type { LadderCall, Rung } from './ladder.ts';
import { causeWords } from '../cause-text.ts';

/** `00:00:15.024`; from a day on `1d02h` and no fractions. */
export function timeText(at: Instant): string {
  const stamp = uptimeStamp(at);
  return stamp.includes(':') ? `${stamp}.${String(Math.floor(at) % 1000).padStart(3, '0')}` : stamp;
}

/** `49 ms`, `15.0 s`, `2 min 5 s`, `3 h 20 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.round(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}

/** `SETUP`, or empty; and the meaning. */
export function rungWords(rung: Exclude<Rung, { kind: 'wait' }>): { readonly head: string; readonly text: string } {
  switch (rung.kind) {
    case 'message':
      return { head: `${rung.layer} ${rung.name}`, text: `${rung.text}${rung.lost ? ' (lost)' : ''}` };
    case 'note':
      return { head: '', text: `${rung.text}${rung.times === 1 ? '' : ` (${rung.times} times until ${timeText(rung.until)})`}` };
    case 'traffic':
      return { head: `${rung.layer} ${rung.what === 'keepalive' ? 'keepalives' : 'data'}`, text: trafficText(rung) };
  }
}

function trafficText({ at, until, from, to, what, sent, arrived, sentBack, arrivedBack }: Extract<Rung, { kind: 'traffic' }>): string {
  const way = (count: number, came: number, a: string, b: string): string => {
    const noun = what === 'keepalive' ? 'packet' : what;
    return `${count} ${noun}${count === 1 ? '' : 's'} from ${a} to ${b}${came < count ? `, ${count - came} lost` : ''}`;
  };
  const ways = [...(sent > 0 ? [way(sent, arrived, from, to)] : []), ...(sentBack > 0 ? [way(sentBack, arrivedBack, to, from)] : [])];
  const lasting = until - at >= 1000 ? `, in ${durationText(until - at)}` : '';
  return `${ways.join('; ')}${lasting}`;
}

/** `Call 1: R2 to R1 (5557777), 0.05 s; normal call clearing`. */
export function callWords({ circuit, from, to, number, answeredAt, endedAt, cause }: LadderCall): string {
  const ends = `Call ${circuit}: ${from} to ${to === number ? number : `${to} (${number})`}`;
  if (endedAt === undefined) return `${ends}, ${answeredAt === undefined ? 'not yet answered' : 'still up'}`;
  const how = causeWords(cause ?? 0) ?? `cause ${cause ?? 0}`;
  return answeredAt === undefined ? `${ends}, not answered: ${how}` : `${ends}, up for ${durationText(endedAt - answeredAt)}: ${how}`;
}
