// An interface with `ip address negotiated` asks its peer for an address in IPCP (RFC 1332 §3.3). Where the peer has none to
// give it rejects the option: IP is up, and the interface has no address for what it sends. The line to add is the peer's.

import { formatIpv4 } from '../../../base/ipv4.ts';
import { isUp, type CallSide, type TracedCall } from '../attempt/calls.ts';
import { addToInterface } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';

export function explainAddressless(call: TracedCall, circumstances: Circumstances): Diagnosis | undefined {
  const { caller, callee } = call;
  return (caller && ofSide(caller, callee, circumstances)) ?? (callee && ofSide(callee, caller, circumstances));
}

function ofSide(side: CallSide, peer: CallSide | undefined, { plant, records }: Circumstances): Diagnosis | undefined {
  const settings = plant.dialing(side.device, side.dialing);
  if (settings?.negotiates !== true || !isUp(side)) return undefined;
  // Another link may have brought it before; with the last it goes.
  const until = side.releasedAt ?? Infinity;
  const last = records.findLast(({ at, device, interface: name, event }) => at < until && device === side.device && name === settings.name && event.type === 'ip.ownAddress')?.event;
  if (last?.type === 'ip.ownAddress' && last.change === 'installed') return undefined;
  const sentence = `${settings.name} of ${side.device} has no address: it asks ${peer?.device ?? 'its peer'} for one, which gives it none`;
  const there = peer === undefined ? undefined : plant.dialing(peer.device, peer.dialing);
  if (peer === undefined || there === undefined) return diagnosis('NO-ADDRESS-GIVEN', sentence);
  // What the peer's map calls it is what it is to be called.
  const mapped = there.dialer.maps.find((map) => plant.mapTarget(map) === side.device || map.name === plant.chapName(side.device, settings));
  const address = mapped === undefined ? 'ADDRESS' : formatIpv4(mapped.nextHop);
  return diagnosis('NO-ADDRESS-GIVEN', sentence, addToInterface(peer.device, there.name, `peer default ip address ${address}`));
}
