// `show ppp bap group|queues`: the bundles over which bandwidth is allocated, their links by the numbers that both ends know, and what
// is asked and not answered yet. The form is ours.

import type { BundleReading, RouterReader } from '../../network/router/readings.ts';
import type { BapState } from '../../protocols/ppp/bap/types.ts';
import { REQUEST_WORDS } from '../debug/bap.ts';

type Group = BundleReading & { readonly allocation: NonNullable<BundleReading['allocation']> };

function groupsOf(router: RouterReader): readonly Group[] {
  return router.bundles().filter((bundle): bundle is Group => bundle.allocation !== undefined);
}

export function showPppBapGroup(router: RouterReader, name: string | undefined): readonly string[] {
  const groups = groupsOf(router).filter(({ bundleName }) => name === undefined || bundleName === name);
  if (groups.length === 0) return [name === undefined ? 'No BAP groups' : `BAP group ${name} not found`];
  return groups.flatMap(groupLines);
}

function groupLines({ bundleName, interface: name, allocation: { bacp, bap } }: Group): readonly string[] {
  const number = (value: number | undefined): string => (value === undefined ? 'none' : `${value}`);
  return [
    `Group ${bundleName} (multilink), ${name}, ${bap.links.length} link${bap.links.length === 1 ? '' : 's'}`,
    bap.open ? `  BACP Open, ${bap.favored ? 'local side' : 'peer'} is favored, ${activity(bap)}` : `  BACP ${bacp}`,
    ...bap.links.map(({ id, own, peer }) => `    ${id}, discriminator local ${number(own)}, remote ${number(peer)}`),
  ];
}

function activity({ request, pending }: BapState): string {
  if (request !== undefined) return `${REQUEST_WORDS[request.kind]} request sent`;
  switch (pending?.kind) {
    case 'dialling':
      return `dialing ${pending.numbers[0]?.digits ?? ''}`;
    case 'awaiting':
      return 'waiting for the peer\'s call';
    case 'dropping':
      return `removing ${pending.link}`;
    case undefined:
      return 'idle';
  }
}

export function showPppBapQueues(router: RouterReader): readonly string[] {
  const groups = groupsOf(router);
  const requests = groups.flatMap(({ bundleName, allocation: { bap } }) => (bap.request === undefined ? [] : [row(bundleName, REQUEST_WORDS[bap.request.kind], bap.request)]));
  const indications = groups.flatMap(({ bundleName, allocation: { bap } }) => (bap.indication === undefined ? [] : [row(bundleName, 'status', bap.indication)]));
  const pending = groups.flatMap(({ bundleName, allocation: { bap } }) => (bap.pending === undefined ? [] : [`  ${bundleName}: ${activity(bap)}`]));
  const queue = (title: string, rows: readonly string[]): readonly string[] => [`${title}: ${rows.length === 0 ? 'empty' : rows.length}`, ...rows];
  return [...queue('Request queue', requests), ...queue('Status indication queue', indications), ...queue('Pending queue', pending)];
}

function row(group: string, word: string, { identifier, left }: { readonly identifier: number; readonly left: number }): string {
  return `  ${group}: ${word}, id ${identifier}, ${left} retr${left === 1 ? 'y' : 'ies'} left`;
}
