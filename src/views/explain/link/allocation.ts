// Why a bundle whose ends agree on its links (BAP) does not grow, or does not shrink, when the load says so: nobody asks, the peer
// refuses, there is no number, no answer comes. And why a bundle is closed that must have bandwidth allocation, and whose a
// number is that was agreed on.

import type { BapSettings } from '../../../config/bap-settings.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { TraceEvent, TraceRecord } from '../../../network/trace.ts';
import { BACP_REQUIRED } from '../../../protocols/ppp/bap/allocation.ts';
import type { BapTrace } from '../../../protocols/ppp/bap/trace.ts';
import { addToInterface, changeInInterface, removeFromInterface, type Change } from '../cures/changes.ts';
import { eventsOf, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { Plant } from '../plant.ts';

type Told<Type extends BapTrace['type']> = Extract<BapTrace, { readonly type: Type }>;
type Judged = Told<'bap.judged'>;

interface Ends {
  readonly side: CallSide;
  readonly peer: CallSide | undefined;
}

/** Undefined where nothing was asked, or the last thing that was asked was done. */
export function explainAllocation({ at, caller, callee }: TracedCall, { plant, records }: Circumstances): Diagnosis | undefined {
  for (const [side, peer] of [[caller, callee], [callee, caller]] as const) {
    const found = side && lastOutcome({ side, peer }, since(records, at), plant);
    if (found !== undefined) return found;
  }
  return undefined;
}

function since(records: readonly TraceRecord[], at: number): readonly TraceRecord[] {
  return records.filter((record) => record.at >= at && record.event.type.startsWith('bap.'));
}

/** Of the end that wanted it. */
function lastOutcome(ends: Ends, records: readonly TraceRecord[], plant: Plant): Diagnosis | undefined {
  const bundle = eventsOf(ends.side, 'dialer.bundled').at(-1)?.bundle;
  const own = records.filter(({ device, interface: name }) => device === ends.side.device && name === bundle);
  const last = own.findLast(({ event }) => isOutcome(event))?.event;
  switch (last?.type) {
    case 'bap.answered':
      return refused(ends, last, judgedBy(ends.peer, records), plant);
    case 'bap.notRequested':
      return notRequested(ends, last, plant);
    case 'bap.noResponse':
      return diagnosis('BAP-NO-RESPONSE', `${ends.side.device} asked ${peerOf(ends)} ${WISHES[last.kind]}, and had no answer to ${last.transmissions} requests`);
    case 'bap.noNumber':
      return noNumber(ends, ends.peer, 'link', plant);
    default:
      return undefined;
  }
}

function isOutcome(event: TraceEvent): boolean {
  switch (event.type) {
    case 'bap.answered':
    case 'bap.done':
    case 'bap.noNumber':
    case 'bap.failed':
      return true;
    case 'bap.noResponse':
      return event.kind !== 'status';
    // What was refused once for all is told when it is wanted again.
    case 'bap.notRequested':
      return event.because === 'not-configured' || event.because === 'no-discriminator';
    default:
      return false;
  }
}

function judgedBy(peer: CallSide | undefined, records: readonly TraceRecord[]): Judged | undefined {
  const event = records.findLast(({ device, event: { type } }) => device === peer?.device && type === 'bap.judged')?.event;
  return event?.type === 'bap.judged' ? event : undefined;
}

const WISHES = { call: 'whether it may call with another link', callback: 'to call back with another link', drop: 'whether a link may go', status: 'to know of its call' } as const;

function peerOf({ peer }: Ends): string {
  return peer?.device ?? 'its peer';
}

function refused(ends: Ends, { kind, answer, reason }: Told<'bap.answered'>, judged: Judged | undefined, plant: Plant): Diagnosis | undefined {
  if (answer === 'ack') return undefined;
  const { peer } = ends;
  const asked = `${ends.side.device} asked ${peerOf(ends)} ${WISHES[kind]}`;
  const settings = settingsOf(peer, plant);
  const add = (line: string): Change | undefined => settings && peer && addToInterface(peer.device, settings.name, line);
  const because = judged?.kind === kind ? judged.because : undefined;
  if (kind === 'drop') return diagnosis('BAP-DROP', `${asked}, which it refuses${because === 'load' ? ', since the load is too much for the others by its own threshold' : ''}`, because === 'not-accepted' ? add('ppp bap drop accept') : because === 'load' ? add('no ppp bap monitor load') : undefined);
  switch (because) {
    case 'not-accepted':
      return diagnosis('BAP-NOT-ACCEPTED', `${asked}, which it does not accept`, add(`ppp bap ${kind} accept`));
    case 'load':
      return diagnosis('BAP-LOAD', `${asked}, which it refuses: the load is below its own threshold`, add('no ppp bap monitor load'));
    case 'link-type':
      return diagnosis('BAP-LINK-TYPE', `${asked}, and they have no type of link in common`, ...[ends.side, peer].flatMap((side) => typesChange(side, plant)));
    case 'no-number':
      return noNumber(ends, ends.side, kind, plant);
    case 'full':
      return diagnosis('BAP-NO-CHANNEL', `${asked}, which has as many links as it may have`, moreLinks(peer, settings));
    case 'no-channel':
      return diagnosis('BAP-NO-CHANNEL', `${asked}, which has no free channel`);
    default:
      return diagnosis('BAP-NOT-ACCEPTED', `${asked}, which it refuses${reason === undefined ? '' : ` (${reason})`}`);
  }
}

function notRequested(ends: Ends, { kind, because }: Told<'bap.notRequested'>, plant: Plant): Diagnosis | undefined {
  const { side } = ends;
  const settings = settingsOf(side, plant);
  const add = (line: string): Change | undefined => settings && addToInterface(side.device, settings.name, line);
  if (kind === 'link') return diagnosis('BAP-PASSIVE', `the load of ${side.device} asks for another link, which is added by agreement with ${peerOf(ends)}, and ${side.device} asks for none`, add('ppp bap call request'));
  const why = because === 'no-discriminator' ? `${peerOf(ends)} has not said by what number it knows the link` : `${side.device} does not ask for that`;
  return diagnosis('BAP-DROP', `${side.device} could do without a link, which goes by agreement, and ${why}`, because === 'no-discriminator' ? undefined : add('ppp bap drop request'));
}

/** Of the end that is to be called. */
function noNumber(ends: Ends, called: CallSide | undefined, kind: 'call' | 'callback' | 'link', plant: Plant): Diagnosis {
  const settings = settingsOf(called, plant);
  const sentence = kind === 'callback' ? `${ends.side.device} asked ${peerOf(ends)} ${WISHES.callback}, and told no number, nor does ${peerOf(ends)} know one` : `${peerOf(ends)} lets itself be called, told no number, and ${ends.side.device} knows none`;
  const change = called && settings && addToInterface(called.device, settings.name, `ppp bap number default ${plant.numberOf(called.device, settings.name) ?? 'NUMBER'}`);
  return diagnosis('BAP-NO-NUMBER', sentence, change);
}

function settingsOf(side: CallSide | undefined, plant: Plant): InterfaceSettings | undefined {
  return side && plant.dialing(side.device, side.dialing);
}

function typesChange(side: CallSide | undefined, plant: Plant): readonly Change[] {
  const settings = settingsOf(side, plant);
  const { linkTypes = [] } = settings?.ppp.multilink.bap ?? {};
  if (side === undefined || settings === undefined || linkTypes.length === 0) return [];
  return [removeFromInterface(side.device, settings.name, `ppp bap link types ${linkTypes.join(' ')}`)];
}

function moreLinks(peer: CallSide | undefined, settings: InterfaceSettings | undefined): Change | undefined {
  const most = settings?.ppp.multilink.maximumLinks;
  if (peer === undefined || settings === undefined || most === undefined) return undefined;
  const line = 'ppp multilink links maximum';
  return changeInInterface(peer.device, settings.name, `${line} ${most}`, `${line} ${most + 1}`);
}

// ---- no bandwidth allocation, where it is required

/** Undefined where the link was closed for something else. */
export function explainRequired({ caller, callee }: TracedCall, plant: Plant): Diagnosis | undefined {
  for (const [side, peer] of [[caller, callee], [callee, caller]] as const) {
    if (side === undefined || !eventsOf(side, 'ppp.closed').some(({ reason }) => reason === BACP_REQUIRED)) continue;
    const settings = settingsOf(peer, plant);
    const change = peer && settings && addToInterface(peer.device, settings.name, 'ppp multilink bap');
    return diagnosis('BAP-REQUIRED', `${side.device} closed the link: it requires bandwidth allocation, and ${peer?.device ?? 'the peer'} does none`, change);
  }
  return undefined;
}

// ---- the call that was agreed on

function isAgreed({ at, number }: TracedCall, { device }: CallSide, records: readonly TraceRecord[]): boolean {
  return records.some((record) => record.at === at && record.device === device && record.event.type === 'bap.dialling' && record.event.number === number);
}

/** `, as R2 had asked by BAP`; empty where nobody had to agree. */
export function agreedText(call: TracedCall, { records }: Circumstances): string {
  const { at, caller, callee } = call;
  if (caller === undefined || !isAgreed(call, caller, records)) return '';
  const last = records.findLast(({ at: when, device, event: { type } }) => when <= at && device === caller.device && (type === 'bap.judged' || type === 'bap.answered'))?.event;
  return `, as ${callee?.device ?? 'its peer'} had ${last?.type === 'bap.judged' ? 'asked' : 'agreed'} by BAP`;
}

/** A number that the peer has told, and nobody has; undefined where no such call was agreed on. */
export function explainAgreedNumber(call: TracedCall, caller: CallSide, { plant, records }: Circumstances): Diagnosis | undefined {
  const { number } = call;
  if (!isAgreed(call, caller, records)) return undefined;
  for (const [router] of plant.routers) {
    if (router === caller.device) continue;
    for (const { name, ppp } of plant.interfacesOf(router)) {
      const change = ppp.multilink.bap && numberChange(router, name, ppp.multilink.bap, number, plant);
      if (change !== undefined) return diagnosis('BAP-NUMBER', `${caller.device} dialled ${number} for another link, as it had agreed with ${router}, and nobody has that number`, change);
    }
  }
  return diagnosis('BAP-NUMBER', `${caller.device} dialled ${number} for another link, as was agreed, and nobody has that number`);
}

function numberChange(router: string, interfaceName: string, { numbers }: BapSettings, dialled: string, plant: Plant): Change | undefined {
  const wrong = numbers.find((each) => dialled.endsWith(each) && plant.linesWith(each).length === 0);
  if (wrong === undefined) return undefined;
  const line = `ppp bap number ${wrong === numbers[0] ? 'default' : 'secondary'}`;
  return changeInInterface(router, interfaceName, `${line} ${wrong}`, `${line} ${plant.numberOf(router) ?? 'NUMBER'}`);
}
