// A whole callback, both calls, with debug off: from the packet that dials to IP on the return call. Its floor is what it
// costs to parse and to serialize once, layer by layer, every frame of its capture, as a capture file holds them: what the
// exchange passes from one line to another stands there for both ends, since each end parses or serializes it.

import type { CapturedFrame } from '../src/network/world.ts';
import { CHAP } from '../src/wire/chap.ts';
import type { Codec } from '../src/wire/codec.ts';
import { CONTROL_PACKET } from '../src/wire/control-packet.ts';
import { addFcs, checkFcs, parsePppFrame, serializePppFrame } from '../src/wire/hdlc.ts';
import { ICMP } from '../src/wire/icmp.ts';
import { IPCP_OPTIONS } from '../src/wire/ipcp.ts';
import { IPV4 } from '../src/wire/ipv4.ts';
import { LCP_OPTIONS } from '../src/wire/lcp.ts';
import { PPP_PROTOCOL } from '../src/wire/ppp.ts';
import { LAPD_FRAME } from '../src/wire/q921.ts';
import { Q931_CODEC } from '../src/wire/q931.ts';
import { capture, labNamed, ping, wait, worldOf } from '../test/support/lab.ts';
import type { Figure } from './bench.ts';
import { CALLBACKS_UNTIL_COMPILED, median, time } from './measure.ts';

const RUNS = 1000;

export function callbackBench(): readonly Figure[] {
  const lab = labNamed('callback-bryant');
  const watched = worldOf(lab);
  watched.settle();
  const frames = capture(watched);
  callBack(watched);
  const captured = [...frames];

  const world = worldOf(lab);
  world.settle();
  const whole: number[] = [];
  const floors: number[] = [];
  for (let run = 0; run < CALLBACKS_UNTIL_COMPILED + RUNS; run += 1) {
    const ms = time(() => callBack(world));
    const floor = time(() => captured.forEach(recode));
    // The link drops when it has been idle for two minutes; then all is as it was.
    wait(world, 140);
    if (run < CALLBACKS_UNTIL_COMPILED) continue;
    whole.push(ms);
    floors.push(floor);
  }
  const ratio = median(whole.map((ms, index) => ms / (floors[index] ?? 1)));
  return [
    {
      name: 'a whole callback, both calls',
      value: `${median(whole).toFixed(3)} ms, ${ratio.toFixed(2)} x`,
      floor: `${captured.length} frames: ${median(floors).toFixed(3)} ms`,
      target: '3 x',
      met: ratio <= 3,
    },
  ];
}

function callBack(world: ReturnType<typeof worldOf>): void {
  ping(world, 'R2', '172.12.12.1', 1);
  wait(world, 15);
  const up = world.routers.get('R2')?.dialers()[0]?.calls[0]?.phase;
  if (up !== 'data link layer up') throw new Error(`the callback did not come: ${up}`);
}

function recode(frame: CapturedFrame): void {
  if (frame.linkType === 'lapd') {
    const octets = checkFcs(frame.octets);
    const lapd = octets.ok ? LAPD_FRAME.parse(octets.value) : octets;
    if (!lapd.ok) throw new Error(lapd.error.message);
    if (lapd.value.sapi === 0 && 'information' in lapd.value) again(Q931_CODEC, lapd.value.information);
    addFcs(LAPD_FRAME.serialize(lapd.value));
    return;
  }
  const packet = parsePppFrame(frame.octets);
  if (!packet.ok) throw new Error(packet.error.message);
  const { protocol, information } = packet.value;
  if (protocol === PPP_PROTOCOL.lcp || protocol === PPP_PROTOCOL.ipcp) recodeControl(protocol, information);
  else if (protocol === PPP_PROTOCOL.chap) again(CHAP, information);
  else if (protocol === PPP_PROTOCOL.ip) again(ICMP, again(IPV4, information).payload);
  serializePppFrame(packet.value);
}

/** Options are a layer of their own. */
function recodeControl(protocol: number, octets: Uint8Array): void {
  const { code, data } = again(CONTROL_PACKET, octets);
  if (code < 1 || code > 4) return;
  if (protocol === PPP_PROTOCOL.lcp) again(LCP_OPTIONS, data);
  else again(IPCP_OPTIONS, data);
}

function again<T>(codec: Codec<T>, octets: Uint8Array): T {
  const parsed = codec.parse(octets);
  if (!parsed.ok) throw new Error(parsed.error.message);
  codec.serialize(parsed.value);
  return parsed.value;
}
