// What a configuration says of bandwidth allocation on an interface: `ppp multilink bap` and `ppp bap ...`. Numbers are of the
// interface that is called, everything else of the one that dials.

import type { ConfigNode } from './node.ts';
import { number, present, text } from './reading.ts';

export interface BapMannerSettings {
  readonly accept: boolean;
  readonly request: boolean;
  readonly timerSeconds?: number;
}

export interface BapSettings {
  /** `ppp multilink bap`, and with `required`. */
  readonly enabled: boolean;
  readonly required: boolean;
  readonly call: BapMannerSettings;
  readonly callback: BapMannerSettings;
  readonly drop: BapMannerSettings;
  readonly dropAfterRetries: boolean;
  /** `ppp bap link types`: those that are named; none named is by the hardware. */
  readonly linkTypes: readonly ('isdn' | 'analog')[];
  readonly dialAttempts: number;
  readonly requestRetries: number;
  readonly indicationRetries: number;
  readonly dialers: number;
  readonly monitorLoad: boolean;
  /** `ppp bap number default`, `secondary`, in the form of `ppp bap number format`; `prefix`. */
  readonly numbers: readonly string[];
  readonly prefix?: string;
  readonly pendingSeconds: number;
  readonly responseSeconds: number;
}

const LINK_TYPES = ['isdn', 'analog'] as const;
/** `ppp bap number format`: so many digits has a number of the country, or of the exchange. */
const FORMAT_DIGITS: Readonly<Record<string, number>> = { national: 10, subscriber: 7 };

/** Undefined where no line says anything of it. */
export function bapSettings(node: ConfigNode): BapSettings | undefined {
  const required = node.value('ppp.multilinkBap');
  const linkTypes = node.value('ppp.bapLinkTypes');
  const settings = present<BapSettings>({
    enabled: required !== undefined,
    required: required?.['required'] !== undefined,
    call: manner(node, 'Call', true, false),
    callback: manner(node, 'Callback', false, false),
    drop: manner(node, 'Drop', true, true),
    dropAfterRetries: node.flag('ppp.bapDropAfterRetries') === true,
    linkTypes: LINK_TYPES.filter((type) => linkTypes?.[type] !== undefined),
    dialAttempts: number(node.value('ppp.bapDialAttempts'), 'number') ?? 1,
    requestRetries: number(node.value('ppp.bapRequestRetries'), 'number') ?? 3,
    indicationRetries: number(node.value('ppp.bapIndicationRetries'), 'number') ?? 3,
    dialers: number(node.value('ppp.bapDialers'), 'number') ?? 5,
    monitorLoad: node.flag('ppp.bapMonitorLoad') !== false,
    numbers: numbersOf(node),
    prefix: text(node.value('ppp.bapNumberPrefix'), 'number'),
    pendingSeconds: number(node.value('ppp.bapPending'), 'seconds') ?? 20,
    responseSeconds: number(node.value('ppp.bapResponse'), 'seconds') ?? 3,
  });
  return settings.enabled || settings.numbers.length > 0 || settings.linkTypes.length > 0 ? settings : undefined;
}

function manner(node: ConfigNode, name: string, accept: boolean, request: boolean): BapMannerSettings {
  return present<BapMannerSettings>({
    accept: node.flag(`ppp.bap${name}Accept`) ?? accept,
    request: node.flag(`ppp.bap${name}Request`) ?? request,
    timerSeconds: number(node.value(`ppp.bap${name}Timer`), 'seconds'),
  });
}

function numbersOf(node: ConfigNode): readonly string[] {
  const digits = FORMAT_DIGITS[text(node.value('ppp.bapNumberFormat'), 'format') ?? ''];
  const numbers = ['ppp.bapNumberDefault', 'ppp.bapNumberSecondary'].map((path) => text(node.value(path), 'number'));
  return numbers.filter((each) => each !== undefined).map((each) => (digits === undefined ? each : each.slice(-digits)));
}
