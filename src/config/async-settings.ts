// The typed reading of asynchronous lines as modems are driven by them: modem control and the chat scripts that each event
// runs. A line is an interface by its absolute number: `line aux 0` of a 2503 is Async1.

import { absoluteLineNumber, type LineHardware } from './line-numbers.ts';
import { lineRange } from './line-ranges.ts';
import type { ConfigNode } from './node.ts';
import { number, text } from './reading.ts';

export interface AsyncLineSettings {
  /** `line aux 0`, for messages. */
  readonly line: string;
  /** `modem Dialin`, `modem callout`, `modem InOut`: undefined takes no notice of the modem's circuits. */
  readonly calls: 'in' | 'out' | 'both' | undefined;
  /** Regular expressions of `script dialer` and its like, by event. */
  readonly scripts: ReadonlyMap<string, string>;
  readonly bitsPerSecond: number;
  /** `rotary`. */
  readonly rotary: number | undefined;
  /** `callback forced-wait`. */
  readonly callbackWaitSeconds: number | undefined;
}

const CALLS: Readonly<Record<string, 'in' | 'out' | 'both'>> = {
  callin: 'in', dialin: 'in', 'ri-is-cd': 'in', callout: 'out', host: 'out', inout: 'both', 'in-out': 'both',
};

/** By the interface that the line is. */
export function asyncLines(root: ConfigNode, hardware: LineHardware): ReadonlyMap<string, AsyncLineSettings> {
  const lines = new Map<string, AsyncLineSettings>();
  for (const { key, node } of root.children('lines')) {
    const range = lineRange(key);
    if (key === 'aux 0' && hardware.hasAux) {
      lines.set(`Async${absoluteLineNumber(hardware, { type: 'aux', number: 0 })}`, readLine(`line ${key}`, node));
    } else if (range?.type === 'tty') {
      for (let each = range.first; each <= range.last; each += 1) lines.set(`Async${each}`, readLine(`line ${key}`, node));
    }
  }
  return lines;
}

function readLine(line: string, node: ConfigNode): AsyncLineSettings {
  const modes = node.entries('modem.mode').flatMap((args) => CALLS[(text(args, 'mode') ?? '').toLowerCase()] ?? []);
  const both = modes.includes('both') || (modes.includes('in') && modes.includes('out'));
  const scripts = node.entries('scripts').map((args) => [text(args, 'kind') ?? '', text(args, 'name') ?? ''] as const);
  return {
    line,
    calls: both ? 'both' : modes[0],
    scripts: new Map(scripts),
    bitsPerSecond: number(node.value('speed'), 'rate') ?? 9600,
    rotary: number(node.value('rotary'), 'group'),
    callbackWaitSeconds: number(node.value('callbackForcedWait'), 'seconds'),
  };
}

/** `callback forced-wait` of the router, for lines that have none of their own. */
export function callbackWaitSeconds(root: ConfigNode): number {
  return number(root.value('callbackForcedWait'), 'seconds') ?? 0;
}

/** The text behind the name, in the order of the configuration. */
export function chatScripts(root: ConfigNode): ReadonlyMap<string, string> {
  return new Map(root.entries('chatScripts').map((args) => [text(args, 'name') ?? '', text(args, 'script') ?? '']));
}
