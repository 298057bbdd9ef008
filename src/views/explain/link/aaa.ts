// Why somebody was turned away, or got nowhere, by authentication, authorization and accounting: a method list that does
// not exist, servers that do not answer or do not understand, and what they said. Told from the walks through the method
// lists that the trace has; no secret is read.

import type { TraceEvent } from '../../../network/trace.ts';
import { serverOf } from './aaa-refused.ts';
import { addLine, type Change } from '../cures/changes.ts';
import { eventsOf, type CallSide } from '../attempt/calls.ts';
import { diagnosis, type Diagnosis } from '../diagnosis.ts';
import type { Plant } from '../plant.ts';

type AaaReason = Extract<TraceEvent, { type: 'ppp.authFailed' }>['reason'] & ('no-server' | 'no-list');

/** Of a peer that nobody could judge. */
export function explainAaa(side: CallSide, reason: AaaReason, plant: Plant): Diagnosis {
  const { device } = side;
  const list = eventsOf(side, 'aaa.begun').at(-1)?.list ?? '';
  switch (reason) {
    case 'no-list': {
      const line = `aaa authentication ppp ${list} local`;
      return diagnosis('AAA-NO-LIST', `${side.interface} of ${device} names the method list ${list}, which does not exist`, addLine(device, line));
    }
    case 'no-server':
      return noServer(side, list, plant);
  }
}

/** A server authorised the caller for the link. */
export function allowedByServer(side: CallSide): boolean {
  return eventsOf(side, 'aaa.decided').some(({ what, outcome, method }) => what === 'authorization' && outcome === 'pass' && (method === 'radius' || method === 'tacacs+'));
}

/** What came from the servers made no sense. */
export function isWrongKey(side: CallSide): boolean {
  return eventsOf(side, 'aaa.status').some(({ why }) => why === 'wrong-secret') || eventsOf(side, 'radius.dropped').some(({ why }) => why === 'wrong-authenticator');
}

function noServer(side: CallSide, list: string, plant: Plant): Diagnosis {
  const { device } = side;
  const config = plant.routers.get(device)?.config;
  const fallback: Change | undefined = config === undefined ? undefined : addLine(device, fallbackLine(side, list));
  if (isWrongKey(side)) {
    return diagnosis('AAA-WRONG-KEY', `${device} and ${serverOf(side)} have different secrets: neither understands the other, and the method list has nothing else`, keyChange(side), fallback);
  }
  return diagnosis('AAA-NO-SERVER', `no AAA server answered ${device} about its caller, and the method list has nothing else`, fallback);
}

/** The peer gave up while this end waits for a server; undefined where it waits for none. */
export function explainSlowServer(side: CallSide | undefined): Diagnosis | undefined {
  if (side === undefined) return undefined;
  const begun = eventsOf(side, 'aaa.begun').filter(({ what }) => what !== 'accounting').at(-1);
  if (begun === undefined || eventsOf(side, 'aaa.decided').some(({ id }) => id === begun.id)) return undefined;
  const { device } = side;
  const radius = eventsOf(side, 'aaa.method').findLast(({ id }) => id === begun.id)?.method !== 'tacacs+';
  const lines = radius ? ['radius-server timeout 1', 'radius-server retransmit 1'] : ['tacacs-server timeout 2'];
  return diagnosis('AAA-SLOW', `${device} still waited for ${serverOf(side)} when its peer gave up`, ...lines.map((line) => addLine(device, line)));
}

/** The list with `local` behind what it has. */
function fallbackLine(side: CallSide, list: string): string {
  const methods = eventsOf(side, 'aaa.method').filter(({ what }) => what === 'authentication');
  const words = [...new Set(methods.map(({ method, group }) => (group === undefined ? method : `group ${group}`)))];
  return `aaa authentication ppp ${list === '' ? 'default' : list} ${[...words, 'local'].join(' ')}`;
}

export function keyChange(side: CallSide): Change | undefined {
  const radius = eventsOf(side, 'aaa.method').some(({ method }) => method === 'radius');
  return addLine(side.device, `${radius ? 'radius' : 'tacacs'}-server key SECRET`);
}
