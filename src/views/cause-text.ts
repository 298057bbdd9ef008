// Q.850's causes in words: as IOS's debugs name them, and plainly, for whoever explains, bills or draws a call.

/** Names of Q.850 Table 1 causes. */
const CAUSES: ReadonlyMap<number, string> = new Map([
  [1, 'Unallocated/unassigned number'],
  [2, 'No route to specified transit network'],
  [3, 'No route to destination'],
  [6, 'Channel unacceptable'],
  [16, 'Normal call clearing'],
  [17, 'User busy'],
  [18, 'No user responding'],
  [19, 'No answer from user'],
  [21, 'Call rejected'],
  [22, 'Number changed'],
  [26, 'Non-selected user clearing'],
  [27, 'Destination out of order'],
  [28, 'Invalid number format (incomplete number)'],
  [29, 'Facility rejected'],
  [30, 'Response to STATUS ENQUIRY'],
  [31, 'Normal, unspecified'],
  [34, 'No circuit/channel available'],
  [38, 'Network out of order'],
  [41, 'Temporary failure'],
  [42, 'Switching equipment congestion'],
  [44, 'Requested circuit/channel not available'],
  [63, 'Service/option not available, unspecified'],
  [81, 'Invalid call reference value'],
  [88, 'Incompatible destination'],
  [96, 'Mandatory information element is missing'],
  [97, 'Message type nonexistent or not implemented'],
  [98, 'Message not compatible with call state'],
  [100, 'Invalid information element contents'],
  [101, 'Message not compatible with call state'],
  [102, 'Recovery on timer expiry'],
  [111, 'Protocol error, unspecified'],
  [127, 'Interworking, unspecified'],
]);

/** Where IOS's words are more than a sentence wants. */
const PLAIN: Readonly<Record<number, string>> = {
  1: 'unallocated number',
  28: 'invalid number format',
  34: 'no circuit available',
  44: 'requested channel not available',
};

/** As `debug isdn q931` prints it. */
export function isdnCauseText(value: number): string {
  return CAUSES.get(value) ?? `Unknown cause ${value}`;
}

/** `user busy`; undefined for a cause without a name. */
export function causeWords(value: number): string | undefined {
  const text = PLAIN[value] ?? CAUSES.get(value);
  return text === undefined ? undefined : text.charAt(0).toLowerCase() + text.slice(1);
}

/** `cause 17, user busy`. */
export function causeText(value: number): string {
  const text = causeWords(value);
  return text === undefined ? `cause ${value}` : `cause ${value}, ${text}`;
}
