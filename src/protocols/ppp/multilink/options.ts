// LCP's options of multilink (RFC 1990 §5.1): MRRU (17), short sequence numbers (18), endpoint discriminator (19), and the number of a
// link for bandwidth allocation (23, RFC 2125 §8), which is asked for and taken where that is done. An end
// that does multilink asks with its MRRU and says who it is; only if each end's MRRU was acknowledged does the link join a
// bundle. We never ask for the short header, but give it to a peer that does.

import type { EndpointDiscriminator } from '../../../wire/endpoint-discriminator.ts';
import type { LcpOption } from '../../../wire/lcp.ts';
import { VERDICT_WORDS, type Judgement, type Verdict } from '../machine/control-protocol.ts';
import type { LinkNumbers, PppPolicy } from '../session-types.ts';
import { trace, type LinkOptions, type LinkWork } from '../state.ts';

export type MultilinkOption = Extract<LcpOption, { kind: 'mrru' | 'shortSequence' | 'endpointDiscriminator' | 'linkDiscriminator' }>;

export function isMultilink(option: LcpOption): option is MultilinkOption {
  return option.kind === 'mrru' || option.kind === 'shortSequence' || option.kind === 'endpointDiscriminator' || option.kind === 'linkDiscriminator';
}

/** Undefined where links have no numbers here. */
export function newLinkNumbers({ multilink }: PppPolicy): LinkOptions['numbers'] {
  const asked = multilink?.linkDiscriminator;
  return asked === undefined ? undefined : { asked, own: 0, peer: 0 };
}

export function multilinkRequest({ mrru, discriminator, numbers }: LinkOptions): readonly LcpOption[] {
  if (mrru === 0) return [];
  return [
    { kind: 'mrru', mrru },
    ...(discriminator === undefined ? [] : [discriminatorOption(discriminator)]),
    ...(numbers === undefined || numbers.asked === 0 ? [] : [{ kind: 'linkDiscriminator', discriminator: numbers.asked } as const]),
  ];
}

export function judgeMultilink({ multilink }: PppPolicy, option: MultilinkOption): Judgement<LcpOption> {
  if (multilink === undefined) return 'reject';
  if (option.kind === 'linkDiscriminator' && multilink.linkDiscriminator === undefined) return 'reject';
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
  else if (option.kind === 'linkDiscriminator') link.numbers = { ...(link.numbers ?? NO_NUMBERS), peer: option.discriminator };
  else link.peerDiscriminator = { class: option.class, address: option.address };
}

export function multilinkAcknowledged(work: LinkWork): void {
  const { link } = work.session;
  link.mrruAgreed = link.mrru;
  if (link.numbers !== undefined) link.numbers = { ...link.numbers, own: link.numbers.asked };
  if (link.mrru !== 0) tell(work, 'ours', 'ack', link.mrru);
}

/** Our MRRU is what the configuration says, whatever the peer would rather have: it will refuse it in the end. */
export function multilinkNaked(work: LinkWork, option: MultilinkOption): void {
  if (option.kind === 'mrru' && work.session.link.mrru !== 0) tell(work, 'ours', 'nak', option.mrru);
}

export function multilinkRejected(work: LinkWork, option: MultilinkOption): void {
  const { link } = work.session;
  if (option.kind === 'endpointDiscriminator') link.discriminator = undefined;
  else if (option.kind === 'linkDiscriminator') link.numbers = link.numbers && { ...link.numbers, asked: 0 };
  else if (option.kind === 'mrru') {
    tell(work, 'ours', 'reject', option.mrru);
    link.mrru = 0;
  }
}

const NO_NUMBERS = { asked: 0, own: 0, peer: 0 };

/** Undefined where neither end has one that the other took. */
export function numbersAgreed({ numbers }: Readonly<LinkOptions>): LinkNumbers | undefined {
  if (numbers === undefined) return undefined;
  const { own, peer } = numbers;
  return { ...(own === 0 ? {} : { own }), ...(peer === 0 ? {} : { peer }) };
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
