// What a router's AAA needs of the machinery around it: where its datagrams come from, and what is known of a channel's call.

import type { InterfaceSettings } from '../../../config/model.ts';
import { placeOfChannel } from './aaa-place.ts';
import type { DialingGroup } from '../dialing/dialing-group.ts';
import type { Hardware } from '../hardware.ts';
import type { IpStack } from '../ip/ip-stack.ts';
import type { LinkChannel } from '../ports/link-channel.ts';
import type { MachineryOwner } from '../machinery.ts';
import { RouterAaa } from './router-aaa.ts';
import type { RouterSettings } from '../router-settings.ts';

export interface AaaSurroundings {
  readonly settings: RouterSettings;
  readonly ip: IpStack;
  readonly hardware: Hardware;
  groupOf(channel: LinkChannel): DialingGroup | undefined;
  settingsOf(channel: LinkChannel): InterfaceSettings | undefined;
}

export function aaaOf({ clock, aaaRandom: random, ...owner }: Pick<MachineryOwner, 'clock' | 'aaaRandom' | 'record' | 'unixMs'>, around: AaaSurroundings): RouterAaa {
  const { settings, ip, hardware } = around;
  const callOn = (channel: LinkChannel) => around.groupOf(channel)?.callOn(channel);
  return new RouterAaa({
    clock,
    random,
    settings,
    transport: ip.transport,
    record: owner.record,
    unixMs: owner.unixMs,
    addressOf: (name) => (hardware.runtime(name)?.state === 'up' ? settings.interface(name)?.address?.address : undefined),
    sourceFor: (destination) => ip.sourceFor(destination),
    ppp: {
      clock,
      settingsOf: (channel) => around.settingsOf(channel),
      placeOf: (channel) => placeOfChannel(channel.name, callOn(channel)?.port, callOn(channel)?.portCall),
      connectedAt: (channel) => callOn(channel)?.connectedAt ?? clock.now,
      hangUp: (channel, reason) => around.groupOf(channel)?.hangUp(channel, reason),
    },
  });
}
