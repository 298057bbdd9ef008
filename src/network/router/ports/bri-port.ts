// A basic rate interface: two B channels of 64 kbit/s and a D channel of 16 (ITU-T I.430), a data link for each SPID or else
// one, TEIs from the network, and call references of one octet.

import type { InterfaceSettings } from '../../../config/model.ts';
import { D_CHANNEL, Port } from '../../channel.ts';
import { BChannel } from './b-channel.ts';
import type { DialPortOwner, PortGlobals } from './dial-port.ts';
import type { DChannelProfile } from './isdn-d-channel.ts';
import { IsdnPort, type AccessLine, type IsdnSettings, type IsdnShape } from './isdn-port.ts';
import type { LinkChannelOwner } from './link-channel.ts';

/** Keypad Facility instead of Called Party Number: National ISDN and DMS-100. */
const KEYPAD_SWITCHES: ReadonlySet<string> = new Set(['basic-ni', 'basic-ni1', 'basic-dms100']);

export function createBriPort(
  owner: DialPortOwner,
  channelOwner: LinkChannelOwner,
  name: string,
  dsl: number,
  /** What it is plugged into. */
  line: () => AccessLine | undefined,
): IsdnPort {
  return new IsdnPort(owner, name, dsl, briShape(channelOwner, name, line));
}

/** A basic access of a router's, or of any other terminal. */
export function briShape(channelOwner: LinkChannelOwner, name: string, line: () => AccessLine | undefined): IsdnShape {
  return {
    kind: 'bri',
    access: 'basic',
    d: new Port(channelOwner.clock, D_CHANNEL),
    channels: [1, 2].map((number) => new BChannel(channelOwner, `${name}:${number}`, number)),
    // A BRI is up for routing although nobody may be at the other end.
    carrier: () => true,
    line,
    settings: briSettings,
    profile: briProfile,
    keypad: (switchType) => KEYPAD_SWITCHES.has(switchType ?? ''),
    choosesChannels: false,
  };
}

function briSettings(settings: InterfaceSettings, globals: PortGlobals): IsdnSettings {
  const common = globals.switchType?.startsWith('primary-') === true ? undefined : globals.switchType;
  const switchType = settings.isdn.switchType ?? common;
  const { spid1, spid2 } = settings.isdn;
  const spids = [
    ...(spid1 === undefined ? [] : [{ ces: 1, ...spid1 }]),
    ...(spid2 === undefined ? [] : [{ ces: 2, ...spid2 }]),
  ];
  return {
    shutdown: settings.shutdown,
    switchType: switchType === 'none' ? undefined : switchType,
    spids,
    callingNumber: settings.isdn.callingNumber,
    channelOrder: settings.isdn.channelOrder,
    calls: settings.isdn.calls,
    access: settings.isdn.access,
    teiNegotiation: settings.isdn.teiNegotiation ?? globals.teiNegotiation,
  };
}

function briProfile({ spids, switchType, teiNegotiation, access: { emulatesNetwork, staticTei } }: IsdnSettings): DChannelProfile {
  const endpoints = spids.length > 0 ? spids.map(({ ces }) => ({ ces })) : [{ ces: 1 }];
  return {
    spids,
    endpoints: emulatesNetwork ? [] : endpoints.map((endpoint, index) => (index > 0 || staticTei === undefined ? endpoint : { ...endpoint, tei: staticTei })),
    // T203 as the switches have it: 10 s where the ETSI standard rules, 30 s in North America.
    keepaliveMs: switchType === 'basic-net3' ? 10_000 : 30_000,
    window: 1,
    atFirstCall: teiNegotiation === 'first-call' && staticTei === undefined,
  };
}
