// The printed bill of a day, held against what it should say: each call and each total against the exchange's records, priced by a meter
// that counts unit after unit, and each call's time against the frames that a capture saw on its channels. It reads the text that a
// learner reads.

import { must } from '../../src/base/assert.ts';
import type { CallEnd, CallRecord } from '../../src/network/exchange/call-record.ts';
import { ANY_TIME, type Tariffs } from '../../src/network/exchange/tariff.ts';
import type { TraceRecord } from '../../src/network/trace.ts';
import type { World } from '../../src/network/world.ts';
import { bill } from '../../src/views/bill.ts';
import { BILLED } from '../../src/views/bill/billed.ts';
import { channelName } from './channel-name.ts';

const DAY = { name: 'day', unitMicros: 250_000, setUpMicros: 50_000, fromMinute: 8 * 60, toMinute: 18 * 60, days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'] } as const;
const NIGHT_MICROS = 100_000;
const UNIT_MS = 60_000;
/** Calls to the first hub are on its bill. */
const FREEPHONE = '5551000';

/** Days and nights, working days and others, and a number whose holder pays. */
export const SOAK_TARIFFS: Tariffs = {
  currency: 'USD',
  utcOffsetMinutes: 0,
  rates: [
    { ...ANY_TIME, ...DAY, name: 'free by day', to: [FREEPHONE], paidBy: 'called' },
    { ...ANY_TIME, name: 'free', to: [FREEPHONE], paidBy: 'called' },
    { ...ANY_TIME, ...DAY },
  ],
  otherwise: ANY_TIME,
};

/** A minute has its price by the moment at which it begins; the virtual calendar begins on a Monday at midnight. */
function meter({ called, answeredAt, endedAt }: CallRecord): number {
  if (answeredAt === undefined) return 0;
  const isDay = (at: number): boolean => {
    const hours = (at / 3_600_000) % 24;
    return Math.floor(at / 86_400_000) % 7 < 5 && hours >= 8 && hours < 18;
  };
  let micros = isDay(answeredAt) ? DAY.setUpMicros : 0;
  for (let at = answeredAt; at === answeredAt || at < endedAt; at += UNIT_MS) micros += isDay(at) ? DAY.unitMicros : NIGHT_MICROS;
  return called === '' ? 0 : micros;
}

function payerOf({ called, answeredAt, caller, callee }: CallRecord): CallEnd {
  return called === FREEPHONE && answeredAt !== undefined ? must(callee, 'it was answered') : caller;
}

interface Sums {
  calls: number;
  answered: number;
  ms: number;
  micros: number;
}

interface Sighting {
  readonly first: number;
  last: number;
}

/** Between the end of a call and the last frame on it passes no more than a keepalive's time and what is under way. */
const SILENCE_MS = 13_000;
/** Until the called end of a modem's call has a carrier. */
const TRAINING_MS = 25_000;
const IN_FLIGHT_MS = 3000;

export class BillAudit {
  readonly #world: World;
  #records: TraceRecord[] = [];
  #ended: CallRecord[] = [];
  /** By channel: what passed since its call was answered. */
  readonly #seen = new Map<string, Sighting>();
  readonly #wrong: string[] = [];

  constructor(world: World) {
    this.#world = world;
    world.trace.subscribe((record) => {
      const { event } = record;
      if (BILLED.has(event.type)) this.#records.push(record);
      if (event.type === 'exchange.call' && event.outcome === 'answered') for (const end of [event.caller, event.callee]) if (end !== undefined) this.#seen.delete(channelName(end));
      if (event.type !== 'exchange.callRecord') return;
      this.#ended.push(event);
      this.#holdAgainstFrames(event);
    });
    world.captures.subscribe(({ channelName: name, at }) => {
      const sighting = this.#seen.get(name);
      if (sighting === undefined) this.#seen.set(name, { first: at, last: at });
      else sighting.last = at;
    });
  }

  /** The capture has frames at both ends from the call's beginning to its end. */
  #holdAgainstFrames({ circuit, caller, callee, answeredAt, endedAt }: CallRecord): void {
    if (answeredAt === undefined || callee === undefined) return;
    for (const end of [caller, callee]) {
      const name = channelName(end);
      const patience = SILENCE_MS + (/-B\d+$/.test(name) ? 0 : TRAINING_MS);
      const sighting = this.#seen.get(name);
      const silentMs = sighting === undefined ? endedAt - answeredAt : Math.max(sighting.first - answeredAt, endedAt - sighting.last);
      if (silentMs > patience) this.#wrong.push(`call ${circuit}, answered at ${answeredAt} and ended at ${endedAt}: ${name} was silent for ${silentMs} ms`);
      if (sighting !== undefined && (sighting.first < answeredAt - 1 || sighting.last > endedAt + IN_FLIGHT_MS)) this.#wrong.push(`call ${circuit}: frames on ${name} from ${sighting.first} to ${sighting.last}`);
    }
  }

  /** At the end of a day, when nobody is connected: what is wrong with its bill. The next day begins with none. */
  settle(): readonly string[] {
    const { clock, lab } = this.#world;
    const text = bill({ records: this.#records, lab, now: clock.now, incomplete: false });
    this.#holdCalls(text);
    this.#holdTotals(text);
    const wrong = this.#wrong.splice(0);
    this.#records = [];
    this.#ended = [];
    return wrong;
  }

  #holdCalls(text: readonly string[]): void {
    const from = text.findIndex((line) => /^ *Call /.test(line));
    const printed: string[] = [];
    for (let index = from + 1; text[index] !== ''; index += 1) {
      const line = must(text[index], 'a line');
      // What an answered call costs, and who pays, is the line below it.
      if (line.includes(', paid by ')) printed.push(`${printed.pop()}${line}`);
      else printed.push(line);
    }
    const expected = this.#ended.toSorted((a, b) => a.circuit - b.circuit);
    if (printed.length !== expected.length) this.#wrong.push(`${printed.length} calls on the bill, and ${expected.length} records`);
    expected.forEach((record, index) => {
      const { circuit, caller, callee, called, answeredAt, endedAt } = record;
      const to = callee === undefined ? called : `${callee.router} ${called}`;
      const head = [String(circuit), '[0-9:]{8}', caller.router, to];
      const cost = answeredAt === undefined ? ['-', 'free'] : [clockText(endedAt - answeredAt), amount(meter(record))];
      const tail = answeredAt === undefined ? '' : `.*, paid by ${payerOf(record).router}(;.*)?$`;
      const pattern = new RegExp(`^ *${[...head, ...cost].join(' +')} ${tail}`.replaceAll('.', '\\.').replaceAll('\\.*', '.*'));
      const line = printed[index];
      if (line === undefined || !pattern.test(line)) this.#wrong.push(`the bill has "${line}", and not ${pattern.source}`);
    });
  }

  #holdTotals(text: readonly string[]): void {
    const lines = new Map<string, Sums>();
    for (const record of this.#ended) {
      const { router, interface: name } = payerOf(record);
      for (const key of [`${router} ${name}`, `${router} all`, 'Total']) {
        const sums = lines.get(key) ?? { calls: 0, answered: 0, ms: 0, micros: 0 };
        lines.set(key, sums);
        sums.calls += 1;
        if (record.answeredAt === undefined) continue;
        sums.answered += 1;
        sums.ms += record.endedAt - record.answeredAt;
        sums.micros += meter(record);
      }
    }
    const from = text.findIndex((line) => line.startsWith('Paid by'));
    let rows = 0;
    for (let index = from + 1; text[index] !== ''; index += 1) {
      const words = must(text[index], 'a line').trim().split(/ +/);
      const key = words.slice(0, -4).join(' ');
      const sums = lines.get(key);
      rows += 1;
      const expected = sums === undefined ? 'none' : [sums.calls, sums.answered, clockText(sums.ms), amount(sums.micros)].join(' ');
      if (words.slice(-4).join(' ') !== expected) this.#wrong.push(`the total of ${key} is ${words.slice(-4).join(' ')}, and not ${expected}`);
    }
    const payers = [...lines.keys()].filter((key) => !key.endsWith(' all'));
    if (payers.filter((key) => key !== 'Total').length > rows - 1) this.#wrong.push(`${rows} totals, and ${payers.length} lines that pay`);
  }
}

function amount(micros: number): string {
  return (micros / 1_000_000).toFixed(2);
}

function clockText(ms: number): string {
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0')];
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}
