// Requests of the Trivial File Transfer Protocol (RFC 1350 §5): a file is to be read or written, in octet mode. Data,
// acknowledgments and errors are not here: nobody in a lab keeps files to answer with.

import { concatOctets, fromText, octetAt, toText } from '../base/octets.ts';
import { ok } from '../base/result.ts';
import { malformed, type Codec } from './codec.ts';

export const TFTP_PORT = 69;

export interface TftpRequest {
  readonly kind: 'read' | 'write';
  /** ISO 8859-1, without a NUL. */
  readonly file: string;
  /** `octet` or `netascii`; any letters are taken. */
  readonly mode: string;
}

const OPCODES = { read: 1, write: 2 } as const;

export const TFTP_REQUEST: Codec<TftpRequest> = {
  parse(octets) {
    const opcode = octetAt(octets, 0) * 256 + octetAt(octets, 1);
    const kind = opcode === OPCODES.read ? 'read' : opcode === OPCODES.write ? 'write' : undefined;
    if (octets.length < 4 || kind === undefined) return malformed(0, 'no request');
    const [file, mode, rest] = toText(octets.subarray(2)).split('\0');
    if (file === undefined || mode === undefined || rest === undefined) return malformed(octets.length, 'a string has no end');
    return ok({ kind, file, mode });
  },
  serialize: ({ kind, file, mode }) => concatOctets(Uint8Array.of(0, OPCODES[kind]), fromText(`${file}\0${mode}\0`)),
};
