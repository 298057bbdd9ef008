// `show ppp all`, which later releases have: one row for each link where PPP runs, with the protocols that are open (+), being
// negotiated (*) or closed (-).

import { formatIpv4 } from '../../base/ipv4.ts';
import { shortInterfaceName } from '../../base/interface-name.ts';
import type { InterfaceReading, RouterReader } from '../../network/router/readings.ts';
import { left } from './columns.ts';
import { pppCallers } from './lines.ts';

export function showPppAll(router: RouterReader): readonly string[] {
  const callers = pppCallers(router);
  const rows = router.interfaces().flatMap(({ name, ppp, bundle }) => {
    if (ppp === undefined) return [];
    const caller = callers.find((candidate) => candidate.interface === name);
    // The network protocols of a link that is a member of a bundle are the bundle's.
    const states = `LCP${sign(ppp.lcp)} ${bundle === undefined ? `IPCP${sign(ppp.ipcp)}` : 'MLP+'}`;
    const address = caller?.address === undefined ? '0.0.0.0' : formatIpv4(caller.address);
    return [`${left(shortInterfaceName(name), 12)} ${left(states, 20)} ${left('LocalT', 8)} ${left(address, 15)} ${caller?.user ?? ''}`.trimEnd()];
  });
  return ['Interface/ID OPEN+ Nego* Fail-    Stage    Peer Address    Peer Name', ...rows];
}

function sign(state: NonNullable<InterfaceReading['ppp']>['lcp']): string {
  if (state === 'Open') return '+';
  return state === 'REQsent' || state === 'ACKsent' || state === 'ACKrcvd' ? '*' : '-';
}
