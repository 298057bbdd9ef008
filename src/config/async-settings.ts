// The typed reading of asynchronous lines as modems are driven by them: modem control and the chat scripts that each event
// runs. A line is an interface by its absolute number: `line aux 0` of a 2503 is Async1.

import { absoluteLineNumber, type LineHardware } from './line-numbers.ts';
import { lineRange } from './line-ranges.ts';
import type { ConfigNode } from './node.ts';
import { number, present, text } from './reading.ts';

export interface AsyncLineSettings {
  /** `line aux 0`, for messages. */
  readonly line: string;
  /** `modem Dialin`, `modem callout`, `modem InOut`: undefined takes no notice of the modem's circuits. */
  readonly calls: 'in' | 'out' | 'both' | undefined;
  /** Regular expressions of `script dialer` and its like, by event. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Whether somebody who calls is given a terminal. */
  readonly exec: boolean;
  readonly autoselect: AutoselectSettings;
  /** `modem answer-timeout`: from the first ring to a carrier. */
  readonly answerTimeoutSeconds: number;
  /** `flowcontrol hardware`: what the modem cannot take waits; else it is lost. */
  readonly hardwareFlow: boolean;
  /** `transport input` lets telnet reach what is plugged into the line. */
  readonly reverseTelnet: boolean;
  /** The slower of both ways, where one is said. */
  readonly bitsPerSecond: number | undefined;
  /** `rotary`. */
  readonly rotary: number | undefined;
  /** `callback forced-wait`. */
  readonly callbackWaitSeconds: number | undefined;
}

export interface AutoselectSettings {
  readonly ppp: boolean;
  readonly slip: boolean;
  /** The login dialogue begins by itself, and frames are looked for meanwhile. */
  readonly duringLogin: boolean;
  /** How long the first character may take. */
  readonly timeoutSeconds?: number;
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
  const input = (text(node.entries('transport').find((args) => args['direction'] === 'input'), 'protocols') ?? '').split(' ');
  return {
    line,
    calls: both ? 'both' : modes[0],
    rotary: number(node.value('rotary'), 'group'),
    callbackWaitSeconds: number(node.value('callbackForcedWait'), 'seconds'),
    scripts: new Map(scripts),
    exec: node.flag('exec') !== false,
    autoselect: autoselectSettings(node),
    answerTimeoutSeconds: number(node.value('modem.answerTimeout'), 'seconds') ?? ANSWER_TIMEOUT_SECONDS,
    hardwareFlow: text(node.value('flowcontrol'), 'kind') === 'hardware',
    reverseTelnet: input.some((word) => word === 'all' || word === 'telnet'),
    bitsPerSecond: bitsPerSecond(node),
  };
}

/** `speed`, or `txspeed` and `rxspeed` where those say otherwise. */
function bitsPerSecond(node: ConfigNode): number | undefined {
  const rates = ['txspeed', 'rxspeed'].flatMap((way) => number(node.value(way), 'rate') ?? number(node.value('speed'), 'rate') ?? []);
  return rates.length === 0 ? undefined : Math.min(...rates);
}

const ANSWER_TIMEOUT_SECONDS = 15;

function autoselectSettings(node: ConfigNode): AutoselectSettings {
  const what = new Set(node.entries('autoselect').map((args) => text(args, 'what')));
  return present<AutoselectSettings>({
    ppp: what.has('ppp'), slip: what.has('slip'), duringLogin: what.has('during-login'), timeoutSeconds: number(node.value('autoselectTimeout'), 'seconds'),
  });
}

/** `callback forced-wait` of the router, for lines that have none of their own. */
export function callbackWaitSeconds(root: ConfigNode): number {
  return number(root.value('callbackForcedWait'), 'seconds') ?? 0;
}

/** The text behind the name, in the order of the configuration. */
export function chatScripts(root: ConfigNode): ReadonlyMap<string, string> {
  return new Map(root.entries('chatScripts').map((args) => [text(args, 'name') ?? '', text(args, 'script') ?? '']));
}
