// Every way that Microsoft's callback can go at an access server: what the PC's user wants, what the server knows of the user, how
// the user proves who it is, what the interface has of `ppp callback`, callback security, and what line the call comes on. Each
// cell's end is derived below from the published behaviour, in the order in which server and PC take it, and never
// from what the program does.

import { describe, expect, it } from 'vitest';
import { dialIn, serverConfig, type DialIn } from '../support/dial-in.ts';
import { events, wait } from '../support/lab.ts';
import { callsOf, keepLawful } from '../support/lawful.ts';

interface Cell {
  /** Asked for a number, the user gives one, or would rather not; `always` names it beforehand; `never` asks for no callback. */
  readonly user: 'gives a number' | 'declines' | 'always' | 'never';
  readonly known: 'nothing' | 'empty string' | 'number' | 'map' | 'map with class' | 'map with class dialstring' | 'two maps' | 'map of IPX';
  readonly authentication: 'PAP' | 'CHAP' | 'none';
  readonly server: 'accept' | 'initiate' | 'none';
  readonly secure: 'on' | 'off';
}

const OWN_NUMBER = '5553333';
const KNOWN_NUMBER = '5554444';
const OTHER_NUMBER = '5554445';

type End =
  | { readonly end: 'called back'; readonly number: string; readonly from: 'peer' | 'username' | 'map'; readonly waits: boolean }
  | { readonly end: 'ordinary'; readonly because: string }
  | { readonly end: 'hung up'; readonly because: string }
  /** The PC closes the call: nothing that is offered will do. */
  | { readonly end: 'given up' };

function derived(cell: Cell): End {
  const { user, known, authentication, server, secure } = cell;
  // Without authentication LCP rejects operation 6 ("must be configured to use CHAP or PAP"); without `accept` as well.
  const negotiated = user !== 'never' && server === 'accept' && authentication !== 'none';
  return negotiated ? negotiatedEnd(cell) : silentEnd({ known, authentication, server, secure });
}

/** Nothing was negotiated: an ordinary call, unless the server initiates a callback or is secure. */
function silentEnd({ known, authentication, server, secure }: Pick<Cell, 'known' | 'authentication' | 'server' | 'secure'>): End {
  if (server === 'initiate' && authentication !== 'none') {
    if (known === 'number') return { end: 'called back', number: KNOWN_NUMBER, from: 'username', waits: false };
    if (known === 'map with class' || known === 'map with class dialstring') return { end: 'called back', number: KNOWN_NUMBER, from: 'map', waits: false };
  }
  return secure === 'on' ? { end: 'hung up', because: 'not-requested-secure' } : { end: 'ordinary', because: 'not-requested' };
}

function negotiatedEnd({ user, known, secure }: Cell): End {
  const own: End = { end: 'called back', number: OWN_NUMBER, from: 'peer', waits: true };
  const fromServer = (from: 'username' | 'map'): End => ({ end: 'called back', number: KNOWN_NUMBER, from, waits: true });
  switch (known) {
    case 'number':
      return fromServer('username');
    case 'empty string':
      // The one thing that is offered is to give a number.
      return user === 'declines' ? { end: 'given up' } : own;
    case 'map':
      // With callback security only who is configured for callback is called back.
      return secure === 'on' ? { end: 'hung up', because: 'no-class' } : fromServer('map');
    case 'map with class':
      return fromServer('map');
    case 'map with class dialstring':
      // The class lets the caller give a number of its own, and nothing lets it go on without.
      return user === 'declines' ? { end: 'given up' } : own;
    case 'two maps':
      // A list, and the first of it as the administrator's: the PC's user is asked, and its number is not of the list.
      if (secure === 'on') return { end: 'hung up', because: 'no-class' };
      return user === 'declines' ? { end: 'given up' } : fromServer('map');
    case 'map of IPX':
      return secure === 'on' ? { end: 'hung up', because: 'not-ip' } : { end: 'ordinary', because: 'declined' };
    case 'nothing':
      if (secure === 'on') return { end: 'hung up', because: 'no-map' };
      return user === 'declines' ? { end: 'ordinary', because: 'declined' } : own;
  }
}

const USERS = ['gives a number', 'declines', 'always', 'never'] as const;
const KNOWN = ['nothing', 'empty string', 'number', 'map', 'map with class', 'map with class dialstring', 'two maps', 'map of IPX'] as const;
const SERVERS = ['accept', 'initiate', 'none'] as const;
const SECURES = ['on', 'off'] as const;

/** On what line, and how users prove themselves there. */
const GROUNDS = [
  ['Modem', ['PAP', 'CHAP', 'none']],
  ['ISDN', ['CHAP']],
] as const;

function mapsOf(known: Cell['known']): readonly string[] {
  switch (known) {
    case 'map':
      return [`dialer map ip 10.1.1.9 name ann ${KNOWN_NUMBER}`];
    case 'map with class':
      return [`dialer map ip 10.1.1.9 name ann class CALLBACK ${KNOWN_NUMBER}`];
    case 'map with class dialstring':
      return [`dialer map ip 10.1.1.9 name ann class DIALSTRING ${KNOWN_NUMBER}`];
    case 'two maps':
      return [`dialer map ip 10.1.1.9 name ann ${KNOWN_NUMBER}`, `dialer map ip 10.1.1.10 name ann ${OTHER_NUMBER}`];
    case 'map of IPX':
      return [`dialer map ipx 10.0000.0c00.1234 name ann ${KNOWN_NUMBER}`];
    default:
      return [];
  }
}

function configOf({ known, authentication, server, secure }: Cell): string {
  const string = { 'empty string': '""', number: KNOWN_NUMBER }[known as string];
  const more = [
    ...mapsOf(known),
    ...(authentication === 'none' ? [] : [`ppp authentication ${authentication.toLowerCase()}`]),
    ...(server === 'none' ? [] : [`ppp callback ${server}`]),
    ...(secure === 'on' ? ['dialer callback-secure'] : []),
  ];
  const global = [
    ...(string === undefined ? [] : [`username ann callback-dialstring ${string}`]),
    'map-class dialer CALLBACK', 'dialer callback-server username', 'map-class dialer DIALSTRING', 'dialer callback-server dialstring', 'exit',
    'chat-script DIAL ABORT BUSY TIMEOUT 60 "" "AT Z" OK "ATDT\\T" CONNECT \\c',
  ];
  return serverConfig(more.map((line) => ` ${line}`), global).replace('line aux 0\n', 'line aux 0\n script dialer DIAL\n');
}

const LINES = { Modem: dialIn(serverConfig()).world.lab.telephoneLines, ISDN: dialIn(serverConfig(), { by: 'ISDN' }).world.lab.telephoneLines };

function run(cell: Cell, by: 'Modem' | 'ISDN'): DialIn {
  const callback = cell.user === 'always' ? ({ kind: 'always', number: OWN_NUMBER } as const) : ({ kind: cell.user === 'never' ? 'never' : 'ask' } as const);
  // The numbers that the server knows are of the PC's line as well.
  const numbers = [OWN_NUMBER, KNOWN_NUMBER, OTHER_NUMBER];
  const telephoneLines = LINES[by].map((line) => (line.router === 'PC1' ? { ...line, numbers } : line));
  const call = dialIn(configOf(cell), { by, callback }, { telephoneLines });
  keepLawful(call.world);
  call.pc.watch((event) => {
    if (event.type === 'pc.asking') call.world.clock.after(1000, () => call.pc.answer(cell.user === 'gives a number' ? OWN_NUMBER : undefined));
  });
  call.pc.dial();
  wait(call.world, 75);
  return call;
}

function check({ world, pc }: DialIn, cell: Cell): void {
  const expected = derived(cell);
  const decisions = events(world, 'dialer.callbackDecision', 'nas').map(({ event }) => event);
  const dialled = events(world, 'dialer.attempt', 'nas').map(({ event }) => event.number);
  switch (expected.end) {
    case 'called back': {
      const promised = decisions.find(({ outcome }) => outcome === 'call-back');
      expect(promised).toMatchObject({ number: expected.number, numberFrom: expected.from });
      expect(dialled).toEqual([expected.number]);
      expect(pc.reading().state).toBe(expected.waits ? 'connected' : 'idle');
      if (expected.waits) expect(decisions.at(-1)).toMatchObject({ because: 'return-call' });
      return;
    }
    case 'ordinary':
      expect(decisions.at(-1)).toMatchObject({ outcome: 'ordinary', because: expected.because });
      expect(dialled).toEqual([]);
      expect(pc.reading().state).toBe('connected');
      return;
    case 'hung up':
      expect(decisions.map(({ outcome, because }) => [outcome, because])).toEqual([['hang-up', expected.because]]);
      break;
    case 'given up':
      expect(events(world, 'ppp.cbcpFailed', 'PC1').map(({ event }) => event.because)).toEqual(['cancelled']);
      break;
  }
  expect(dialled).toEqual([]);
  expect(pc.reading().state).toBe('idle');
  expect(callsOf(world)).toEqual([]);
}

/** What the server knows is not asked for where nothing is negotiated and nothing initiated. */
function isBeside({ user, authentication, server }: Cell, known: Cell['known']): boolean {
  const silent = user === 'never' || server !== 'accept' || authentication === 'none';
  const initiates = server === 'initiate' && authentication !== 'none' && (user === 'never' || user === 'always');
  return silent && !initiates && known !== 'nothing' && known !== 'number';
}

describe.each(GROUNDS)('Microsoft callback by %s', (by, authentications) => {
  const names = authentications.flatMap((authentication) => SERVERS.flatMap((server) => SECURES.map((secure) => [authentication, server, secure] as const)));
  it.each(names)('%s, ppp callback %s, callback-secure %s', (authentication, server, secure) => {
    for (const user of USERS) {
      for (const known of KNOWN) {
        const cell: Cell = { user, known, authentication, server, secure };
        if (isBeside(cell, known)) continue;
        try {
          check(run(cell, by), cell);
        } catch (error) {
          throw new Error(`${JSON.stringify(cell)}: ${String(error)}`, { cause: error });
        }
      }
    }
  });
});
