// A return call that comes when its client has given up waiting for it: it waits as long as it holds packets (`dialer
// hold-queue`), or for a minute, and the server's enable timeout takes longer. The line to change is the client's.

import type { InterfaceSettings } from '../../../config/model.ts';
import type { CallSide, TracedCall } from '../attempt/calls.ts';
import { addToInterface, changeInInterface, type Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

/** Without a hold queue. */
const PATIENCE_SECONDS = 60;
const HOLD_PACKETS = 10;
const LEEWAY_SECONDS = 15;

/** `client`: the end that was called back, by a server that proved that name. */
export function lateReturn(call: TracedCall, client: CallSide, server: string, name: string | undefined, { plant, records }: Pick<Circumstances, 'plant' | 'records'>): Diagnosis | undefined {
  const { device } = client;
  const expired = records.findLast((record) => record.at <= call.at && record.device === device && record.event.type === 'dialer.callbackExpired' && record.event.name === name);
  const asked = records.findLast(({ at, device: where, event }) => at <= (expired?.at ?? 0) && where === device && event.type === 'dialer.callbackClientCreated' && event.name === name);
  if (expired === undefined || asked === undefined) return undefined;
  const seconds = (at: number): number => Math.round((at - asked.at) / 1000);
  const sentence = `${server} called ${device} back after ${seconds(call.at)} s, and ${device} had given up waiting for it after ${seconds(expired.at)}: the call is an ordinary one`;
  const settings = plant.dialing(device, client.dialing);
  return diagnosis('RETURN-LATE', sentence, settings && longerWait(device, settings, seconds(call.at)));
}

/** How long the client waits; undefined where it is not said, which is long enough for whoever says nothing either. */
export function patienceSeconds({ dialer }: InterfaceSettings): number | undefined {
  return dialer.holdQueuePackets === 0 ? PATIENCE_SECONDS : dialer.holdQueueTimeoutSeconds;
}

export function longerWait(client: string, { name, dialer }: InterfaceSettings, returnSeconds: number): Change {
  const { holdQueuePackets: packets, holdQueueTimeoutSeconds: timeout } = dialer;
  const to = `dialer hold-queue ${packets === 0 ? HOLD_PACKETS : packets} timeout ${returnSeconds + LEEWAY_SECONDS}`;
  if (packets === 0) return addToInterface(client, name, to);
  return changeInInterface(client, name, `dialer hold-queue ${packets}${timeout === undefined ? '' : ` timeout ${timeout}`}`, to);
}
