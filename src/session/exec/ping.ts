// `ping`: the router sends the echoes, this prints their marks as they come, seventy a line, and the statistics
// (output-formats §2). A message that breaks in ends its own line nowhere, so that the next mark is glued to it. A verbose ping
// has a line for each reply in place of marks, with the route that it recorded, and so have the replies to a broadcast.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { Arguments } from '../../grammar/types.ts';
import { plannedRequests, type PingDetail, type PingMark, type PingObserver, type PingRequest, type PingResult, type RecordedRoute } from '../../network/router/control.ts';
import { numberOf, textOf } from './show.ts';
import { askPing, parsePattern, type AskedPing } from './extended-ping.ts';
import { addressOf, sourceOf } from '../host-names.ts';
import { lookUp } from '../name-lookup.ts';
import type { Exec, Handler, RunningCommand } from '../types.ts';

const MARKS_PER_LINE = 70;

export const pingHandlers: Readonly<Record<string, Handler>> = { ping };

function ping(exec: Exec, args: Arguments): void {
  const target = textOf(args, 'target');
  if (target === undefined) {
    askPing(exec, (asked) => start(exec, asked));
    return;
  }
  const destination = addressOf(exec, target);
  if (destination === undefined) {
    lookUp(exec, target, '% Unrecognized host or address, or protocol not running.', (address) => pingAddress(exec, args, address));
    return;
  }
  pingAddress(exec, args, destination);
}

function pingAddress(exec: Exec, args: Arguments, destination: Ipv4Address): void {
  const source = inlineSource(exec, args);
  if (source === 'none') {
    exec.print('% Invalid source interface - IP not enabled or interface is down');
    return;
  }
  const typed = textOf(args, 'pattern');
  const pattern = typed === undefined ? undefined : parsePattern(typed);
  if (typed !== undefined && pattern === undefined) {
    exec.print('% Invalid pattern');
    return;
  }
  const request: PingRequest = {
    destination,
    repeat: numberOf(args, 'repeat') ?? 5,
    sizeOctets: numberOf(args, 'size') ?? 100,
    timeoutSeconds: numberOf(args, 'timeout') ?? 2,
    dontFragment: args['dfBit'] !== undefined,
    ...(source === undefined ? {} : { source }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(args['validate'] === undefined ? {} : { validates: true }),
  };
  start(exec, { request, verbose: false });
}

/** Of a command with `source`. */
export function inlineSource(exec: Exec, args: Arguments): Ipv4Address | 'none' | undefined {
  const typed = textOf(args, 'sourceInterface') ?? textOf(args, 'source');
  return typed === undefined ? undefined : sourceOf(exec, typed);
}

function start(exec: Exec, { request, verbose }: AskedPing): void {
  exec.printAll(heading(request));
  let sender: { abort(): void } | undefined;
  let aborted = false;
  const running = exec.run(() => {
    aborted = true;
    sender?.abort();
  });
  sender = exec.router.startPing(request, verbose ? inLines(running) : inMarks(running));
  if (aborted) sender.abort();
}

function heading(request: PingRequest): readonly string[] {
  const { destination, sizeOctets, sweep, timeoutSeconds, source, dontFragment, validates, pattern, recordHops } = request;
  const sizes = sweep === undefined ? String(sizeOctets) : `[${sizeOctets}..${sweep.lastOctets}]`;
  return [
    'Type escape sequence to abort.',
    `Sending ${plannedRequests(request)}, ${sizes}-byte ICMP Echos to ${formatIpv4(destination)}, timeout is ${timeoutSeconds} seconds:`,
    ...(source === undefined ? [] : [`Packet sent with a source address of ${formatIpv4(source)}`]),
    ...(dontFragment ? ['Packet sent with the DF bit set'] : []),
    ...(validates === true ? ['Reply data will be validated'] : []),
    ...(pattern === undefined ? [] : [`Packet has data pattern 0x${pattern.toString(16).toUpperCase().padStart(4, '0')}`]),
    ...(recordHops === undefined ? [] : emptyRoute(recordHops)),
  ];
}

/** Three octets stand before the list, and padding behind it. */
function emptyRoute(hops: number): readonly string[] {
  const octets = 3 + 4 * hops;
  const route: RecordedRoute = { addresses: Array.from({ length: hops }, () => 0), entered: 0 };
  return [`Packet has IP options:  Total option bytes= ${octets}, padded length=${padded(octets)}`, ...routeLines(route)];
}

const padded = (octets: number): number => Math.ceil(octets / 4) * 4;

function routeLines({ addresses, entered }: RecordedRoute): readonly string[] {
  const marked = (text: string, at: number): string => (at === entered ? `${text} <*>` : text);
  return [
    marked(' Record route:', 0),
    ...addresses.map((address, index) => marked(`   (${formatIpv4(address)})`, index + 1)),
  ];
}

/** A mark for each request; for the replies to a broadcast a line each. */
function inMarks(running: RunningCommand): PingObserver {
  let marks = 0;
  let wasAnswered = false;
  return {
    mark(mark) {
      running.write(marks > 0 && marks % MARKS_PER_LINE === 0 ? `\r\n${mark}` : mark);
      marks += 1;
    },
    reply(request, from, roundTripMs) {
      wasAnswered = true;
      running.freshLine();
      running.write(`Reply to request ${request} from ${formatIpv4(from)}, ${roundTripMs} ms\r\n`);
    },
    done(result) {
      running.freshLine();
      if (!wasAnswered) running.write(`${statistics(result)}\r\n`);
      running.done();
    },
  };
}

function inLines(running: RunningCommand): PingObserver {
  return {
    ...inMarks(running),
    mark(mark, detail) {
      running.freshLine();
      running.write(`${replyLines(mark, detail).join('\r\n')}\r\n`);
    },
  };
}

const FAILURES: Readonly<Record<Exclude<PingMark, '!'>, string>> = {
  '.': 'timed out',
  U: 'unreachable',
  M: 'could not be fragmented',
  '&': 'lifetime exceeded',
  Q: 'source quench',
  '?': 'unknown packet type',
};

function replyLines(mark: PingMark, { request, sizeOctets, roundTripMs, recorded }: PingDetail): readonly string[] {
  if (mark !== '!') return [`Request ${request} ${FAILURES[mark]} (size ${sizeOctets})`];
  const reply = `Reply to request ${request} (${roundTripMs ?? 0} ms)`;
  if (recorded === undefined) return [`${reply} (size ${sizeOctets})`];
  const octets = padded(3 + 4 * recorded.addresses.length);
  return [`${reply}.  Received packet has options`, ` Total option bytes= ${octets}, padded length=${octets}`, ...routeLines(recorded), ' End of list', ''];
}

function statistics({ sent, received, minMs, averageMs, maxMs }: PingResult): string {
  const percent = sent === 0 ? 0 : Math.floor((received * 100) / sent);
  const times = minMs === undefined || received === 0 ? '' : `, round-trip min/avg/max = ${minMs}/${averageMs ?? minMs}/${maxMs ?? minMs} ms`;
  return `Success rate is ${percent} percent (${received}/${sent})${times}`;
}
