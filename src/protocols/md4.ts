// The MD4 digest (RFC 1320), which Microsoft's CHAP makes of passwords. Ours because no library that is looked after has it
// without loading the platform's cryptography, which lacks it. Broken as a digest; here it is what the protocol says.

const BLOCK_OCTETS = 64;
const DIGEST_OCTETS = 16;

interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly constant: number;
  /** Which of the block's sixteen words, in turn. */
  readonly order: readonly number[];
  readonly shifts: readonly [number, number, number, number];
}

/** §3.4. */
const ROUNDS: readonly Round[] = [
  { mix: (x, y, z) => (x & y) | (~x & z), constant: 0, order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], shifts: [3, 7, 11, 19] },
  { mix: (x, y, z) => (x & y) | (x & z) | (y & z), constant: 0x5a827999, order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15], shifts: [3, 5, 9, 13] },
  { mix: (x, y, z) => x ^ y ^ z, constant: 0x6ed9eba1, order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], shifts: [3, 9, 11, 15] },
];

/** The sixteen octets of the digest. */
export function md4(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const words = new DataView(padded.buffer);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < padded.length; block += BLOCK_OCTETS) digestBlock(state, words, block);
  const digest = new Uint8Array(DIGEST_OCTETS);
  const view = new DataView(digest.buffer);
  state.forEach((word, index) => view.setUint32(4 * index, word, true));
  return digest;
}

/** §3.1, §3.2: a one, zeroes, and the length in bits. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil((message.length + 9) / BLOCK_OCTETS);
  const padded = new Uint8Array(blocks * BLOCK_OCTETS);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n, true);
  return padded;
}

function digestBlock(state: Uint32Array, words: DataView, start: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (const { mix, constant, order, shifts } of ROUNDS) {
    order.forEach((word, index) => {
      const sum = (a + mix(b, c, d) + words.getUint32(start + 4 * word, true) + constant) >>> 0;
      const shift = shifts[index % 4] ?? 0;
      [a, b, c, d] = [d, ((sum << shift) | (sum >>> (32 - shift))) >>> 0, b, c];
    });
  }
  // Sums are taken modulo 2^32 by the array itself.
  [a, b, c, d].forEach((word, index) => (state[index] = (state[index] ?? 0) + word));
}
