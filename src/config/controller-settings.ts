// T1 and E1 controllers as configured, with what IOS takes where nothing is said: superframes in AMI on a T1, CRC-4 in HDB3 on
// an E1, the clock from the line.

import type { ConfigNode } from './node.ts';
import { text } from './reading.ts';

export interface ControllerSettings {
  /** `T1 0`. */
  readonly name: string;
  readonly type: 'T1' | 'E1';
  /** `0`, `1/0`. */
  readonly unit: string;
  readonly description?: string;
  readonly shutdown: boolean;
  readonly framing: 'sf' | 'esf' | 'crc4' | 'no-crc4';
  readonly lineCode: 'ami' | 'b8zs' | 'hdb3';
  /** `line`, `line primary`, `internal`. */
  readonly clockSource: string;
  readonly cableLength?: string;
  /** Slots of the `pri-group`, the D channel's included; undefined without one. */
  readonly primary?: readonly number[];
}

/** ITU-T I.431: the D channel is in slot 24 of a T1 and in slot 16 of an E1. */
export function dSlotOf(type: 'T1' | 'E1'): number {
  return type === 'T1' ? 24 : 16;
}

/** The interface of the D channel, `Serial0:23`: interfaces are numbered from 0, slots from 1. */
export function primaryInterface({ type, unit }: Pick<ControllerSettings, 'type' | 'unit'>): string {
  return `Serial${unit}:${dSlotOf(type) - 1}`;
}

/** The controller whose `pri-group` makes the interface. */
export function controllerOfPrimary(root: ConfigNode, name: string): ControllerSettings | undefined {
  if (!name.startsWith('Serial') || !name.includes(':')) return undefined;
  return controllerSettings(root).find((settings) => settings.primary !== undefined && primaryInterface(settings) === name);
}

export function controllerSettings(root: ConfigNode): readonly ControllerSettings[] {
  return root.children('controllers').map(({ key, node }) => controllerOf(key, node));
}

function controllerOf(key: string, node: ConfigNode): ControllerSettings {
  const [word = '', unit = '0'] = key.split(' ');
  const type = word === 'E1' ? 'E1' : 'T1';
  const framing = text(node.value('framing'), 'framing');
  const code = text(node.value('linecode'), 'code');
  const clock = node.value('clockSource');
  const cable = node.value('cablelength');
  const description = text(node.value('description'), 'text');
  const group = node.value('priGroup');
  return {
    name: key,
    type,
    unit,
    ...(description === undefined ? {} : { description }),
    shutdown: node.flag('shutdown') === true,
    framing: framing === 'esf' || framing === 'crc4' || framing === 'no-crc4' || framing === 'sf' ? framing : type === 'T1' ? 'sf' : 'crc4',
    lineCode: code === 'b8zs' || code === 'hdb3' || code === 'ami' ? code : type === 'T1' ? 'ami' : 'hdb3',
    clockSource: ['source', 'primary', 'secondary'].flatMap((word) => wordOf(clock, word)).join(' ') || 'line',
    ...(cable === undefined ? {} : { cableLength: ['gain', 'loss', 'feet'].flatMap((word) => wordOf(cable, word)).join(' ') }),
    ...(group === undefined ? {} : { primary: withDSlot(type, timeslotsOf(text(group, 'timeslots') ?? (type === 'T1' ? '1-24' : '1-31'))) }),
  };
}

/** The D channel belongs to the group whether its slot is named or not. */
function withDSlot(type: 'T1' | 'E1', slots: readonly number[]): readonly number[] {
  const dSlot = dSlotOf(type);
  return slots.includes(dSlot) ? slots : [...slots, dSlot].sort((a, b) => a - b);
}

/** A choice stores its word, a keyword that stands alone only that it is there. */
function wordOf(args: ReturnType<ConfigNode['value']>, name: string): readonly string[] {
  const value = text(args, name);
  return value === undefined ? [] : [value === '1' ? name : value];
}

/** `1-10,24` to its numbers, in order and each once. */
export function timeslotsOf(list: string): readonly number[] {
  const slots = new Set<number>();
  for (const part of list.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let slot = first; slot <= last; slot += 1) slots.add(slot);
  }
  return [...slots].sort((a, b) => a - b);
}
