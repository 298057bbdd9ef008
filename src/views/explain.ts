// `why`: explains a router's last call attempt. What happened and why is read from the trace; the configurations are read
// only to word the line that would change it. The first line is the cause with its code (explain/codes.ts), then come the
// lines to change, what else is missing, what is not simulated of the call, and the evidence with its times. Nothing here runs or changes anything.

import type { LabDescription } from '../network/lab-description.ts';
import type { RouterReader } from '../network/router/readings.ts';
import type { TraceRecord } from '../network/trace.ts';
import { explainAccess } from './explain/unconnected/access.ts';
import { explainByHand } from './explain/unconnected/by-hand.ts';
import { explainCall } from './explain/callback/callback.ts';
import { readCalls, type TracedCall } from './explain/attempt/calls.ts';
import { changeText } from './explain/cures/changes.ts';
import type { CauseCode } from './explain/codes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from './explain/diagnosis.ts';
import { findEpisode, type Episode } from './explain/attempt/episode.ts';
import { evidence } from './explain/attempt/evidence.ts';
import { inPlaceText, isInPlace } from './explain/cures/in-place.ts';
import { KEPT_HEADING, keptNotes } from './explain/attempt/kept.ts';
import { Plant } from './explain/plant.ts';
import { failureOf } from './explain/carried/standing-in.ts';
import { Trials } from './explain/cures/trial.ts';
import { explainUndialled } from './explain/undialled/undialled.ts';
import { gapsOf, type Gap } from './gaps.ts';

export interface ExplainInput {
  /** Of all routers and the exchange, oldest first. */
  readonly records: readonly TraceRecord[];
  readonly routers: ReadonlyMap<string, RouterReader>;
  readonly lab: LabDescription;
}

export function explain({ records, routers, lab }: ExplainInput, routerName: string): readonly string[] {
  const plant = new Plant(routers, lab);
  const circumstances: Circumstances = { plant, records, running: routers, now: routers.get(routerName)?.now ?? records.at(-1)?.at ?? 0 };
  const calls = readCalls(records, plant);
  const episode = findEpisode(records, calls, plant, routerName);
  const { code, sentence, changes: found } = episode.kind === 'none' ? (lineOf(circumstances, routerName) ?? nothingTried(circumstances, calls, routerName)) : diagnose(episode, circumstances);
  const trials = new Trials(plant);
  const changes = found.map((change) => trials.asItStands(change));
  const lines = [`Cause: ${code} - ${sentence}`];
  const known = new Set(changes.map(changeText));
  lines.push(...new Set(changes.map((change) => (isInPlace(change, plant) ? inPlaceText(change) : changeText(change)))));
  if (code !== 'OK-CALLBACK') {
    const told = (gap: Gap) => known.has(changeText(gap.change));
    const missing = gapsOf(plant, (gap) => concerns(gap, episode, plant)).filter((gap) => !told(gap) && !(changes.length > 0 && MENDED_BY[code] === gap.code));
    if (missing.length > 0) lines.push('Also missing:', ...missing.map((gap) => `  ${changeText(gap.change)}`));
  }
  const kept = keptNotes(episode, routers, routerName);
  if (kept.length > 0) lines.push(KEPT_HEADING, ...kept.map((line) => `  ${line}`));
  const happened = evidence(episode, calls, circumstances);
  if (happened.length > 0) lines.push('Evidence:', ...happened);
  return lines;
}

/** What looks amiss in the configurations, and is mended by the lines that the cause has named, or put wrong by mending it too. */
const MENDED_BY: Readonly<Partial<Record<CauseCode, CauseCode>>> = { 'AAA-REJECTED': 'WRONG-SECRET', 'AAA-NOT-AUTHORISED': 'NO-CALLBACK-NUMBER', 'RETURN-NAME': 'HOSTNAME', HOSTNAME: 'HOSTNAME' };

function diagnose(episode: Exclude<Episode, { kind: 'none' }>, circumstances: Circumstances): Diagnosis {
  if (episode.kind === 'undialled') return explainUndialled(episode.record, circumstances);
  const { call, returnCall } = episode;
  const found = explainAccess(call, circumstances) ?? explainByHand(call, circumstances);
  if (found !== undefined || returnCall === undefined) return found ?? explainCall(episode, circumstances);
  const onReturn = explainAccess(returnCall, circumstances);
  return onReturn === undefined ? explainCall(episode, circumstances) : { ...onReturn, sentence: `on the return call, ${onReturn.sentence}` };
}

/** Nobody has sent anything, and a serial line is down at either end. */
function lineOf(circumstances: Circumstances, routerName: string): Diagnosis | undefined {
  for (const { ends } of circumstances.plant.lab.serialLinks) {
    if (!ends.some(({ router }) => router === routerName)) continue;
    const ownFirst = [...ends].sort((a, b) => Number(b.router === routerName) - Number(a.router === routerName));
    for (const end of ownFirst) {
      // What has no address is not in use.
      if (circumstances.plant.settings(end.router, end.interface)?.address === undefined) continue;
      const fault = failureOf(end.router, end.interface, circumstances);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function nothingTried({ plant, records }: Circumstances, calls: readonly TracedCall[], routerName: string): Diagnosis {
  const kept = (records[0]?.sequence ?? 0) > 0 ? ', as far as the trace goes back' : '';
  const others = [...plant.routers.keys(), ...(plant.lab.pcs ?? []).map(({ name }) => name)].filter((name) => name !== routerName && findEpisode(records, calls, plant, name).kind !== 'none');
  const hint = others.length === 0 ? '' : `; ${others.join(' and ')} tried: ${others.map((name) => `why ${name}`).join(', ')}`;
  return diagnosis('NOTHING-TRIED', `${routerName} has called nobody and sent nothing that needs a call, and nobody has called it${kept}${hint}`);
}

/** Routers that have no part in the attempt may be as unfinished as they like. */
function concerns({ routers }: Gap, episode: Episode, plant: Plant): boolean {
  if (episode.kind === 'none') return true;
  const far = episode.kind === 'call' ? { router: episode.server } : nextHopOf(episode, plant);
  return far === undefined || routers.every((router) => router === episode.client || router === far.router);
}

/** Who would have been dialled; undefined where nobody knows. */
function nextHopOf({ record: { event } }: Extract<Episode, { kind: 'undialled' }>, plant: Plant): { readonly router: string } | undefined {
  return event.type === 'dialer.noDial' ? plant.holder(event.nextHop) : undefined;
}
