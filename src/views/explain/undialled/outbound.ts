// Nobody was dialled since no profile to dial out said whom (`dialer aaa`): the servers know no user of that name or have another
// password for it, say no number, or did not answer; or no list of authorization says who is to be asked.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { aaaSettings } from '../../../config/aaa-settings.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { isWrongKey, keyChange } from '../link/aaa.ts';
import { serverOf } from '../link/aaa-refused.ts';
import { newSide, type CallSide } from '../attempt/calls.ts';
import { addLine, addToInterface, changeInInterface, newMapLine, type Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { Plant } from '../plant.ts';

type NoDial = Extract<TraceEvent, { type: 'dialer.noDial' }>;

export function explainOutbound({ device, interface: name = '', at, sequence }: TraceRecord, { because, nextHop }: NoDial, { plant, records }: Circumstances): Diagnosis {
  const hop = formatIpv4(nextHop);
  const decided = records.findLast((record) => record.device === device && record.sequence <= sequence && record.event.type === 'aaa.decided' && record.event.service === 'outbound');
  const asked = decided?.event.type === 'aaa.decided' ? decided.event : undefined;
  const config = plant.routers.get(device)?.config;
  if (asked === undefined) {
    const model = config !== undefined && !aaaSettings(config).newModel ? [addLine(device, 'aaa new-model')] : [];
    return diagnosis('NO-OUTBOUND-PROFILE', `${name} of ${device} is to dial by AAA, and no list says who is asked about ${hop}`, ...model, addLine(device, 'aaa authorization network default group radius'));
  }
  const begun = records.findLastIndex((record) => record.device === device && record.event.type === 'aaa.begun' && record.event.id === asked.id);
  const side: CallSide = { ...newSide(device, '', name), records: records.slice(Math.max(begun, 0)).filter((record) => record.device === device && record.sequence <= sequence) };
  const { user } = asked;
  switch (because) {
    case 'profile-without-number':
      return diagnosis('OUTBOUND-NO-NUMBER', `the profile ${user} of ${serverOf(side)}, which ${device} asked about ${hop}, has no outbound:dial-number`, mapInstead(device, name, nextHop, plant));
    case 'no-profile': {
      const told = records.findLast((record) => record.event.type === 'aaaServer.authenticated' && !record.event.accepted && record.event.user === user && record.at <= at)?.event;
      if (told?.type === 'aaaServer.authenticated' && told.because === 'wrong-password') {
        return diagnosis('NO-OUTBOUND-PROFILE', `${serverOf(side)} has another password for the profile ${user} than ${name} of ${device} asks with`, passwordLine(device, name, plant));
      }
      return diagnosis('NO-OUTBOUND-PROFILE', `${serverOf(side)} has no profile ${user}, which ${device} asked about ${hop}`, otherSuffix(device, name, user, plant) ?? mapInstead(device, name, nextHop, plant));
    }
    default:
      return isWrongKey(side)
        ? diagnosis('AAA-WRONG-KEY', `${device} and ${serverOf(side)} have different secrets: neither understands the other, and nobody else says how ${hop} is reached`, keyChange(side))
        : diagnosis('AAA-NO-SERVER', `no AAA server told ${device} how ${hop} is reached`, mapInstead(device, name, nextHop, plant));
  }
}

/** A server of the lab has a profile of that next hop, which ends otherwise. */
function otherSuffix(device: string, name: string, user: string, plant: Plant): Change | undefined {
  const settings = plant.dialing(device, name);
  const { suffix = '' } = settings?.dialer.outbound ?? {};
  const base = user.slice(0, user.length - suffix.length);
  const known = (plant.lab.aaaServers ?? []).flatMap(({ users }) => users).find((each) => each.name.startsWith(`${base}-`) && each.name !== user);
  if (settings === undefined || known === undefined || suffix === '-out') return undefined;
  const right = known.name.slice(base.length);
  const word = hasPassword(settings) ? ' password ...' : '';
  return changeInInterface(device, settings.name, `dialer aaa suffix ${suffix}${word}`, `dialer aaa${right === '-out' ? '' : ` suffix ${right}`}${word}`);
}

function hasPassword({ dialer }: InterfaceSettings): boolean {
  return dialer.outbound !== undefined && dialer.outbound.password !== 'cisco';
}

/** No word of a configuration is shown. */
function passwordLine(device: string, name: string, plant: Plant): Change | undefined {
  const settings = plant.dialing(device, name);
  const outbound = settings?.dialer.outbound;
  if (settings === undefined || outbound === undefined) return undefined;
  const line = `dialer aaa${outbound.suffix === '-out' ? '' : ` suffix ${outbound.suffix}`}`;
  return changeInInterface(device, settings.name, hasPassword(settings) ? `${line} password ...` : line, `${line} password SECRET`);
}

/** A map of its own needs no profile. */
function mapInstead(device: string, name: string, nextHop: number, plant: Plant): Change | undefined {
  const peer = plant.holder(nextHop);
  const settings = plant.dialing(device, name);
  if (peer === undefined || settings === undefined) return undefined;
  return addToInterface(device, settings.name, newMapLine(nextHop, plant.chapName(peer.router, peer.settings), plant.numberOf(peer.router, peer.settings.name)));
}
