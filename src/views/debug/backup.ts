// `debug backup`: what happened to a primary interface, and what became of its secondary one, in the words of published 12.x
// configuration notes; those about loads and an interface that is shut down are ours.

import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceRecord } from '../../network/trace.ts';

export function backupDebug({ event, interface: name = '' }: TraceRecord, router: RouterReader): readonly string[] {
  if (!router.debugging.has('backup')) return [];
  switch (event.type) {
    case 'backup.event':
      return [`BACKUP(${name}): event = ${event.event}`];
    case 'backup.changed':
      return [`BACKUP(${name}): changed state to "${event.to}"`];
    case 'backup.secondary':
      return [`BACKUP(${name}): secondary interface (${event.secondary ?? ''}) ${event.to === 'active' ? 'made active' : 'moved to standby'}`];
    default:
      return [];
  }
}
