// LCP's options of multilink (RFC 1990 §5.1): MRRU (17), short sequence numbers (18), endpoint discriminator (19). An end
// that does multilink asks with its MRRU and says who it is; only if each end's MRRU was acknowledged does the link join a
// bundle. We never ask for the short header, but give it to a peer that does.

import type { EndpointDiscriminator } from '../../../wire/endpoint-discriminator.ts';
import type { LcpOption } from '../../../wire/lcp.ts';
import { VERDICT_WORDS, type Judgement, type Verdict } from '../machine/control-protocol.ts';
import type { PppPolicy } from '../session-types.ts';
import { trace, type LinkOptions, type LinkWork } from '../state.ts';

export type MultilinkOption = Extract<LcpOption, { kind: 'mrru' | 'shortSequence' | 'endpointDiscriminator' }>;

export function isMultilink(option: LcpOption): option is MultilinkOption {
  return option.kind === 'mrru' || option.kind === 'shortSequence' || option.kind === 'endpointDiscriminator';
}

export function multilinkRequest({ mrru, discriminator }: LinkOptions): readonly LcpOption[] {
  if (mrru === 0) return [];
  return [{ kind: 'mrru', mrru }, ...(discriminator === undefined ? [] : [discriminatorOption(discriminator)])];
}

export function judgeMultilink({ multilink }: PppPolicy, option: MultilinkOption): Judgement<LcpOption> {
  if (multilink === undefined) return 'reject';
  if (option.kind === 'mrru' && option.mrru < multilink.leastPeerMrru) return { kind: 'mrru', mrru: multilink.leastPeerMrru };
  return 'ack';
}

/** Our reply to the peer's option leaves. */
export function multilinkReplied(work: LinkWork, verdict: Verdict, option: MultilinkOption): void {
  const { link } = work.session;
  if (option.kind === 'mrru') tell(work, 'the peer', verdict, option.mrru);
  if (verdict !== 'ack') return;
  if (option.kind === 'mrru') link.peerMrru = option.mrru;
  else if (option.kind === 'shortSequence') link.peerShortSequence = true;
  else link.peerDiscriminator = { class: option.class, address: option.address };
}

export function multilinkAcknowledged(work: LinkWork): void {
  const { link } = work.session;
  link.mrruAgreed = link.mrru;
  if (link.mrru !== 0) tell(work, 'ours', 'ack', link.mrru);
}

/** Our MRRU is what the configuration says, whatever the peer would rather have: it will refuse it in the end. */
export function multilinkNaked(work: LinkWork, option: MultilinkOption): void {
  if (option.kind === 'mrru' && work.session.link.mrru !== 0) tell(work, 'ours', 'nak', option.mrru);
}

export function multilinkRejected(work: LinkWork, option: MultilinkOption): void {
  const { link } = work.session;
  if (option.kind === 'endpointDiscriminator') link.discriminator = undefined;
  else if (option.kind === 'mrru') {
    tell(work, 'ours', 'reject', option.mrru);
    link.mrru = 0;
  }
}

/** §5.1.1: both ends must have said that they can put packets together. */
export function multilinkAgreed({ mrruAgreed, peerMrru }: Readonly<LinkOptions>): boolean {
  return mrruAgreed !== 0 && peerMrru !== 0;
}

function discriminatorOption(discriminator: EndpointDiscriminator): LcpOption {
  return { kind: 'endpointDiscriminator', class: discriminator.class, address: discriminator.address };
}

function tell(work: LinkWork, whose: 'ours' | 'the peer', verdict: Verdict, mrru: number): void {
  trace(work, { type: 'ppp.multilinkOption', whose, outcome: VERDICT_WORDS[verdict], mrru });
}
