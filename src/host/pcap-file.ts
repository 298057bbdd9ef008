// A capture file: pcapng with one named interface for every D and B channel and every LAN, made when its first frame
// appears. Frames are written as they were on the line, PPP with its FCS, each with its direction as the named device
// saw it. Writing is buffered; `close` writes the rest.

import { closeSync, openSync, writeSync } from 'node:fs';
import { VIRTUAL_ZERO_UNIX_MS } from '../base/time.ts';
import type { Bus } from '../engine/bus.ts';
import { LabError } from '../lab/lab-error.ts';
import type { CapturedFrame } from '../network/world.ts';
import { fileTrouble } from './files.ts';

/** The blocks of a pcapng file, which the wire layer knows how to write. */
export interface CaptureFormat {
  sectionHeader(): Uint8Array;
  interfaceBlock(name: string, linkType: CapturedFrame['linkType']): Uint8Array;
  /** The interface by its position among the interface blocks; the time in microseconds since 1970. Undefined: no capture shows the frame. */
  packetBlock(interfaceIndex: number, unixMicroseconds: number, frame: CapturedFrame): Uint8Array | undefined;
}

export interface CaptureFile {
  readonly file: string;
  readonly frames: number;
  close(): void;
}

const FLUSH_OCTETS = 1 << 16;

/** Writes every captured frame to the file until `close`. */
export function openCaptureFile(file: string, captures: Bus<CapturedFrame>, format: CaptureFormat): CaptureFile {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'w');
  } catch (error) {
    throw new LabError(fileTrouble(error), { file });
  }
  const interfaces = new Map<string, number>();
  let waiting: Uint8Array[] = [format.sectionHeader()];
  let waitingOctets = 0;
  let frames = 0;
  const flush = (): void => {
    if (waiting.length > 0) writeSync(descriptor, Buffer.concat(waiting));
    waiting = [];
    waitingOctets = 0;
  };
  const put = (block: Uint8Array): void => {
    waiting.push(block);
    waitingOctets += block.length;
    if (waitingOctets >= FLUSH_OCTETS) flush();
  };
  const stop = captures.subscribe((frame) => {
    // An interface of a capture has one link type; a B channel may speak HDLC in one call and PPP in the next.
    const key = `${frame.channelName} ${frame.linkType}`;
    let index = interfaces.get(key);
    if (index === undefined) {
      index = interfaces.size;
      interfaces.set(key, index);
      put(format.interfaceBlock(frame.channelName, frame.linkType));
    }
    const block = format.packetBlock(index, Math.round((VIRTUAL_ZERO_UNIX_MS + frame.at) * 1000), frame);
    if (block === undefined) return;
    frames += 1;
    put(block);
  });
  let closed = false;
  return {
    file,
    get frames() {
      return frames;
    },
    close() {
      if (closed) return;
      closed = true;
      stop();
      flush();
      closeSync(descriptor);
    },
  };
}
