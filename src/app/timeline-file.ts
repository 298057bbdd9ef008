// `--timeline FILE.svg`: keeps what a timeline is drawn from as it happens, LANs included, and draws it when the lab is closed.

import { writeText } from '../host/files.ts';
import { Recorder } from '../engine/recorder.ts';
import type { TraceRecord } from '../network/trace.ts';
import type { World } from '../network/world.ts';
import { lanPacket, lanStations, type LanPacket } from '../views/timeline/lan-packets.ts';
import type { LateParts } from './late-parts.ts';

/** More than anybody reads; beyond that the oldest are left out, which the picture says. */
const RECORDS_KEPT = 200_000;
/** What no timeline tells. */
const UNTOLD = /^q921\.|\.state$/;

export function openTimelineFile(file: string, world: World, late: LateParts): { close(): void } {
  // A name that cannot be written is said now, and not after the run.
  writeText(file, '');
  const { lab, routers, clock } = world;
  const records = new Recorder<TraceRecord>(RECORDS_KEPT);
  const lanPackets = new Recorder<LanPacket>(RECORDS_KEPT);
  const stops = [world.trace.subscribe((record) => void (UNTOLD.test(record.event.type) || records.record(record)))];
  if (lab.lans.some(({ hosts }) => hosts.length > 0)) {
    const stations = lanStations(lab, routers);
    stops.push(
      world.captures.subscribe((frame) => {
        const packet = lanPacket(frame, stations);
        if (packet !== undefined) lanPackets.record(packet);
      }),
    );
    world.startCapture();
  }
  return {
    close() {
      for (const stop of stops) stop();
      const svg = late.timelineSvg?.({ records: records.events, lab, now: clock.now, incomplete: records.dropped > 0, lanPackets: lanPackets.events });
      if (svg !== undefined) writeText(file, svg);
    },
  };
}
