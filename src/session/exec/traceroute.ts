// `traceroute`: the router sends the probes, this prints a line for each hop as the answers come (output-formats §2.4): stars and
// marks stand between blanks of their own, and another router at the same distance begins a line.

import { formatIpv4, parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { Arguments } from '../../grammar/types.ts';
import type { TracerouteObserver, TracerouteRequest } from '../../network/router/control.ts';
import { inlineSource } from './ping.ts';
import { numberOf, textOf } from './show.ts';
import { askTraceroute, type AskedTraceroute } from './extended-traceroute.ts';
import { addressOf, namedAddress } from '../host-names.ts';
import { lookUp } from '../name-lookup.ts';
import type { Exec, Handler, RunningCommand } from '../types.ts';

export const tracerouteHandlers: Readonly<Record<string, Handler>> = { traceroute };

function traceroute(exec: Exec, args: Arguments): void {
  const target = textOf(args, 'target');
  if (target === undefined) {
    askTraceroute(exec, (asked) => begin(exec, asked));
    return;
  }
  const destination = addressOf(exec, target);
  if (destination === undefined) {
    lookUp(exec, target, '% Unrecognized host or address.', (address) => traceAddress(exec, args, target, address));
    return;
  }
  traceAddress(exec, args, target, destination);
}

function traceAddress(exec: Exec, args: Arguments, target: string, destination: Ipv4Address): void {
  const source = inlineSource(exec, args);
  if (source === 'none') {
    exec.print('% Invalid source interface - IP not enabled or interface is down');
    return;
  }
  const request: TracerouteRequest = {
    destination,
    ...(source === undefined ? {} : { source }),
    port: numberOf(args, 'port') ?? 33_434,
    probes: numberOf(args, 'probes') ?? 3,
    timeoutSeconds: numberOf(args, 'timeout') ?? 3,
    minTimeToLive: numberOf(args, 'minTtl') ?? 1,
    maxTimeToLive: numberOf(args, 'maxTtl') ?? 30,
  };
  begin(exec, { target, request, isNumeric: args['numeric'] !== undefined });
}

function begin(exec: Exec, { target, request, isNumeric }: AskedTraceroute): void {
  const { destination } = request;
  const named = parseIpv4(target) === undefined ? `${target} (${formatIpv4(destination)})` : namedAddress(exec, destination);
  exec.print('', 'Type escape sequence to abort.', `Tracing the route to ${named}`, '');
  let tracer: { abort(): void } | undefined;
  let aborted = false;
  const running = exec.run(() => {
    aborted = true;
    tracer?.abort();
  });
  tracer = exec.router.startTraceroute(request, inHops(running, request.probes, isNumeric ? formatIpv4 : (address) => namedAddress(exec, address)));
  if (aborted) tracer.abort();
}

function inHops(running: RunningCommand, probes: number, print: (address: Ipv4Address) => string): TracerouteObserver {
  let answeredBy: Ipv4Address | undefined;
  return {
    probe({ timeToLive, probe, from, roundTripMs = 0, mark }) {
      if (probe === 1) {
        running.write(`${String(timeToLive).padStart(3)} `);
        answeredBy = undefined;
      }
      if (from === undefined) running.write(' * ');
      else {
        if (from !== answeredBy) running.write(`${answeredBy === undefined ? '' : '\r\n    '}${print(from)}`);
        answeredBy = from;
        running.write(mark === undefined ? ` ${roundTripMs} msec` : ` ${mark} `);
      }
      if (probe === probes) running.write('\r\n');
    },
    done() {
      running.freshLine();
      running.done();
    },
  };
}
