// Timelines: what passed between routers and exchange, as a ladder in characters or as an SVG picture. Both are drawn from
// trace records alone; the same records give the same bytes.

import { ladderPicture } from './timeline/picture.ts';
import { readLadder, type LadderInput } from './timeline/read-ladder.ts';
import { ladderText } from './timeline/text.ts';

export interface TimelineInput extends LadderInput {
  /** Older records are gone. */
  readonly incomplete: boolean;
}

/** In lines of at most so many columns, as far as words allow. */
export function timelineText(input: TimelineInput, columns: number): readonly string[] {
  const ladder = readLadder(input);
  if (ladder.rungs.length === 0) return ['Nothing has passed that is worth a line.'];
  return [...(input.incomplete ? ['The oldest records are not kept any more: this is the newer part.'] : []), ...ladderText(ladder, columns)];
}

export function timelineSvg(input: TimelineInput): string {
  return ladderPicture(readLadder(input), { title: `${input.lab.name}: ${input.lab.title}`, incomplete: input.incomplete });
}
