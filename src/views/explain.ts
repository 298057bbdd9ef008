// `why`: explains a router's last call attempt. What happened and why is read from the trace; the configurations are read
// only to word the line that would change it. The first line is the cause with its code (explain/codes.ts), then come the
// lines to change, what else is missing, and the evidence with its times. Nothing here runs or changes anything.

import type { LabDescription } from '../network/lab-description.ts';
import type { RouterReader } from '../network/router/readings.ts';
import type { TraceRecord } from '../network/trace.ts';
import { explainCall } from './explain/callback.ts';
import { readCalls } from './explain/calls.ts';
import { changeText } from './explain/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from './explain/diagnosis.ts';
import { findEpisode, type Episode } from './explain/episode.ts';
import { evidence } from './explain/evidence.ts';
import { Plant } from './explain/plant.ts';
import { explainUndialled } from './explain/undialled.ts';
import { gapsOf, type Gap } from './gaps.ts';

export interface ExplainInput {
  /** Of all routers and the exchange, oldest first. */
  readonly records: readonly TraceRecord[];
  readonly routers: ReadonlyMap<string, RouterReader>;
  readonly lab: LabDescription;
}

export function explain({ records, routers, lab }: ExplainInput, routerName: string): readonly string[] {
  const plant = new Plant(routers, lab);
  const circumstances: Circumstances = { plant, records, now: routers.get(routerName)?.now ?? records.at(-1)?.at ?? 0 };
  const calls = readCalls(records, plant);
  const episode = findEpisode(records, calls, plant, routerName);
  const { code, sentence, changes } = diagnose(episode, circumstances, routerName);
  const lines = [`Cause: ${code} - ${sentence}`];
  const known = new Set(changes.map(changeText));
  lines.push(...known);
  if (code !== 'OK-CALLBACK') {
    const missing = gapsOf(plant).filter((gap) => concerns(gap, episode) && !known.has(changeText(gap.change)));
    if (missing.length > 0) lines.push('Also missing:', ...missing.map((gap) => `  ${changeText(gap.change)}`));
  }
  const happened = evidence(episode, calls, circumstances);
  if (happened.length > 0) lines.push('Evidence:', ...happened);
  return lines;
}

function diagnose(episode: Episode, circumstances: Circumstances, routerName: string): Diagnosis {
  switch (episode.kind) {
    case 'undialled':
      return explainUndialled(episode.record, circumstances);
    case 'call':
      return explainCall(episode, circumstances);
    case 'none': {
      const kept = (circumstances.records[0]?.sequence ?? 0) > 0 ? ', as far as the trace goes back' : '';
      return diagnosis('NOTHING-TRIED', `${routerName} has called nobody and sent nothing that needs a call, and nobody has called it${kept}`);
    }
  }
}

/** Routers that have no part in the attempt may be as unfinished as they like. */
function concerns({ change }: Gap, episode: Episode): boolean {
  if (episode.kind !== 'call') return true;
  return change.router === episode.client || change.router === episode.server;
}
