// The interfaces of a lab's routers that a telephone line can be plugged into, and the line that each gets: what its own
// configuration says of it. Which numbers ring there is wiring.ts's.

import { controllerOfPrimary, dSlotOf } from '../config/controller-settings.ts';
import { globalSwitchType, type InterfaceSettings } from '../config/model.ts';
import { numberIn } from '../base/dial-string.ts';
import { parseInterfaceName } from '../base/interface-name.ts';
import { USUAL_MODEM, type BriLine, type TelephoneLine } from '../network/lab-description.ts';
import type { InferredNumber, WiredInterface, WiredRouter } from './wiring.ts';

export interface Access {
  readonly router: WiredRouter;
  readonly settings: InterfaceSettings;
  readonly kind: TelephoneLine['kind'];
  /** Of a V.25bis modem: strapped as the router speaks. */
  readonly parity: 'none' | 'odd';
  /** By `dialer dtr`: the number that the configuration has for the peer is the modem's. */
  readonly storedNumber: string | undefined;
  readonly numbers: InferredNumber[];
  huntGroup: string | undefined;
}

export function accessesOf(all: readonly WiredInterface[]): readonly Access[] {
  return all.flatMap(({ router, settings }) => {
    const leader = leaderOf({ router, settings }, all);
    const kind = kindOf({ router, settings }, leader);
    return kind === undefined ? [] : [{ router, settings, kind, parity: parityOf(settings, leader), storedNumber: storedNumberOf(settings, leader), numbers: [], huntGroup: undefined }];
  });
}

/** A serial interface that dials in-band has a modem on the telephone network; one that does not, a line to somebody. */
export function isDialled({ name, dialer }: InterfaceSettings, leader: InterfaceSettings | undefined): boolean {
  const isSerial = parseInterfaceName(name)?.type === 'Serial' && !/[.:]/.test(name);
  return isSerial && (dialer.inBand || leader?.dialer.inBand === true);
}

/** The Dialer interface of its rotary group. */
export function leaderOf({ router, settings }: WiredInterface, all: readonly WiredInterface[]): InterfaceSettings | undefined {
  const { rotaryGroup } = settings.dialer;
  return rotaryGroup === undefined ? undefined : all.find((each) => each.router === router && each.settings.name === `Dialer${rotaryGroup}`)?.settings;
}

function parityOf({ dialer }: InterfaceSettings, leader: InterfaceSettings | undefined): 'none' | 'odd' {
  return (dialer.inBand ? dialer.oddParity : leader?.dialer.oddParity === true) ? 'odd' : 'none';
}

function storedNumberOf(settings: InterfaceSettings, leader: InterfaceSettings | undefined): string | undefined {
  const { dialer } = settings.dialer.inBand ? settings : (leader ?? settings);
  const written = dialer.maps.find(({ number }) => number !== undefined)?.number ?? dialer.strings[0]?.number;
  return dialer.dtr && written !== undefined ? numberIn(written) : undefined;
}

function kindOf({ router, settings }: WiredInterface, leader: InterfaceSettings | undefined): Access['kind'] | undefined {
  const { name } = settings;
  const type = parseInterfaceName(name)?.type;
  if (type === 'BRI' && !name.includes(':')) return 'bri';
  // A line that is configured to dial in-band has a modem.
  if (type === 'Async') return 'analog';
  if (isDialled(settings, leader)) return 'v25bis';
  const controller = controllerOfPrimary(router.config, name);
  return controller === undefined ? undefined : controller.type === 'T1' ? 'pri-t1' : 'pri-e1';
}

/** Of an ISDN access. */
export function defaultSwitchType({ kind }: Pick<Access, 'kind'>): string {
  return kind === 'bri' ? 'basic-ni' : kind === 'pri-t1' ? 'primary-ni' : 'primary-net5';
}

/** Its own, or the global one if that is for its kind of access. */
export function switchTypeOf({ router, settings, kind }: Access): string | undefined {
  const global = globalSwitchType(router.config);
  return settings.isdn.switchType ?? (global?.startsWith('primary-') === (kind !== 'bri') ? global : undefined);
}

export function lineOf(access: Access): TelephoneLine {
  const { isdn, name } = access.settings;
  const numbers = access.numbers.map((known) => known.number);
  const spids = [isdn.spid1, isdn.spid2].flatMap((spid) => (spid === undefined ? [] : [spid.spid]));
  const line = {
    router: access.router.name,
    interface: name,
    numbers,
    callingNumber: isdn.callingNumber ?? numbers[0] ?? '',
    switchType: switchTypeOf(access) ?? defaultSwitchType(access),
    spids: { required: spids.length > 0, valid: spids },
    ...(access.huntGroup === undefined ? {} : { huntGroup: access.huntGroup }),
  } satisfies Omit<BriLine, 'kind'>;
  const controller = controllerOfPrimary(access.router.config, name);
  if (access.kind === 'analog' || access.kind === 'v25bis') {
    const { switchType: _switchType, spids: _spids, ...subscriber } = line;
    if (access.kind === 'analog') return { kind: 'analog', ...subscriber, modem: USUAL_MODEM };
    return { kind: 'v25bis', ...subscriber, modem: { ...USUAL_MODEM, parity: access.parity, ...(access.storedNumber === undefined ? {} : { storedNumber: access.storedNumber }) } };
  }
  if (access.kind === 'bri' || controller === undefined) return { kind: 'bri', ...line };
  const { framing, lineCode, type, primary = [] } = controller;
  return { kind: access.kind, ...line, signal: { framing, lineCode }, channels: primary.filter((slot) => slot !== dSlotOf(type)) };
}
