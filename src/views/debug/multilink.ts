// `debug ppp multilink events|fragments`: links that join and leave bundles, fragments that are lost, and every fragment in
// or out with its first four octets and its length. The fragments' form is that of published captures; the words of the
// other lines follow them where one is known.

import { shortInterfaceName } from '../../base/interface-name.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';
import type { MultilinkTrace } from '../../protocols/ppp/multilink/trace.ts';
import { fragmentWord } from '../../wire/multilink.ts';

export function multilinkDebug({ event, interface: name }: TraceRecord, router: RouterReader): readonly string[] {
  const where = shortInterfaceName(name ?? '');
  const events = router.debugging.has('ppp.multilink.events');
  switch (event.type) {
    case 'mlp.fragment': {
      if (!router.debugging.has('ppp.multilink.fragments')) return [];
      return [`${where} MLP: ${event.direction} seq ${hex(fragmentWord(event))} size ${event.frameOctets}`];
    }
    case 'mlp.linkAdded':
      return events ? [`${where} MLP: Added ${event.links === 1 ? 'first ' : ''}link ${shortInterfaceName(event.link)} to bundle ${event.name}`] : [];
    case 'mlp.linkRemoved':
      return events ? [`${where} MLP: Removing ${event.links === 0 ? 'last ' : ''}link ${shortInterfaceName(event.link)} from bundle ${event.name}`] : [];
    case 'mlp.linkRefused':
      return events ? [`${where} MLP: Link not added to bundle ${event.name}, ${refusal(event)}`] : [];
    case 'mlp.lost':
      return events ? [`${where} MLP: Lost fragment ${hex(event.sequence)}${event.count === 1 ? '' : ` and ${event.count - 1} more`}`] : [];
    case 'mlp.discarded':
      return events ? [`${where} MLP: Discarded ${event.what}`] : [];
    default:
      return [];
  }
}

function refusal({ because, bundleMrru, linkMrru }: Extract<MultilinkTrace, { type: 'mlp.linkRefused' }>): string {
  switch (because) {
    case 'mrru':
    case 'peer-mrru':
      return `MRRU ${linkMrru} of the link is not the bundle's ${bundleMrru}`;
    case 'short-sequence':
      return 'its sequence number format is not the bundle\'s';
    case 'too-many-links':
      return 'maximum links reached';
    case 'other-peer':
      return 'the bundle is of another peer';
    case 'shutdown':
      return 'the bundle is shut down';
  }
}

function hex(value: number): string {
  return value.toString(16).toUpperCase();
}
