// What is used here of a library that comes without types.

declare module 'des.js' {
  export const DES: {
    /** A key of eight octets, parity bits included. Without padding, input comes in blocks of eight octets. */
    create(options: { type: 'encrypt' | 'decrypt'; key: Uint8Array; padding: false }): { update(block: Uint8Array): number[] };
  };
}
