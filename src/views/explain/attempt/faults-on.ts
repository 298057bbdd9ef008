// The faults of the lab that went on and were not taken back, as the trace has them.

import type { TraceRecord } from '../../../network/trace.ts';

export function faultsLeftOn(records: readonly TraceRecord[]): readonly TraceRecord[] {
  const on = new Map<string, TraceRecord>();
  for (const record of records) {
    if (record.event.type === 'fault.on') on.set(record.event.name, record);
    else if (record.event.type === 'fault.off') on.delete(record.event.name);
  }
  return [...on.values()];
}
