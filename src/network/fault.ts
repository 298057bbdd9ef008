// Faults that a lab can have, as plain data and in words: the same words at the lab prompt, in a lab file, in the trace and in
// lists. The first of them name a fault; what comes behind says how much of it. What a fault does is faults.ts's.

export type LabFault =
  /** No signal passes either way on a telephone line or a serial one: layer 1 is lost at both ends. */
  | { readonly kind: 'cut'; readonly router: string; readonly interface: string }
  /** Frames of the D channel are lost, both ways. */
  | { readonly kind: 'd-channel'; readonly router: string; readonly interface: string }
  /** Frames of one B channel are lost, both ways, and nobody is told: a call goes on without carrying anything. */
  | { readonly kind: 'b-channel'; readonly router: string; readonly interface: string; readonly channel: number }
  /** Each bit of a frame is turned over with this probability, both ways; on B channels where nothing is said, and on all of a serial line. */
  | { readonly kind: 'noise'; readonly router: string; readonly interface: string; readonly rate: number; readonly where?: NoisyChannels }
  /** The exchange has no circuit for any call: cause 34, or 42 where its equipment is congested. */
  | { readonly kind: 'no-circuit'; readonly cause: 34 | 42 }
  | { readonly kind: 'busy' | 'no-answer' | 'no-response'; readonly number: string }
  /** The number rings for so long before its line hears of the call. */
  | { readonly kind: 'slow-answer'; readonly number: string; readonly ms: number }
  /** What a line's calls show as calling number; undefined is withheld. */
  | { readonly kind: 'calling-number'; readonly router: string; readonly interface: string; readonly shown: string | undefined }
  /** What connects the line with the others is no ISDN: of each octet of a call the trunks carry seven bits, and SETUP says so. */
  | { readonly kind: 'trunk-56'; readonly router: string; readonly interface: string }
  /** The next call of the line meets calls from outside that take its last channels in the same instant. Once. */
  | { readonly kind: 'glare'; readonly router: string; readonly interface: string }
  /** An authentication server takes so long to answer, says nothing, has other secrets than its clients, garbles its answers, or answers another question than was asked. */
  | { readonly kind: 'aaa-slow'; readonly server: string; readonly ms: number }
  | { readonly kind: 'aaa-silent' | 'aaa-secret' | 'aaa-garbage' | 'aaa-identifier'; readonly server: string }
  /** The dial-up client of a PC has errors: in CBCP it takes what it was not offered, or what it says makes no sense. */
  | { readonly kind: 'cbcp-other' | 'cbcp-garbage'; readonly pc: string };

/** All channels, the D channel, all B channels, or one B channel. */
export type NoisyChannels = 'all' | 'd' | 'b' | number;

/** Which fault it is: another one of the same name takes its place. */
export function faultName(fault: LabFault): string {
  switch (fault.kind) {
    case 'cut':
    case 'd-channel':
    case 'noise':
    case 'calling-number':
    case 'glare':
    case 'trunk-56':
      return `${fault.kind} ${fault.router} ${fault.interface}`;
    case 'b-channel':
      return `b-channel ${fault.router} ${fault.interface} ${fault.channel}`;
    case 'no-circuit':
      return 'no-circuit';
    case 'busy':
    case 'no-answer':
    case 'no-response':
    case 'slow-answer':
      return `${fault.kind} ${fault.number}`;
    case 'aaa-slow':
    case 'aaa-silent':
    case 'aaa-secret':
    case 'aaa-garbage':
    case 'aaa-identifier':
      return `${fault.kind} ${fault.server}`;
    case 'cbcp-other':
    case 'cbcp-garbage':
      return `${fault.kind} ${fault.pc}`;
  }
}

/** The fault in the words that set it. */
export function faultText(fault: LabFault): string {
  switch (fault.kind) {
    case 'noise':
      return `${faultName(fault)} ${rateText(fault.rate)}${fault.where === undefined ? '' : ` ${fault.where}`}`;
    case 'no-circuit':
      return `no-circuit ${fault.cause}`;
    case 'slow-answer':
    case 'aaa-slow':
      return `${faultName(fault)} ${fault.ms / 1000}s`;
    case 'calling-number':
      return `${faultName(fault)} ${fault.shown ?? 'none'}`;
    default:
      return faultName(fault);
  }
}

/** `1e-5`. */
function rateText(rate: number): string {
  return rate >= 0.01 ? String(rate) : rate.toExponential();
}

/** What faults say of themselves; the device of such a record is the exchange. */
export type FaultTrace =
  /** With the router whose line it is, or the PC, if it is one's, and how one would take it back. */
  | { readonly type: 'fault.on'; readonly fault: string; readonly name: string; readonly router?: string }
  | { readonly type: 'fault.off'; readonly fault: string; readonly name: string; readonly router?: string }
  /** A frame was lost, or some of its bits were turned over. */
  | {
      readonly type: 'fault.frame';
      readonly fault: string;
      readonly router: string;
      readonly interface: string;
      /** `D`, `B1`. */
      readonly channel: string;
      /** Whether the router sent it. */
      readonly sent: boolean;
      /** 0 is a frame that is lost whole. */
      readonly bits: number;
      /** It was a good frame by its check sequence, and is none any more. */
      readonly spoilt: boolean;
    };
