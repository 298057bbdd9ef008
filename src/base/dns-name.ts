// Names of hosts as the Domain Name System can carry them (RFC 1035 §2.3.4, §3.1): labels with dots between them.

const LONGEST_LABEL_OCTETS = 63;
const LONGEST_NAME_OCTETS = 255;

/** Whether there is room for it in a message; the root is empty. */
export function isDnsName(name: string): boolean {
  if (name === '') return true;
  // A length in front of each label, and the root's behind.
  return name.length + 2 <= LONGEST_NAME_OCTETS && name.split('.').every((label) => label.length > 0 && label.length <= LONGEST_LABEL_OCTETS);
}
