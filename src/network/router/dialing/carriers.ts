// What carries packets as one: a channel by itself, or the bundle that it is a link of, with what all of it carries in a second.

import type { InterfaceSettings } from '../../../config/model.ts';
import type { LoadMeasure } from '../../../protocols/dialer/types.ts';
import type { BundleInterface } from './bundle-interface.ts';
import type { Carrier } from './dialing-owner.ts';
import type { LinkChannel } from '../ports/link-channel.ts';

export interface CarriedBy {
  readonly bundles: { of(channel: LinkChannel): BundleInterface | undefined };
  settingsOf(channel: LinkChannel): InterfaceSettings | undefined;
}

/** Each once, with the channels that it is made of. */
export function carriersOf(by: CarriedBy, channels: readonly LinkChannel[]): readonly Carrier[] {
  const bits = (channel: LinkChannel): number => {
    const kilobits = by.settingsOf(channel)?.bandwidthKbit;
    return kilobits === undefined ? channel.bitsPerSecond : kilobits * 1000;
  };
  const carriers = new Map<LinkChannel | BundleInterface, Carrier>();
  for (const channel of channels) {
    const bundle = by.bundles.of(channel);
    const members = bundle?.members ?? [channel];
    const capacityBits = members.reduce((sum, member) => sum + bits(member), 0);
    carriers.set(bundle ?? channel, { runtime: (bundle ?? channel).runtime, channels: members, capacityBits });
  }
  return [...carriers.values()];
}

/** As the dialer measures them. */
export function loadsOf(carriers: readonly Carrier[]): readonly LoadMeasure[] {
  return carriers.map(({ runtime, capacityBits, channels }) => {
    const { outputBitRate: outboundBits, inputBitRate: inboundBits } = runtime.counters;
    const calls = channels.flatMap(({ call }) => (call === undefined ? [] : [call]));
    return { calls, capacityBits, outboundBits, inboundBits };
  });
}
