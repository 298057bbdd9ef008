// Every event in every state of a session that can be reached: nothing throws, the phases are those declared, and no timer
// runs when a session has not begun or is over.

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/base/octets.ts';
import { createSession, EVENTS, STATES, step, TIMERS, type PppSession } from '../../../../src/protocols/ppp/session.ts';
import type { PppEvent, PppTimerName } from '../../../../src/protocols/ppp/session-types.ts';
import { CONTROL_CODE, CONTROL_PACKET } from '../../../../src/wire/control-packet.ts';
import { chapHash } from '../../../../src/protocols/ppp/chap.ts';
import { CHAP } from '../../../../src/wire/chap.ts';
import { CALLED, counter, policy } from '../../../support/ppp-pair.ts';
import { walkMachine } from '../../../support/machine-walk.ts';

const FIXED = [
  'c021 01010004', 'c021 010100090305c22305', 'c021 010200080304c023', 'c021 010300070d0300', 'c021 010400060702',
  'c021 05010004', 'c021 06010004', 'c021 070100080101 0004', 'c021 0801000680210000', 'c021 0801000 6c0210000', 'c021 08010006c2230000',
  'c021 0901000800000001', 'c021 0a01000800000001', 'c021 0c010004', 'c021 00', 'c021 0101000800090000',
  'c223 0101000b04000102035232', 'c223 0101000a040001020358', 'c223 03010004', 'c223 04010004', 'c223 09',
  'c023 0101000c0252320443434945', 'c023 010100080252320158', 'c023 0201000500', 'c023 0301000500',
  '8021 0101000a0306ac0c0c02', '8021 0101000a030600000000', '8021 05010004', '8021 06010004', '8021 0c010004',
  'c021 010800070d0306', 'c029 0101000e01020303000205000100', 'c029 020100060102', 'c029 0201000703030c', 'c029 0301000703030c', 'c029 02',
  '0021 45', '8207 01010004', 'ffff 00', '003d c00000000021', 'c021 0105000c110405f41304 0152', 'c021 01060008110400ff', 'c021 010700041202', 'c021 0109000c0408c02500000064', 'c021 08020006c025', '80fd 010100091105000103', '80fd 0e010004', '80fd 0f010004', '00fd 01',
];

function packet(hex: string): PppEvent {
  const octets = fromHex(hex);
  return { type: 'packet', packet: { protocol: ((octets[0] ?? 0) << 8) | (octets[1] ?? 0), information: octets.subarray(2) } };
}

/** Events that fit the state: the peer's replies to what the session last sent. */
function replies(session: PppSession): PppEvent[] {
  const events: PppEvent[] = [];
  for (const [protocol, layer] of [[0xc021, session.lcp], [0x8021, session.ipcp], [0x80fd, session.ccp]] as const) {
    if (layer === undefined) continue;
    for (const code of [CONTROL_CODE.ConfigureAck, CONTROL_CODE.ConfigureNak, CONTROL_CODE.ConfigureReject]) {
      const information = CONTROL_PACKET.serialize({ code, identifier: layer.requestIdentifier & 0xff, data: layer.request });
      events.push({ type: 'packet', packet: { protocol, information } });
    }
  }
  const { challenge, challengeIdentifier: identifier } = session.auth;
  if (challenge !== undefined) {
    for (const secret of ['CCIE', 'cisco']) {
      const value = chapHash(identifier, secret, challenge);
      events.push({ type: 'packet', packet: { protocol: 0xc223, information: CHAP.serialize({ kind: 'Response', identifier, value, name: 'R2' }) } });
    }
  }
  return events;
}

const SIMPLE: readonly PppEvent[] = [
  { type: 'up' }, { type: 'down' }, { type: 'close' },
  { type: 'bind', policy: policy({ ...CALLED, ipAddress: 0x0a010101 }) },
  { type: 'verdict', accepted: true }, { type: 'verdict', accepted: false, reason: 'rejected', message: 'Authentication failure' },
  { type: 'callback', decision: 'stay' }, { type: 'callback', decision: 'hang-up' },
  { type: 'callback', decision: 'negotiate', offer: { none: true, user: false, administrator: true, numbers: [] } },
  { type: 'callback-answer', answer: { kind: 'none' } }, { type: 'callback-answer', answer: { kind: 'number', number: '5551234' } },
  { type: 'peer-address', address: 0x0a010105 },
  { type: 'decompressed', packet: { protocol: 0x0021, information: Uint8Array.of(0x45) }, lengthOctets: 9 }, { type: 'compression-lost' },
  { type: 'quality-report', information: new Uint8Array(48), counters: { packets: 9, octets: 99, errors: 0, discards: 0 } },
  // TIMERS has exactly the names of the type.
  ...(Object.keys(TIMERS) as PppTimerName[]).map((timer): PppEvent => ({ type: 'timer', timer })),
  ...FIXED.map(packet),
];

/** States that differ in numbers and octets alone are the same for the walk. */
function key({ phase, lcp, ipcp, ccp, link, auth, echoMisses, quality, cbcp }: PppSession): string {
  const control = ({ state, restarts, failures, requestIdentifier }: PppSession['lcp']) => `${state} ${restarts > 0} ${failures > 0} ${requestIdentifier >= 0}`;
  return [
    phase, control(lcp), control(ipcp), ccp && control(ccp), link.demands.join(), link.demanded, link.peerDemand, link.callback, link.peerCallback?.operation,
    auth.peerProven, auth.selfProven, auth.pending?.protocol, auth.answer?.success, auth.held !== undefined, auth.response !== undefined, auth.refused, echoMisses > 4,
    link.mrru > 0, link.mrruAgreed > 0, link.peerMrru > 0, quality?.percent, cbcp?.role, cbcp?.machine.state, cbcp?.machine.choice?.kind,
  ].join('/');
}

describe('a session, every event in every state', () => {
  const policies = {
    'called, CHAP both ways, callback accepted': policy({ ...CALLED, authentication: ['chap'], callback: 'accept', keepaliveSeconds: 10 }),
    'called, CHAP then PAP, of which somebody else is the judge': policy({ ...CALLED, authentication: ['chap', 'pap'], asksVerdict: true }),
    'caller, CHAP then PAP, callback requested': policy({
      ...CALLED, outgoing: true, authentication: ['chap', 'pap'], callback: 'request', peerAddress: 0x01010101,
    }),
    'a PC, which asks for CBCP': policy({ ...CALLED, outgoing: true, callback: 'microsoft', cbcp: { preference: { kind: 'ask' }, delaySeconds: 12 } }),
    'its quality watched, no authentication': policy({ quality: 90, keepaliveSeconds: 10 }),
    'compression, no authentication': policy({ compression: 'stac' }),
    'multilink, no authentication': policy({ multilink: { mrru: 1524, leastPeerMrru: 1500 } }),
    'no authentication, no IP': policy({ ipAddress: undefined }),
  };
  it.each(Object.entries(policies))('%s', (_name, chosen) => {
    const walk = walkMachine({
      initial: [createSession(chosen, counter(5))],
      step,
      events: (session: PppSession) => [...SIMPLE, ...replies(session)],
      stateName: ({ phase }) => phase,
      states: STATES,
      isIdle: ({ phase }) => phase === 'DEAD' || phase === 'DOWN',
      key,
      maxStates: 400,
    });
    const reachable = (phase: string): boolean =>
      phase === 'AUTHENTICATING' ? chosen.authentication.length > 0 : phase !== 'VIRTUALIZED' || chosen.multilink !== undefined;
    const expected = STATES.filter(reachable);
    expect([...walk.visited]).toEqual(expect.arrayContaining(expected));
    // Only a PC's user is asked.
    const tried = EVENTS.filter((event) => event !== 'callback-answer' || chosen.callback === 'microsoft');
    for (const event of tried) expect([...walk.answered].some((entry) => entry.endsWith(`/${event}`))).toBe(true);
    expect(walk.steps).toBeGreaterThan(1_000);
  });
});
