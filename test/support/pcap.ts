// Captured frames as the octets of a capture file, through the same format as the program's, and as a file for tshark.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureFormat } from '../../src/app/capture-format.ts';
import { VIRTUAL_ZERO_UNIX_MS } from '../../src/base/time.ts';
import type { CapturedFrame } from '../../src/network/world.ts';

export function pcapOctets(frames: readonly CapturedFrame[]): Uint8Array {
  const indices = new Map<string, number>();
  const blocks = [captureFormat.sectionHeader()];
  for (const frame of frames) {
    const key = `${frame.channelName} ${frame.linkType}`;
    let index = indices.get(key);
    if (index === undefined) {
      index = indices.size;
      indices.set(key, index);
      blocks.push(captureFormat.interfaceBlock(frame.channelName, frame.linkType));
    }
    const block = captureFormat.packetBlock(index, Math.round((VIRTUAL_ZERO_UNIX_MS + frame.at) * 1000), frame);
    if (block !== undefined) blocks.push(block);
  }
  return Buffer.concat(blocks);
}

/** Hands the capture to the function as a file, which is gone afterwards. */
export function withPcapFile<T>(frames: readonly CapturedFrame[], use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-capture-'));
  const file = join(folder, 'test.pcapng');
  try {
    writeFileSync(file, pcapOctets(frames));
    return use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
