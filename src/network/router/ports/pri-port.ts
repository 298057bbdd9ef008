// A primary rate interface: the B channels of a controller's `pri-group` and its D channel of 64 kbit/s (ITU-T I.431), one data
// link with the TEI 0, and call references of two octets. The router chooses the channels of its calls, from the highest down
// unless it is configured otherwise; the network gives out the lowest first.

import { dSlotOf, primaryInterface } from '../../../config/controller-settings.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import { must } from '../../../base/assert.ts';
import { BChannel } from './b-channel.ts';
import type { Controller } from './controller.ts';
import type { DialPortOwner, PortGlobals } from './dial-port.ts';
import type { DChannelProfile } from './isdn-d-channel.ts';
import { IsdnPort, type IsdnSettings } from './isdn-port.ts';
import type { LinkChannelOwner } from './link-channel.ts';

/** The interfaces are numbered from 0, time slots from 1. */
function channelName({ unit }: Controller, slot: number): string {
  return `Serial${unit}:${slot - 1}`;
}

export function createPriPort(
  owner: DialPortOwner,
  channelOwner: LinkChannelOwner,
  controller: Controller,
  dsl: number,
  timeslots: readonly number[],
): IsdnPort {
  const dSlot = dSlotOf(controller.type);
  const slot = (number: number) => must(controller.slots.get(number), 'a pri-group has slots of its controller');
  return new IsdnPort(owner, primaryInterface(controller), dsl, {
    kind: 'pri',
    access: 'primary',
    d: slot(dSlot),
    channels: timeslots
      .filter((number) => number !== dSlot)
      .map((number) => new BChannel(channelOwner, channelName(controller, number), number, slot(number))),
    carrier: () => controller.isUp,
    line: () => controller.line,
    settings: priSettings,
    profile: priProfile,
    keypad: () => false,
    choosesChannels: true,
  });
}

function priSettings(settings: InterfaceSettings, globals: PortGlobals): IsdnSettings {
  const { isdn } = settings;
  const common = globals.switchType?.startsWith('primary-') === true ? globals.switchType : undefined;
  const switchType = isdn.switchType ?? common;
  return {
    shutdown: settings.shutdown,
    switchType: switchType === 'none' ? undefined : switchType,
    spids: [],
    callingNumber: isdn.callingNumber,
    channelOrder: isdn.channelOrder,
    calls: isdn.calls,
    access: isdn.access,
    // The one TEI of a primary access is not negotiated.
    teiNegotiation: 'powerup',
  };
}

function priProfile({ switchType, access: { emulatesNetwork } }: IsdnSettings): DChannelProfile {
  return {
    spids: [],
    endpoints: emulatesNetwork ? [] : [{ ces: 1, tei: 0 }],
    // T203: 10 s by the ETSI standard, 30 s in North America.
    keepaliveMs: switchType === 'primary-net5' ? 10_000 : 30_000,
    window: 7,
  };
}
