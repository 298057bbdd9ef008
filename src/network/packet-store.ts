// The packets of the newest trace records. Each in an array of its own would be three objects that the garbage collector
// moves, for a few octets; here their octets stand one behind the other, and are taken out when somebody reads the record.
// Of a packet's event the rest is one of a few dozen forms, which all records share.

import { AUTOMATON_STATES } from '../protocols/ppp/machine/automaton.ts';
import type { AuthName, ControlProtocolName, ControlStateName } from '../protocols/ppp/trace.ts';
import type { TraceEvent } from './trace.ts';

export type PacketEvent = Extract<TraceEvent, { readonly type: 'ppp.control' | 'ppp.auth' | 'ppp.cbcp' }>;

/** A packet's event without what its octets say. */
export type PacketForm =
  | Omit<Extract<PacketEvent, { readonly type: 'ppp.control' }>, 'octets' | 'code' | 'identifier'>
  | Omit<Extract<PacketEvent, { readonly type: 'ppp.auth' }>, 'octets'>
  | Omit<Extract<PacketEvent, { readonly type: 'ppp.cbcp' }>, 'octets'>;

const LENGTH_OCTETS = 2;
const FIRST_OCTETS = 4096;

export class PacketStore {
  #octets = new Uint8Array(FIRST_OCTETS);
  /** Octets that were dropped: places count from the first that there ever was. */
  #dropped = 0;
  #end = 0;

  /** The place of the next packet. */
  get end(): number {
    return this.#end;
  }

  /** Its place: read() gives it back. */
  put(packet: Uint8Array): number {
    const start = this.#end - this.#dropped;
    const end = start + LENGTH_OCTETS + packet.length;
    if (end > this.#octets.length) this.#grow(end);
    const octets = this.#octets;
    octets[start] = packet.length >>> 8;
    octets[start + 1] = packet.length;
    for (let index = 0; index < packet.length; index += 1) octets[start + LENGTH_OCTETS + index] = packet[index] ?? 0;
    const place = this.#end;
    this.#end = this.#dropped + end;
    return place;
  }

  /** A packet that was put and not dropped. */
  read(place: number): Uint8Array {
    const start = place - this.#dropped;
    const length = ((this.#octets[start] ?? 0) << 8) | (this.#octets[start + 1] ?? 0);
    return this.#octets.slice(start + LENGTH_OCTETS, start + LENGTH_OCTETS + length);
  }

  /** All that was put before this one. */
  dropBefore(place: number): void {
    this.#octets.copyWithin(0, place - this.#dropped, this.#end - this.#dropped);
    this.#dropped = place;
  }

  #grow(least: number): void {
    const grown = new Uint8Array(Math.max(least, 2 * this.#octets.length));
    grown.set(this.#octets);
    this.#octets = grown;
  }
}

/** The form that all events like this one share. */
export function formOf(event: PacketEvent): PacketForm {
  const forms = event.direction === 'I' ? RECEIVED : SENT;
  if (event.type === 'ppp.control') return forms.control[event.protocol][event.state];
  return event.type === 'ppp.auth' ? forms.auth[event.protocol] : forms.cbcp;
}

export function packetEvent(form: PacketForm, octets: Uint8Array): PacketEvent {
  if (form.type !== 'ppp.control') return { ...form, octets };
  return { ...form, code: octets[0] ?? 0, identifier: octets[1] ?? 0, octets };
}

const RECEIVED = formsOf('I');
const SENT = formsOf('O');

function formsOf(direction: 'I' | 'O') {
  const control = (protocol: ControlProtocolName) =>
    // Object.fromEntries forgets that the keys are exactly the states.
    Object.fromEntries(AUTOMATON_STATES.map((state) => [state, { type: 'ppp.control', direction, protocol, state }])) as Readonly<
      Record<ControlStateName, Extract<PacketForm, { readonly type: 'ppp.control' }>>
    >;
  const auth = (protocol: AuthName) => ({ type: 'ppp.auth', direction, protocol }) as const;
  return {
    control: { LCP: control('LCP'), IPCP: control('IPCP'), CCP: control('CCP'), BACP: control('BACP') },
    auth: { CHAP: auth('CHAP'), 'MS-CHAP': auth('MS-CHAP'), PAP: auth('PAP') },
    cbcp: { type: 'ppp.cbcp', direction },
  } as const;
}
