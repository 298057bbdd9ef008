// `ping`: the router sends the echoes, this prints their marks as they come, seventy a line, and the statistics
// (output-formats §2). A message that breaks in ends its own line nowhere, so that the next mark is glued to it.

import { formatIpv4, parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { hostTable } from '../config/model.ts';
import type { Arguments } from '../grammar/types.ts';
import type { PingRequest, PingResult } from '../network/router/control.ts';
import { converse } from './dialogue.ts';
import { numberOf, textOf } from './exec-show.ts';
import { extendedPing } from './extended-ping.ts';
import { lookUp } from './name-lookup.ts';
import type { Exec, Handler } from './types.ts';

const MARKS_PER_LINE = 70;

export const pingHandlers: Readonly<Record<string, Handler>> = { ping };

function ping(exec: Exec, args: Arguments): void {
  const target = textOf(args, 'target');
  if (target === undefined) {
    converse(exec, extendedPing(exec, (request) => start(exec, request)));
    return;
  }
  const destination = parseIpv4(target) ?? hostTable(exec.router.config).get(target.toLowerCase());
  if (destination === undefined) {
    lookUp(exec, target, '% Unrecognized host or address, or protocol not running.');
    return;
  }
  const source = sourceAddress(exec, args);
  if (source === 'none') {
    exec.print('% Invalid source interface - IP not enabled or interface is down');
    return;
  }
  start(exec, {
    destination,
    repeat: numberOf(args, 'repeat') ?? 5,
    sizeOctets: numberOf(args, 'size') ?? 100,
    timeoutSeconds: numberOf(args, 'timeout') ?? 2,
    ...(source === undefined ? {} : { source }),
    dontFragment: args['dfBit'] !== undefined,
  });
}

function sourceAddress(exec: Exec, args: Arguments): Ipv4Address | 'none' | undefined {
  const name = textOf(args, 'sourceInterface');
  if (name !== undefined) return exec.router.interface(name)?.address?.address ?? 'none';
  const typed = textOf(args, 'source');
  return typed === undefined ? undefined : (parseIpv4(typed) ?? 'none');
}

function start(exec: Exec, request: PingRequest): void {
  const { destination, repeat, sizeOctets, timeoutSeconds, source, dontFragment } = request;
  exec.print(
    'Type escape sequence to abort.',
    `Sending ${repeat}, ${sizeOctets}-byte ICMP Echos to ${formatIpv4(destination)}, timeout is ${timeoutSeconds} seconds:`,
  );
  if (source !== undefined) exec.print(`Packet sent with a source address of ${formatIpv4(source)} `.trimEnd());
  if (dontFragment) exec.print('Packet sent with the DF bit set');
  let marks = 0;
  let sender: { abort(): void } | undefined;
  let aborted = false;
  const running = exec.run(() => {
    aborted = true;
    sender?.abort();
  });
  sender = exec.router.startPing(request, {
    mark(mark) {
      running.write(marks > 0 && marks % MARKS_PER_LINE === 0 ? `\r\n${mark}` : mark);
      marks += 1;
    },
    done(result) {
      running.freshLine();
      running.write(`${statistics(result)}\r\n`);
      running.done();
    },
  });
  if (aborted) sender.abort();
}

function statistics({ sent, received, minMs, averageMs, maxMs }: PingResult): string {
  const percent = sent === 0 ? 0 : Math.floor((received * 100) / sent);
  const times = minMs === undefined || received === 0 ? '' : `, round-trip min/avg/max = ${minMs}/${averageMs ?? minMs}/${maxMs ?? minMs} ms`;
  return `Success rate is ${percent} percent (${received}/${sent})${times}`;
}
