// What a router went through, told briefly: the events that matter, each in one line without its time, and the instants
// of single events. For tests that ask in which order and exactly when things happen.

import { must } from '../../src/base/assert.ts';
import type { TraceEvent, TraceRecord } from '../../src/network/trace.ts';
import type { World } from '../../src/network/world.ts';
import { events } from './lab.ts';

/** Calls, their links, the dialer's decisions: everything but frames, packets and the states of machines. */
export function storyOf(world: World, device: string, fromMs = 0): string[] {
  return world.recorder.events.filter((record) => record.device === device && record.at >= fromMs).flatMap(brief);
}

function brief({ event, interface: name = '' }: TraceRecord): string[] {
  const line = (text: string): string[] => [name === '' ? text : `${name} ${text}`];
  switch (event.type) {
    case 'link.changed':
      return line(`link ${event.to}`);
    case 'lineProtocol.changed':
      return line(`line protocol ${event.to}`);
    case 'isdn.connect':
      return line(`connected to ${event.number} ${event.name ?? ''}`.trim());
    case 'isdn.disconnect':
      return line(`disconnected from ${event.number} ${event.name ?? ''}, ${event.seconds} s`);
    case 'dialer.dialing':
      return line('dialing cause ip');
    case 'dialer.attempt':
      return line(`dial ${event.number} (${event.reason})`);
    case 'dialer.failed':
      return line(`failed ${event.number}: ${event.why} ${event.cause}`);
    case 'dialer.callbackDecision':
      return line(`${event.outcome}: ${event.because}`);
    case 'dialer.callbackNegotiated':
      return line('callback negotiated');
    case 'dialer.callbackClientCreated':
      return line(`callback client for ${event.name} ${event.number}`);
    case 'dialer.callbackReceived':
      return line(`callback received from ${event.name} ${event.number}`);
    case 'dialer.callbackFreed':
      return line(`callback freed ${event.name}`);
    case 'dialer.callbackExpired':
      return line(`callback expired ${event.name}`);
    case 'dialer.callbackServerStarting':
      return line(`callback to ${event.name} ${event.number} after ${event.afterMs} ms`);
    case 'dialer.callbackBeginning':
      return line(`callback begins ${event.name} ${event.number}`);
    case 'dialer.callbackFailed':
      return line(`callback failed ${event.name}: ${event.why}`);
    case 'dialer.disconnecting':
      return line(`disconnecting: ${event.reason}`);
    case 'dialer.protocolUp':
      return line(`protocol up ${event.peerName ?? ''}`.trim());
    case 'dialer.idle':
      return line(event.fast ? 'fast idle' : 'idle');
    case 'dialer.flushed':
      return line(`flushed ${event.count}`);
    default:
      return [];
  }
}

/** When the nth event of that type happened at the device. */
export function whenOf<T extends TraceEvent['type']>(world: World, type: T, device: string, nth = 0): number {
  return must(events(world, type, device)[nth], `${type} at ${device}, number ${nth}`).at;
}
