// `debug dialer events` and `debug dialer packets`: the dialer's trace in the words of IOS 12.2. Lines of a call carry its
// B channel, lines of an attempt the interface, lines of a pending callback neither.

import { shortInterfaceName } from '../../base/interface-name.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';

export function dialerDebug(record: TraceRecord, router: RouterReader): readonly string[] {
  const { event } = record;
  if (event.type === 'dialer.packet') {
    if (!router.debugging.has('dialer.packets')) return [];
    const { source, destination, lengthOctets, interesting, reason } = event;
    const verdict = interesting ? 'interesting' : 'uninteresting';
    const ends = `(s=${formatIpv4(source)}, d=${formatIpv4(destination)})`;
    return [`${record.interface ?? ''} DDR: ip ${ends}, ${lengthOctets} bytes, outgoing ${verdict} (${reason})`];
  }
  return router.debugging.has('dialer.events') ? eventLines(record) : [];
}

function eventLines({ event, interface: name }: TraceRecord): readonly string[] {
  const where = shortInterfaceName(name ?? '');
  switch (event.type) {
    case 'dialer.dialing':
      return [`${where} DDR: Dialing cause ip (s=${formatIpv4(event.source)}, d=${formatIpv4(event.destination)})`];
    case 'dialer.attempt':
      return [`${where} DDR: Attempting to dial ${event.number}`];
    case 'dialer.noDial': {
      const { refused, destination } = event;
      if (event.because === 'no-channel') return [`${where} DDR: No free dialer - starting fast idle timer`];
      const unknown = NO_PROFILE[event.because];
      if (unknown !== undefined) return [`${where} DDR: ${unknown} ${formatIpv4(event.nextHop)}`];
      if (refused === undefined) return [];
      const bri = shortInterfaceName(refused.interface);
      const ends = `(s=${formatIpv4(refused.source)}, d=${formatIpv4(destination)})`;
      return [`${bri} DDR: Dialing cause ip ${ends}`, `${bri} DDR: Attempting to dial ${refused.number}`];
    }
    case 'dialer.watch':
      return [
        `DDR: Dialer Watch: watch-group = ${event.group}`,
        ...event.networks.map(({ address, mask, up }) => `DDR:         network ${formatIpv4(address)}/${formatIpv4(mask)} ${up ? 'UP' : 'DOWN'},`),
        `DDR:         primary ${event.primaryUp ? 'UP' : 'DOWN'}`,
      ];
    case 'dialer.watchDial':
      return [
        `DDR: Dialer Watch: Dial Reason: Primary of group ${event.group} DOWN`,
        `DDR: Dialer Watch: watch-group = ${event.group},`,
        `DDR:         dialing secondary by dialer map ${formatIpv4(event.network)} on ${shortInterfaceName(event.interface)}`,
      ];
    case 'dialer.watchNoMap':
      return [`DDR: Dialer Watch: watch-group = ${event.group}, no map to dial the secondary by`];
    case 'dialer.watchDisable':
      return [`DDR: Dialer Watch: watch-group = ${event.group}, primary UP, secondary goes down in ${event.seconds} secs`];
    case 'dialer.redial':
      return [`${where} DDR: redial: attempt ${event.attempt} of ${event.attempts} to ${event.number} in ${event.seconds} secs`];
    case 'dialer.redialExhausted':
      return [`${where} DDR: redial: ${event.attempts} attempts to ${event.number} failed, disabled for ${event.seconds} secs`];
    case 'dialer.noProtocol':
      return [`${where} DDR: wait for line protocol timeout`];
    case 'dialer.failed':
      return event.why === 'carrier' ? [`${where} DDR: wait for carrier timeout`] : [];
    case 'dialer.protocolUp':
      return [`${where} DDR: dialer protocol up`];
    case 'dialer.otherPeer':
      return [`${where} DDR: Remote name is ${event.peerName}${event.name === undefined ? '' : `, not ${event.name}`}`];
    case 'dialer.noProfile':
      return event.name === undefined || event.full !== undefined ? [] : [`${where} DDR: Authenticated host ${event.name} with no matching dialer profile`];
    case 'dialer.overloaded':
      return [`${where} DDR: rotary group to ${event.number} overloaded (${event.load})`];
    case 'dialer.idle':
      return [`${where} DDR: ${event.fast ? 'fast idle' : 'idle'} timeout`];
    case 'dialer.disconnecting':
      return [`${where} DDR: disconnecting call`];
    case 'dialer.callbackNegotiated':
      return [`${where} DDR: Callback negotiated - Disconnecting now`];
    case 'dialer.callbackClientCreated':
      return [`DDR: Callback client for ${event.name} ${event.number} created`];
    case 'dialer.callbackReceived':
      return [`${where} DDR: Callback received from ${event.name} ${event.number}`];
    case 'dialer.callbackFreed':
      return [`DDR: Freeing callback to ${event.name} ${event.number}`];
    case 'dialer.callbackExpired':
      return [`DDR: Callback client for ${event.name} ${event.number} timed out`];
    case 'dialer.callbackServerStarting':
      return [`${where} DDR: ${event.by === 'caller-id' ? 'Caller id' : 'PPP callback'} Callback server starting to ${event.name} ${event.number}`];
    case 'dialer.callbackBeginning':
      return ['DDR: callback triggered by dialer_timers', `${where} DDR: beginning callback to ${event.name} ${event.number}`];
    case 'dialer.callbackFailed':
      return [`DDR: callback to ${event.name} ${event.number} failed - no retry`];
    default:
      return [];
  }
}

/** `dialer aaa`; the words are ours. */
const NO_PROFILE: Readonly<Partial<Record<Extract<TraceEvent, { type: 'dialer.noDial' }>['because'], string>>> = {
  'asking-aaa': 'asking AAA how to dial',
  'no-profile': 'AAA has no profile to dial',
  'profile-without-number': 'the profile of AAA has no number to dial',
  'aaa-error': 'AAA cannot say how to dial',
};
