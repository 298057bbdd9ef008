// What became of a call that the called router judged by its calling number, before it answered: not let in, or refused to be
// called back. A first call that is refused so is as it should be; what counts is the return call.

import { readDialString } from '../../../base/dial-string.ts';
import { uptimeStamp } from '../../../base/time.ts';
import { explainReturnFailure } from './call-failed.ts';
import { explainCallLimit } from '../undialled/call-limit.ts';
import { isUp, type TracedCall } from '../attempt/calls.ts';
import { addToInterface, changeInInterface, mapChange, newMapLine, removeFromInterface, type Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { Episode } from '../attempt/episode.ts';
import { explainReturned } from '../callback/returned.ts';
import { lineDown } from '../undialled/line-down.ts';
import { explainLink } from '../link/link.ts';
import type { Plant } from '../plant.ts';

type CallEpisode = Extract<Episode, { kind: 'call' }>;
type Judged = NonNullable<TracedCall['judged']>;

export function explainJudged(episode: CallEpisode, judged: Judged, circumstances: Circumstances): Diagnosis {
  const client = episode.client ?? judged.event.callingNumber ?? 'the caller';
  const { device: server, event } = judged;
  const from = event.callingNumber ?? 'a call without a number';
  switch (event.because) {
    case 'no-number':
      return diagnosis('CALLER-SCREENED', `${server} lets in only callers whose number it knows, and the exchange gave it none for the call of ${client}`);
    case 'not-listed':
      return diagnosis('CALLER-SCREENED', `${server} lets in only the numbers that it lists, and ${client} calls from ${from}`, addToInterface(server, event.interface, `isdn caller ${from}`));
    case 'other-number':
      return explainOtherNumber(episode.call.number, judged, client, circumstances);
    case 'no-map':
      return diagnosis(
        'CALLER-NO-MAP',
        `${server} refused the call of ${client}, to call ${from} back, and has no dialer map with that number: it calls nobody`,
        ...mapForCaller(server, client, judged, circumstances),
      );
    case 'call-limit':
      return explainCallLimit(server, event.name ?? event.interface, 'in', `the call of ${client} was not taken`, circumstances);
    case 'callback-pending':
      return diagnosis('CALLBACK-PENDING', `${server} refused the call of ${client} again: the return call to ${event.number ?? from} is still due or under way`);
    default:
      return explainReturn(episode, judged, client, circumstances);
  }
}

function explainOtherNumber(dialled: string, { device: server, event }: Judged, client: string, circumstances: Circumstances): Diagnosis {
  const { plant } = circumstances;
  const { number = '' } = event;
  const whole = readDialString(dialled).number;
  const given = readDialString(number).number;
  if (given.length < whole.length && whole.startsWith(given)) {
    return diagnosis(
      'OTHER-NUMBER', `${server} answers only the numbers that it lists, and the exchange gave it no more of ${whole} than "${given}": it did not ask for the rest`,
      addToInterface(server, event.interface, 'isdn overlap-receiving'),
    );
  }
  const sentence = `${server} answers only the numbers that it lists, and ${client} called ${number}`;
  return diagnosis('OTHER-NUMBER', sentence, ...(subaddressChange(number, server, client, event, plant) ?? answerChanges(server, event, circumstances)));
}

/** The number is right, and of a subaddress that is wanted the caller says nothing. */
function subaddressChange(called: string, server: string, client: string, event: Judged['event'], plant: Plant): readonly Change[] | undefined {
  const wanted = (plant.settings(server, event.interface)?.isdn.answers ?? []).map(readDialString).find(({ number, subaddress }) => subaddress !== undefined && called.endsWith(number));
  const dialling = plant.mapTo(client, server);
  if (wanted === undefined || called.includes(':') || dialling === undefined) return undefined;
  return [mapChange(client, dialling.settings.name, dialling.map, { number: `${called}:${wanted.subaddress ?? ''}` })];
}

/** Of two lines one may be free; else the first becomes what was called. */
function answerChanges(server: string, event: Judged['event'], { plant }: Circumstances): readonly Change[] {
  const [first = '', second] = plant.settings(server, event.interface)?.isdn.answers ?? [];
  const { number = 'NUMBER' } = event;
  if (second === undefined) return [addToInterface(server, event.interface, `isdn answer2 ${number}`)];
  return [changeInInterface(server, event.interface, `isdn answer1 ${first}`, `isdn answer1 ${number}`)];
}

function explainReturn({ returnCall, call }: CallEpisode, judged: Judged, client: string, circumstances: Circumstances): Diagnosis {
  const { device: server, record, event } = judged;
  const { records, now } = circumstances;
  const { name } = event;
  if (returnCall?.caller !== undefined && returnCall.failed !== undefined) return explainReturnFailure(returnCall, returnCall.caller, circumstances);
  const of = records.filter(({ at, device }) => at >= call.at && device === server);
  const failed = of.find(({ event: each }) => each.type === 'dialer.callbackFailed' && each.name === name)?.event;
  const why = failed?.type === 'dialer.callbackFailed' ? failed.why : undefined;
  if (returnCall === undefined) {
    if (why === 'no-channel') return diagnosis('RETURN-NO-CHANNEL', `${server} had no free B channel to call ${client} back, and there is no retry`);
    if (why === 'call-limit') return explainCallLimit(server, event.interface, 'out', `${client} was not called back, and there is no retry`, circumstances, 'RETURN-NO-CHANNEL');
    if (why !== undefined) {
      const { sentence, changes } = whyNot(judged, client, why, circumstances);
      return diagnosis('RETURN-FAILED', `${server} could not call ${client} back, and there is no retry: ${sentence}`, ...changes);
    }
    const starting = of.find(({ event: each }) => each.type === 'dialer.callbackServerStarting' && each.name === name)?.event;
    const due = record.at + (starting?.type === 'dialer.callbackServerStarting' ? starting.afterMs : 0);
    if (due > now) return diagnosis('CALLBACK-PENDING', `${server} calls ${client} back at ${uptimeStamp(due)}, in ${Math.ceil((due - now) / 1000)} seconds`);
    return diagnosis('CALLBACK-EXPIRED', `${server} refused the call of ${client}, to call it back, and did not`);
  }
  const fault = explainLink(returnCall, circumstances);
  if (fault !== undefined) return { ...fault, sentence: `on the return call, ${fault.sentence}` };
  const trouble = isUp(returnCall.caller) ? explainReturned(call, returnCall, circumstances) : undefined;
  if (trouble !== undefined) return trouble;
  if (isUp(returnCall.caller)) return diagnosis('OK-CALLBACK', `${server} refused the call of ${client} unanswered, and called it back at ${uptimeStamp(returnCall.at)}`);
  if (why !== undefined) return diagnosis('RETURN-FAILED', `the return call of ${server} to ${client} failed, and there is no retry: ${why}`);
  return diagnosis('CALL-IN-PROGRESS', `${server} is calling ${client} back`);
}

/** What the called router said of a return call that it did not even begin. */
function whyNot(judged: Judged, client: string, why: string, circumstances: Circumstances): Pick<Diagnosis, 'sentence' | 'changes'> {
  const { device: server, event } = judged;
  if (why === 'line-down') return lineDown(server, event.interface, circumstances);
  if (why === 'map removed') return { sentence: `it has no dialer map with ${event.number ?? 'its number'} any more`, changes: mapForCaller(server, client, judged, circumstances) };
  return { sentence: why, changes: [] };
}

/** A map that means the caller gets its number; else one is to be added, or the line that promises a callback is too much. */
function mapForCaller(server: string, client: string, { event }: Judged, { plant }: Circumstances): readonly Change[] {
  const number = event.callingNumber ?? 'NUMBER';
  const settings = plant.dialing(server, event.interface);
  if (settings === undefined) return [];
  const meant = settings.dialer.maps.find((map) => plant.mapTarget(map) === client);
  if (meant !== undefined) return [mapChange(server, settings.name, meant, { number })];
  const own = plant.dialingInterfaces(client).find(({ address }) => address !== undefined);
  if (own !== undefined) return [addToInterface(server, settings.name, newMapLine(own.address?.address, plant.chapName(client, own), number))];
  return [removeFromInterface(server, event.interface, `isdn caller ${number} callback`)];
}
