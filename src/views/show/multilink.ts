// `show ppp multilink`: each bundle with its counters and its links, in the form of 12.2.

import { uptimeStamp } from '../../base/time.ts';
import type { BundleReading, RouterReader } from '../../network/router/readings.ts';
import { outputLoad } from './load.ts';

export function showPppMultilink(router: RouterReader): readonly string[] {
  const bundles = router.bundles();
  const lines = bundles.flatMap((bundle) => ['', ...bundleLines(router, bundle)]);
  const active = new Set(bundles.map((bundle) => bundle.interface));
  const idle = router.interfaces().filter(({ kind, name }) => kind === 'multilink' && !active.has(name));
  for (const { name } of idle) lines.push('', `${name}, no active links`);
  return lines.length > 0 ? lines : ['', 'No active bundles'];
}

function bundleLines(router: RouterReader, bundle: BundleReading): readonly string[] {
  const { counters, links, minimumLinks, maximumLinks } = bundle;
  const reading = router.interface(bundle.interface);
  const load = reading === undefined ? 1 : outputLoad(reading);
  const hex = (value: number): string => value.toString(16).toUpperCase();
  const limit = (word: string, value: number | undefined): string => (value === undefined ? `${word} not set` : `${word} ${value}`);
  return [
    `${bundle.interface}, bundle name is ${bundle.bundleName}`,
    `  Bundle up for ${uptimeStamp(router.now - bundle.since)}`,
    `  ${counters.lost} lost fragments, ${counters.reordered} reordered, ${bundle.unassigned} unassigned`,
    `  ${counters.discarded} discarded, ${counters.lostReceived} lost received, ${load}/255 load`,
    `  0x${hex(bundle.receivedSequence)} received sequence, 0x${hex(bundle.sentSequence)} sent sequence`,
    `  Member links: ${links.length} (${limit('max', maximumLinks)}, ${limit('min', minimumLinks)})`,
    ...links.map(({ name, since, received }) => {
      const last = received === undefined ? 'no frags rcvd' : `last rcvd seq ${hex(received).padStart(6, '0')}`;
      return `    ${name}, since ${uptimeStamp(router.now - since)}, ${last}`;
    }),
  ];
}
