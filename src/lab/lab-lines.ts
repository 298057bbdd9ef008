// The telephone lines of a lab file: which interface each is plugged into, its numbers, and what it was ordered with. A line of a
// BRI is a basic access; one of `Serial0:23` or `Serial0:15` a primary access on the controller that carries it; one of an
// asynchronous line, and of a serial interface by itself, an analog one, with a modem between. A PC's is plugged into its
// modem or its ISDN card.

import { dSlotOf, timeslotsOf } from '../config/controller-settings.ts';
import { formatInterfaceName, parseInterfaceName, type InterfaceNameParts } from '../base/interface-name.ts';
import { USUAL_MODEM, type AnalogLine, type LabPc, type LabRouter, type PriLine, type TelephoneLine } from '../network/lab-description.ts';
import { ISDN_INTERFACE } from '../network/pc/isdn-card.ts';
import { MODEM_INTERFACE } from '../network/pc/modem-card.ts';
import { modelHasInterface } from '../network/router/models.ts';
import { parseDuration } from './duration.ts';
import type { ModelInterfaces } from './from-configs.ts';
import { readNumber } from './lab-faults.ts';
import type { YamlValue } from './yaml-value.ts';

/** What plugs are read against. */
export interface PlugContext {
  readonly routers: readonly LabRouter[];
  readonly pcs: readonly LabPc[];
  readonly models: readonly ModelInterfaces[];
  /** `R1 BRI0` to where it is plugged in already. */
  readonly plugged: Map<string, string>;
}

const BASIC_SWITCHES = ['basic-ni', 'basic-5ess', 'basic-dms100', 'basic-net3'];
const PRIMARY_SWITCHES = ['primary-ni', 'primary-5ess', 'primary-dms100', 'primary-4ess', 'primary-net5'];
const ADVISING_SWITCHES: ReadonlySet<string> = new Set(['basic-net3', 'primary-net5']);
const TRUNKS = {
  'pri-t1': { type: 'T1', switchType: 'primary-ni', framing: ['esf', 'sf'], lineCode: ['b8zs', 'ami'], slots: 24 },
  'pri-e1': { type: 'E1', switchType: 'primary-net5', framing: ['crc4', 'no-crc4'], lineCode: ['hdb3', 'ami'], slots: 31 },
} as const;

export function readLines(telephone: YamlValue | undefined, context: PlugContext): readonly TelephoneLine[] {
  const common = telephone?.optional('switch-type')?.oneOf([...BASIC_SWITCHES, ...PRIMARY_SWITCHES], 'switch type');
  const owners = new Map<string, { readonly plug: string; readonly hunt: string | undefined }>();
  return (telephone?.optional('lines')?.items() ?? []).map((value): TelephoneLine => {
    const inPc = readPcPlug(value.required('line'), context);
    const plug = inPc ?? readPlug(value.required('line'), context, ['BRI', 'Serial', 'Async'], 'a telephone line');
    const kind = inPc?.kind ?? kindOf(value.required('line'), plug.interface);
    const hunt = value.optional('hunt-group')?.text();
    const numbers = value.required('numbers').items().map((item) => {
      const number = readNumber(item);
      const owner = owners.get(number);
      if (owner && (hunt === undefined || owner.hunt !== hunt)) {
        item.fail(`${number} is ${owner.plug}'s number already: another number, or the same "hunt-group" for both lines`);
      }
      owners.set(number, { plug: `${plug.router} ${plug.interface}`, hunt });
      return number;
    });
    if (numbers.length === 0) value.required('numbers').fail('a line needs at least one number, such as [5557777]');
    const calling = value.optional('calling-number');
    const line = {
      router: plug.router,
      interface: plug.interface,
      numbers,
      callingNumber: calling ? readNumber(calling) : (numbers[0] ?? ''),
      ...(hunt === undefined ? {} : { huntGroup: hunt }),
    };
    if (kind === 'analog') {
      value.keys(['line', 'numbers', 'calling-number', 'hunt-group', 'modem-speed', 'training']);
      return { ...line, kind, modem: readModem(value) };
    }
    if (kind === 'v25bis') {
      value.keys(['line', 'numbers', 'calling-number', 'hunt-group', 'modem-speed', 'training', 'parity', 'stored-number']);
      const storedNumber = value.optional('stored-number')?.text();
      const parity = value.optional('parity')?.oneOf(['none', 'odd'], 'parity') ?? 'none';
      return { ...line, kind, modem: { ...readModem(value), parity, ...(storedNumber === undefined ? {} : { storedNumber }) } };
    }
    const keys = ['line', 'numbers', 'calling-number', 'switch-type', 'hunt-group', 'advice-of-charge', 'digits-at-once'];
    if (kind !== 'bri') {
      value.keys([...keys, 'framing', 'linecode', 'timeslots']);
      const order = primaryOrder(value, kind, common);
      return { ...line, kind, ...order, ...adviceOfCharge(value, order.switchType), ...digitsAtOnce(value) };
    }
    value.keys([...keys, 'spids']);
    const own = value.optional('switch-type')?.oneOf(BASIC_SWITCHES, 'switch type');
    const valid = value.optional('spids')?.items().map((item) => item.text()) ?? [];
    const switchType = own ?? (common?.startsWith('basic-') === true ? common : 'basic-ni');
    return { ...line, kind, switchType, spids: { required: valid.length > 0, valid }, ...adviceOfCharge(value, switchType), ...digitsAtOnce(value) };
  });
}

/** What is told of charges is ETSI's: other exchanges have it otherwise, or not at all. */
function adviceOfCharge(value: YamlValue, switchType: string): { readonly adviceOfCharge?: true } {
  const wanted = value.optional('advice-of-charge');
  if (wanted === undefined || wanted.oneOf(['yes', 'no'], 'answer, yes or no') === 'no') return {};
  if (!ADVISING_SWITCHES.has(switchType)) wanted.fail(`a line of switch type ${switchType} has no advice of charge: ${[...ADVISING_SWITCHES].join(' and ')} have`);
  return { adviceOfCharge: true };
}

/** Called numbers that come in overlap. */
function digitsAtOnce(value: YamlValue): { readonly digitsAtOnce?: number } {
  const wanted = value.optional('digits-at-once');
  if (wanted === undefined) return {};
  const digits = Number(wanted.text());
  if (!/^\d{1,2}$/.test(wanted.text()) || digits > 20) wanted.fail(`"${wanted.text()}" is no number of digits: 0 to 20, such as 3`);
  return { digitsAtOnce: digits };
}

function readModem(value: YamlValue): AnalogLine['modem'] {
  const speed = value.optional('modem-speed');
  const training = value.optional('training');
  const bitsPerSecond = speed === undefined ? USUAL_MODEM.bitsPerSecond : Number(speed.text());
  if (!Number.isInteger(bitsPerSecond) || bitsPerSecond < 300 || bitsPerSecond > 56_000) {
    speed?.fail(`"${speed.text()}" is no speed of a modem: 300 to 56000 bit/s, such as 33600`);
  }
  const trainingMs = training === undefined ? USUAL_MODEM.trainingMs : parseDuration(training.text());
  return trainingMs === undefined ? value.required('training').fail(`"${training?.text() ?? ''}" is no duration, such as "6s"`) : { bitsPerSecond, trainingMs };
}

/** What a primary access is ordered with: by default what the telephone company of the country delivers. */
function primaryOrder(value: YamlValue, kind: PriLine['kind'], common: string | undefined): Pick<PriLine, 'switchType' | 'spids' | 'signal' | 'channels'> {
  const trunk = TRUNKS[kind];
  const own = value.optional('switch-type')?.oneOf(PRIMARY_SWITCHES, 'switch type');
  const framing = value.optional('framing')?.oneOf(trunk.framing, 'framing') ?? trunk.framing[0];
  const lineCode = value.optional('linecode')?.oneOf(trunk.lineCode, 'line code') ?? trunk.lineCode[0];
  const slots = value.optional('timeslots');
  const text = slots?.text() ?? `1-${trunk.slots}`;
  const channels = timeslotsOf(text).filter((slot) => slot !== dSlotOf(trunk.type));
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text) || channels.length === 0 || channels.some((slot) => slot < 1 || slot > trunk.slots)) {
    value.required('timeslots').fail(`"${text}" are no time slots of a ${trunk.type}, such as "1-10"`);
  }
  return {
    switchType: own ?? (common?.startsWith('primary-') === true ? common : trunk.switchType),
    spids: { required: false, valid: [] },
    signal: { framing, lineCode },
    channels,
  };
}

function kindOf(value: YamlValue, name: string): TelephoneLine['kind'] {
  const parts = parseInterfaceName(name);
  if (parts?.type === 'BRI') return 'bri';
  if (parts?.type === 'Async') return 'analog';
  if (parts?.type === 'Serial' && parts.channel === undefined && parts.sub === undefined) return 'v25bis';
  if (parts?.channel === dSlotOf('T1') - 1) return 'pri-t1';
  if (parts?.channel === dSlotOf('E1') - 1) return 'pri-e1';
  return value.fail(`a telephone line is plugged into a BRI, the D channel of a PRI ("Serial0:23" on a T1, "Serial0:15" on an E1), an Async line, or a Serial interface`);
}

/** `PC1 Modem` or `PC1 ISDN`: undefined when it is no PC's. */
function readPcPlug(value: YamlValue, { pcs, plugged }: PlugContext): { readonly router: string; readonly interface: string; readonly kind: 'analog' | 'bri' } | undefined {
  const [name, card = ''] = value.text().trim().split(/\s+/);
  const pc = pcs.find((known) => known.name === name);
  if (pc === undefined) return undefined;
  const kind = PC_CARDS.get(card);
  if (kind === undefined) return value.fail(`"${value.text()}" is no plug of a PC, such as "${pc.name} ${[...PC_CARDS.keys()].join(`" or "${pc.name} `)}"`);
  if (plugged.has(pc.name)) return value.fail(`${pc.name} has a telephone line already`);
  plugged.set(pc.name, 'a telephone line');
  return { router: pc.name, interface: card, kind };
}

const PC_CARDS: ReadonlyMap<string, 'analog' | 'bri'> = new Map([[MODEM_INTERFACE, 'analog'], [ISDN_INTERFACE, 'bri']]);

/** `R1 BRI0`: a router of the lab and a physical interface of its model, of the wanted type, not plugged in twice. */
export function readPlug(value: YamlValue, context: PlugContext, types: readonly string[], into: string): { readonly router: string; readonly interface: string } {
  const text = value.text();
  const [name = '', ...rest] = text.trim().split(/\s+/);
  const router = context.routers.find((known) => known.name === name);
  const right = `such as "${context.routers[0]?.name ?? 'R1'} ${types[0] ?? ''}0"`;
  if (!router) return value.fail(`"${text}" names no router of this lab (${context.routers.map((known) => known.name).join(', ')}): a router and its interface, ${right}`);
  const parts = parseInterfaceName(rest.join(''));
  if (!parts || !types.includes(parts.type)) return value.fail(`"${text}" is not a router and its ${types[0] ?? ''} interface, ${right}`);
  const interfaceName = formatInterfaceName(parts);
  const model = context.models.find((known) => known.name === router.model);
  if (model && !has(model, parts)) {
    const all = [...model.interfaces, ...(model.controllers ?? []).map((controller) => `controller ${controller}`)];
    return value.fail(`${name} is a ${router.model} and has no ${interfaceName}; it has ${all.join(', ')}`);
  }
  const key = `${name} ${interfaceName}`;
  const before = context.plugged.get(key);
  if (before !== undefined) return value.fail(`${key} is plugged into ${before} already`);
  context.plugged.set(key, into);
  return { router: name, interface: interfaceName };
}

/** A D channel is there where its controller is. */
function has(model: ModelInterfaces, parts: InterfaceNameParts): boolean {
  if (parts.channel === undefined) return modelHasInterface(model, formatInterfaceName(parts));
  const type = parts.channel === dSlotOf('T1') - 1 ? 'T1' : 'E1';
  return model.controllers?.includes(`${type} ${parts.unit}`) === true;
}
