// Messages of the Domain Name System (RFC 1035 §4): queries and responses with their records. Names are text, a dot between
// labels; compressed names (§4.1.4) are read, and written out whole. Of records only addresses and names are taken apart.

import { concatOctets, fromText, octetAt, octetsBetween, setUint16, setUint32, toText, uint16At, uint32At } from '../base/octets.ts';
import { ok, type Result } from '../base/result.ts';
import type { Ipv4Address } from '../base/ipv4.ts';
import { malformed, type Codec, type WireError } from './codec.ts';

export const DNS_PORT = 53;
export const DNS_TYPE = { A: 1, NS: 2, CNAME: 5, PTR: 12 } as const;
export const DNS_CLASS_INTERNET = 1;
export const DNS_RCODE = { noError: 0, formatError: 1, serverFailure: 2, nameError: 3, notImplemented: 4, refused: 5 } as const;

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface DnsRecord extends DnsQuestion {
  readonly timeToLiveSeconds: number;
  readonly data:
    | { readonly kind: 'address'; readonly address: Ipv4Address }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'other'; readonly octets: Uint8Array };
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  /** Three bits that are for others. */
  readonly reserved: number;
  readonly rcode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

const HEADER_OCTETS = 12;
const LONGEST_NAME_OCTETS = 255;
const POINTER = 0xc0;
const NAMES: ReadonlySet<number> = new Set([DNS_TYPE.NS, DNS_TYPE.CNAME, DNS_TYPE.PTR]);

export const DNS: Codec<DnsMessage> = {
  parse(octets) {
    if (octets.length < HEADER_OCTETS) return malformed(octets.length, 'header too short');
    const reader = new Reader(octets);
    const flags = uint16At(octets, 2);
    const sections: DnsRecord[][] = [[], [], []];
    const questions: DnsQuestion[] = [];
    for (let left = uint16At(octets, 4); left > 0; left -= 1) {
      const question = reader.question();
      if (!question.ok) return question;
      questions.push(question.value);
    }
    for (const [index, section] of sections.entries()) {
      for (let left = uint16At(octets, 6 + 2 * index); left > 0; left -= 1) {
        const record = reader.record();
        if (!record.ok) return record;
        section.push(record.value);
      }
    }
    const [answers = [], authorities = [], additionals = []] = sections;
    return ok({
      id: uint16At(octets, 0),
      response: (flags & 0x8000) !== 0,
      opcode: (flags >> 11) & 15,
      authoritative: (flags & 0x0400) !== 0,
      truncated: (flags & 0x0200) !== 0,
      recursionDesired: (flags & 0x0100) !== 0,
      recursionAvailable: (flags & 0x0080) !== 0,
      reserved: (flags >> 4) & 7,
      rcode: flags & 15,
      questions, answers, authorities, additionals,
    });
  },
  serialize(message) {
    const { questions, answers, authorities, additionals } = message;
    const header = new Uint8Array(HEADER_OCTETS);
    setUint16(header, 0, message.id);
    setUint16(header, 2, flagsOf(message));
    [questions, answers, authorities, additionals].forEach((section, index) => setUint16(header, 4 + 2 * index, section.length));
    return concatOctets(header, ...questions.map(questionOctets), ...[...answers, ...authorities, ...additionals].map(recordOctets));
  },
};

function flagsOf({ response, opcode, authoritative, truncated, recursionDesired, recursionAvailable, reserved, rcode }: DnsMessage): number {
  const bit = (on: boolean, value: number): number => (on ? value : 0);
  return bit(response, 0x8000) | (opcode << 11) | bit(authoritative, 0x0400) | bit(truncated, 0x0200) | bit(recursionDesired, 0x0100) | bit(recursionAvailable, 0x0080) | (reserved << 4) | rcode;
}

function nameOctets(name: string): Uint8Array {
  const labels = name === '' ? [] : name.split('.');
  return concatOctets(...labels.map((label) => concatOctets(Uint8Array.of(label.length), fromText(label))), Uint8Array.of(0));
}

function questionOctets(question: DnsQuestion): Uint8Array {
  const rest = new Uint8Array(4);
  setUint16(rest, 0, question.type);
  setUint16(rest, 2, question.class);
  return concatOctets(nameOctets(question.name), rest);
}

function recordOctets(record: DnsRecord): Uint8Array {
  const data = dataOctets(record.data);
  const middle = new Uint8Array(6);
  setUint32(middle, 0, record.timeToLiveSeconds);
  setUint16(middle, 4, data.length);
  return concatOctets(questionOctets(record), middle, data);
}

function dataOctets(data: DnsRecord['data']): Uint8Array {
  if (data.kind === 'other') return data.octets;
  if (data.kind === 'name') return nameOctets(data.name);
  const octets = new Uint8Array(4);
  setUint32(octets, 0, data.address);
  return octets;
}

/** Goes through a message; names may lead back to earlier ones. */
class Reader {
  readonly #octets: Uint8Array;
  #at = HEADER_OCTETS;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  question(): Result<DnsQuestion, WireError> {
    const name = this.#name();
    if (!name.ok) return name;
    if (this.#at + 4 > this.#octets.length) return malformed(this.#octets.length, 'a question is cut off');
    const question = { name: name.value, type: uint16At(this.#octets, this.#at), class: uint16At(this.#octets, this.#at + 2) };
    this.#at += 4;
    return ok(question);
  }

  record(): Result<DnsRecord, WireError> {
    const question = this.question();
    if (!question.ok) return question;
    const start = this.#at + 6;
    if (start > this.#octets.length) return malformed(this.#octets.length, 'a record is cut off');
    const timeToLiveSeconds = uint32At(this.#octets, this.#at);
    const end = start + uint16At(this.#octets, this.#at + 4);
    if (end > this.#octets.length) return malformed(this.#octets.length, 'the data of a record are cut off');
    this.#at = start;
    const data = this.#data(question.value, end);
    if (!data.ok) return data;
    this.#at = end;
    return ok({ ...question.value, timeToLiveSeconds, data: data.value });
  }

  #data({ type, class: kind }: DnsQuestion, end: number): Result<DnsRecord['data'], WireError> {
    const start = this.#at;
    if (type === DNS_TYPE.A && kind === DNS_CLASS_INTERNET) {
      return end - start === 4 ? ok({ kind: 'address', address: uint32At(this.#octets, start) }) : malformed(start, 'an address has four octets');
    }
    if (!NAMES.has(type)) return ok({ kind: 'other', octets: octetsBetween(this.#octets, start, end) });
    const name = this.#name();
    if (!name.ok) return name;
    return this.#at === end ? ok({ kind: 'name', name: name.value }) : malformed(this.#at, 'a name does not fill its record');
  }

  #name(): Result<string, WireError> {
    const labels: string[] = [];
    let length = 1;
    let at = this.#at;
    let behind: number | undefined;
    for (;;) {
      if (at >= this.#octets.length) return malformed(at, 'a name is cut off');
      const size = octetAt(this.#octets, at);
      if (size === 0) break;
      if ((size & POINTER) === POINTER) {
        if (at + 2 > this.#octets.length) return malformed(at, 'a pointer is cut off');
        const target = uint16At(this.#octets, at) & 0x3fff;
        // Only backwards: so it ends.
        if (target >= at || target < HEADER_OCTETS) return malformed(at, 'a pointer leads nowhere');
        behind ??= at + 2;
        at = target;
        continue;
      }
      if ((size & POINTER) !== 0 || at + 1 + size > this.#octets.length) return malformed(at, 'no label');
      length += size + 1;
      if (length > LONGEST_NAME_OCTETS) return malformed(at, 'a name is too long');
      const label = toText(this.#octets.subarray(at + 1, at + 1 + size));
      if (label.includes('.')) return malformed(at, 'a label with a dot');
      labels.push(label);
      at += 1 + size;
    }
    this.#at = behind ?? at + 1;
    return ok(labels.join('.'));
  }
}
