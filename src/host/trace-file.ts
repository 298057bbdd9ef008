// The trace as a file: one JSON object a line, in the order of the records, octets in hexadecimal. For programs that
// want to know what happened in a lab without reading a console.

import { closeSync, openSync, writeSync } from 'node:fs';
import { toHex } from '../base/octets.ts';
import type { Bus } from '../engine/bus.ts';
import { LabError } from '../lab/lab-error.ts';
import type { TraceRecord } from '../network/trace.ts';
import { fileTrouble } from './files.ts';

const FLUSH_CHARACTERS = 1 << 16;

/** Writes every record of the bus to the file until `close`. */
export function openTraceFile(file: string, trace: Bus<TraceRecord>): { close(): void } {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'w');
  } catch (error) {
    throw new LabError(fileTrouble(error), { file });
  }
  let waiting: string[] = [];
  let characters = 0;
  const flush = (): void => {
    if (waiting.length > 0) writeSync(descriptor, waiting.join(''));
    waiting = [];
    characters = 0;
  };
  const stop = trace.subscribe((record) => {
    const line = `${traceLine(record)}\n`;
    waiting.push(line);
    characters += line.length;
    if (characters >= FLUSH_CHARACTERS) flush();
  });
  return {
    close() {
      stop();
      flush();
      closeSync(descriptor);
    },
  };
}

export function traceLine(record: TraceRecord): string {
  return JSON.stringify(record, (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value));
}
