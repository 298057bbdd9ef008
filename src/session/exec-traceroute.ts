// `traceroute`: the router sends the probes, this prints a line for each hop as the answers come (output-formats §2.4).

import { formatIpv4, parseIpv4, type Ipv4Address } from '../base/ipv4.ts';
import { hostTable } from '../config/model.ts';
import type { Arguments } from '../grammar/types.ts';
import type { TracerouteObserver, TracerouteRequest } from '../network/router/control.ts';
import { converse } from './dialogue.ts';
import { numberOf, textOf } from './exec-show.ts';
import { extendedTraceroute } from './extended-traceroute.ts';
import { lookUp } from './name-lookup.ts';
import type { Exec, Handler } from './types.ts';

export const tracerouteHandlers: Readonly<Record<string, Handler>> = { traceroute };

function traceroute(exec: Exec, args: Arguments): void {
  const target = textOf(args, 'target');
  if (target === undefined) {
    converse(exec, extendedTraceroute(exec, (typed, request) => begin(exec, typed, request)));
    return;
  }
  const named = parseIpv4(target) === undefined;
  const destination = named ? hostTable(exec.router.config).get(target.toLowerCase()) : parseIpv4(target);
  if (destination === undefined) {
    lookUp(exec, target, '% Unrecognized host or address.');
    return;
  }
  const source = sourceAddress(exec, args);
  if (source === 'none') {
    exec.print('% Invalid source interface - IP not enabled or interface is down');
    return;
  }
  begin(exec, target, {
    destination,
    ...(source === undefined ? {} : { source }),
    port: numberOf(args, 'port') ?? 33_434,
    probes: numberOf(args, 'probes') ?? 3,
    timeoutSeconds: numberOf(args, 'timeout') ?? 3,
    minTimeToLive: numberOf(args, 'minTtl') ?? 1,
    maxTimeToLive: numberOf(args, 'maxTtl') ?? 30,
  });
}

function begin(exec: Exec, target: string, request: TracerouteRequest): void {
  const named = parseIpv4(target) === undefined;
  exec.print('', 'Type escape sequence to abort.', `Tracing the route to ${named ? `${target} (${formatIpv4(request.destination)})` : target}`, '');
  startTraceroute(exec, request);
}

function sourceAddress(exec: Exec, args: Arguments): Ipv4Address | 'none' | undefined {
  const name = textOf(args, 'sourceInterface');
  if (name !== undefined) return exec.router.interface(name)?.address?.address ?? 'none';
  const typed = textOf(args, 'source');
  return typed === undefined ? undefined : (parseIpv4(typed) ?? 'none');
}

/** The heading is printed: sends the probes and prints the hops. */
export function startTraceroute(exec: Exec, request: TracerouteRequest): void {
  let tracer: { abort(): void } | undefined;
  let aborted = false;
  const running = exec.run(() => {
    aborted = true;
    tracer?.abort();
  });
  let answeredBy: Ipv4Address | undefined;
  let wasStar = false;
  const observer: TracerouteObserver = {
    probe({ timeToLive, probe, from, roundTripMs = 0, mark }) {
      if (probe === 1) {
        running.write(String(timeToLive).padStart(3));
        answeredBy = undefined;
        wasStar = false;
      }
      if (from === undefined) running.write('  *');
      else {
        if (from !== answeredBy) running.write(` ${formatIpv4(from)}`);
        running.write(`${wasStar ? '  ' : ' '}${mark ?? `${roundTripMs} msec`}`);
        answeredBy = from;
      }
      wasStar = from === undefined;
      if (probe === request.probes) running.write(wasStar ? ' \r\n' : '\r\n');
    },
    done() {
      running.freshLine();
      running.done();
    },
  };
  tracer = exec.router.startTraceroute(request, observer);
  if (aborted) tracer.abort();
}
