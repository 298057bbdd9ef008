// Calls in place of what failed: a backup interface stands by until it is needed, and then dials; dialer watch dials for routes
// that are lost, where a map says whom; `dialer redial` gives up after its last attempt.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { uptimeStamp } from '../../../base/time.ts';
import type { BackupSettings } from '../../../config/model.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { explainFailure } from '../unconnected/call-failed.ts';
import { readCalls, type TracedCall } from '../attempt/calls.ts';
import { addToInterface, changeInInterface, removeFromInterface } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import { explainSerial, isSerial, isSerialDown } from '../undialled/serial.ts';

/** Undefined when the interface stands by for none. */
export function explainStandby(router: string, name: string, circumstances: Circumstances): Diagnosis | undefined {
  const { plant, records } = circumstances;
  const primary = plant.backedUpBy(router, name);
  const last = records.findLast(({ device, interface: where, event }) => device === router && where === name && event.type === 'link.changed')?.event;
  if (primary?.backup === undefined || last?.type !== 'link.changed' || last.to !== 'standby mode') return undefined;
  const sentence = `${name} of ${router} stands by for ${primary.name}, and dials nothing`;
  const down = isSerial(router, primary.name, plant) && isSerialDown(router, primary.name, records);
  if (!down) {
    return diagnosis('INTERFACE-STANDBY', `${sentence} as long as ${primary.name} is up`, removeFromInterface(router, primary.name, `backup interface ${name}`));
  }
  const { enableSeconds } = primary.backup;
  if (enableSeconds === 'never') {
    const { line, instead } = delayLines(primary.backup);
    return diagnosis('INTERFACE-STANDBY', `${sentence} even though ${primary.name} is down`, changeInInterface(router, primary.name, line, instead));
  }
  const fault = explainSerial(router, primary.name, circumstances);
  const why = primary.shutdown ? `as ${primary.name} is shut down by hand, which is no failure` : `until ${primary.name} has been down for ${enableSeconds} s: ${fault.sentence}`;
  return diagnosis('INTERFACE-STANDBY', `${sentence} ${why}`, ...fault.changes);
}

function delayLines({ enableSeconds, disableSeconds }: BackupSettings): { readonly line: string; readonly instead: string } {
  return { line: `backup delay ${enableSeconds} ${disableSeconds}`, instead: `backup delay 10 ${disableSeconds}` };
}

/** The call, which carries packets, replaces something. */
export function explainStandIn({ at, caller, callee, number, reason }: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  if (caller === undefined) return undefined;
  const { device } = caller;
  const { plant } = circumstances;
  const primary = plant.backedUpBy(device, caller.dialing) ?? plant.backedUpBy(device, caller.interface);
  const called = `${device} called ${callee?.device ?? number}`;
  if (primary !== undefined) {
    const fault = failureOf(device, primary.name, circumstances);
    const loaded = circumstances.records.findLast((record) => record.at <= at && record.device === device && record.interface === primary.name && record.event.type === 'backup.event')?.event;
    const helps = loaded?.type === 'backup.event' && loaded.event === 'load above threshold';
    const state = fault === undefined ? 'which had failed and is up again' : `which is down: ${fault.sentence}`;
    const secondary = primary.backup?.interface ?? caller.interface;
    return diagnosis('OK-BACKUP', `${called} over ${secondary}, ${helps ? `beside ${primary.name}, which was loaded` : `in place of ${primary.name}, ${state}`}`, ...(fault?.changes ?? []));
  }
  if (reason !== 'watch') return undefined;
  const faults = plant.interfacesOf(device).flatMap(({ name }) => failureOf(device, name, circumstances) ?? []);
  const [fault] = faults;
  return diagnosis('OK-BACKUP', `${called}, as routes that it watches were lost${fault === undefined ? '' : `: ${fault.sentence}`}`, ...(fault?.changes ?? []));
}

/** Of a serial line with a cable; undefined when it is up. */
export function failureOf(router: string, name: string, circumstances: Circumstances): Diagnosis | undefined {
  const { plant, records } = circumstances;
  if (!isSerial(router, name, plant) || !isSerialDown(router, name, records) || plant.serialLine(router, name) === undefined) return undefined;
  return explainSerial(router, name, circumstances);
}

type Watch = Extract<TraceEvent, { type: 'dialer.watchNoMap' }>;

/** The routes are gone, and nobody is dialled for them. */
export function explainWatchNoMap({ device, interface: name = '' }: TraceRecord, { group, networks }: Watch, { plant }: Circumstances): Diagnosis {
  const [network] = networks;
  const watched = network === undefined ? 'NETWORK' : formatIpv4(network.address);
  const settings = plant.dialing(device, name);
  const map = settings?.dialer.maps.find(({ number }) => number !== undefined);
  const peer = network === undefined ? undefined : plant.inSubnetOf(network.address).find(({ router }) => router !== device)?.router;
  const peerName = map?.name ?? (peer && plant.chapName(peer, undefined)) ?? 'PEER';
  const number = map?.number ?? (peer && plant.numberOf(peer)) ?? 'NUMBER';
  return diagnosis(
    'WATCH-NO-MAP',
    `the routes that watch-list ${group} of ${device} watches are gone, and ${settings?.name ?? name} has no dialer map for ${watched}`,
    addToInterface(device, settings?.name ?? name, `dialer map ip ${watched} name ${peerName} broadcast ${number}`),
  );
}

/** All attempts failed: the last one's cause is what is to be mended. */
export function explainDisabled({ device, interface: name = '', at }: TraceRecord, circumstances: Circumstances): Diagnosis {
  const { plant, records } = circumstances;
  const exhausted = records.findLast((record) => record.at <= at && record.device === device && record.event.type === 'dialer.redialExhausted');
  const event = exhausted?.event;
  const call = readCalls(records, plant).findLast((each) => each.at <= at && each.caller?.device === device && each.failed !== undefined);
  const cause = call?.caller === undefined ? undefined : explainFailure(call, call.caller, circumstances);
  const attempts = event?.type === 'dialer.redialExhausted' ? `all ${event.attempts} attempts` : 'its attempts';
  const until = event?.type === 'dialer.redialExhausted' && exhausted !== undefined ? ` before ${uptimeStamp(exhausted.at + event.seconds * 1000)}` : '';
  return diagnosis('REDIAL-DISABLED', `${device} dials nobody over ${name}${until}, since ${attempts} failed${cause === undefined ? '' : `: ${cause.sentence}`}`, ...(cause?.changes ?? []));
}
