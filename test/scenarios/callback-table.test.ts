// Every way that RFC 1570 callback can go at a called router: what the caller asks for, how it proves itself, what the map
// says of it, callback security, whether it proves itself, and what the return call finds. Each cell's end is derived below from
// the published behaviour, step by step in the order in which the router takes them, and never from what the program does.

import { describe, expect, it } from 'vitest';
import type { TelephoneLine } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { callbackOption, rewriteCallback } from '../support/callback-operation.ts';
import { clientConfig, LINES, serverConfig, settled, type EndOptions } from '../support/configs.ts';
import { events, labOf, lineOf, ping, wait } from '../support/lab.ts';
import { analogLineOf, AUX_LINE, DIAL_SCRIPT } from '../support/modems.ts';
import { controllerLines, MODELS, priLineOf } from '../support/primary.ts';
import { expectQuiet } from '../support/lawful.ts';

interface Cell {
  readonly operation: 0 | 1 | 3 | 'none';
  readonly protocol: 'PAP' | 'CHAP' | 'none';
  readonly mapClass: 'right' | 'absent' | 'without callback-server';
  readonly secure: 'on' | 'off';
  readonly proof: 'good' | 'bad' | 'unknown name';
  readonly returnLine: 'free' | 'busy' | 'no answer' | 'none';
  readonly server: 'username' | 'dialstring';
}

/** The end of a cell. `because` is the reason of the called router's decision about the first call. */
type End =
  /** The name was not proved: PPP ends the call, and nobody decides about callback. */
  | { readonly end: 'not authenticated'; readonly reason: 'wrong-secret' | 'unknown-name' }
  | { readonly end: 'hung up' | 'stays'; readonly because: string }
  | { readonly end: 'called back'; readonly number: string; readonly from: 'peer' | 'map' }
  | { readonly end: 'return call fails'; readonly number: string; readonly from: 'peer' | 'map'; readonly cause: 'busy' | 'carrier' | 'no-channel' };

const MAP_NUMBER = '5558888';
/** A second number of the client's line: what it sends of itself in operations 1 and 3. */
const OWN_NUMBER = '5558889';

function derived({ operation, protocol, mapClass, secure, proof, returnLine, server }: Cell): End {
  // Authentication comes before callback: who fails it is not called back (behaviour §4.1 row 6, and §5).
  if (protocol !== 'none' && proof === 'bad') return { end: 'not authenticated', reason: 'wrong-secret' };
  if (protocol !== 'none' && proof === 'unknown name') return { end: 'not authenticated', reason: 'unknown-name' };
  // Rows 4 and 5: nothing was negotiated. With callback security the call is dropped, else it is an ordinary one.
  if (operation === 'none') return secure === 'on' ? { end: 'hung up', because: 'not-requested-secure' } : { end: 'stays', because: 'not-requested' };
  // Rows 2 and 3: negotiated, and the caller cannot be called back.
  const refused = secure === 'on' ? 'hung up' : 'stays';
  if (protocol === 'none') return { end: refused, because: 'no-name' };
  if (mapClass === 'absent') return { end: refused, because: 'no-class' };
  if (mapClass === 'without callback-server') return { end: refused, because: 'class-without-callback-server' };
  // Row 1. `dialstring` takes the number that the client sent, if it sent one; `username` the map's.
  const from = server === 'dialstring' && operation !== 0 ? 'peer' : 'map';
  const number = from === 'peer' ? OWN_NUMBER : MAP_NUMBER;
  // Row 7: one attempt and no retry.
  if (returnLine === 'busy') return { end: 'return call fails', number, from, cause: 'busy' };
  if (returnLine === 'no answer') return { end: 'return call fails', number, from, cause: 'carrier' };
  if (returnLine === 'none') return { end: 'return call fails', number, from, cause: 'no-channel' };
  return { end: 'called back', number, from };
}

const OPERATIONS = [0, 1, 3, 'none'] as const;
const PROTOCOLS = ['PAP', 'CHAP', 'none'] as const;
const CLASSES = ['right', 'absent', 'without callback-server'] as const;
const SECURES = ['on', 'off'] as const;
const PROOFS = ['good', 'bad', 'unknown name'] as const;
const RETURN_LINES = ['free', 'busy', 'no answer', 'none'] as const;
const SERVERS = ['username', 'dialstring'] as const;

/** The interface that the server is called on; elsewhere than on a BRI by itself the table is crossed for CHAP. */
const GROUNDS = [
  ['a BRI', {}, PROTOCOLS],
  ['a rotary group', { rotary: ['BRI0'] }, ['CHAP']],
  ['a dialer profile', { profile: true }, ['CHAP']],
  ['a PRI', { interface: 'Serial0:23', switchType: 'primary-ni' }, ['CHAP']],
  ['a modem', { interface: 'Async1' }, ['CHAP']],
  ['a rotary group of modems', { rotary: ['Async1', 'Async2'] }, ['CHAP']],
] as readonly (readonly [string, EndOptions, readonly Cell['protocol'][]])[];

function serverOptions({ operation: _, protocol, mapClass, secure, proof, server }: Cell): EndOptions {
  const named = { right: 'class CALLBACK ', absent: '', 'without callback-server': 'class PLAIN ' }[mapClass];
  const users = { good: ['R2 password CCIE'], bad: ['R2 password WRONG'], 'unknown name': [] }[proof];
  return {
    maps: [`ip 172.12.12.2 name R2 ${named}broadcast ${MAP_NUMBER}`],
    users: ['R3 password CCIE', ...users],
    without: ['ppp authentication chap', ...(secure === 'off' ? ['dialer callback-secure'] : [])],
    more: authentication('R1', protocol),
    global: ['map-class dialer CALLBACK', `  dialer callback-server ${server}`, 'exit', 'map-class dialer PLAIN', ' dialer idle-timeout 60', 'exit'],
  };
}

function clientOptions({ operation, protocol }: Cell): EndOptions {
  return { without: ['ppp authentication chap', ...(operation === 'none' ? ['ppp callback request'] : [])], more: authentication('R2', protocol) };
}

function authentication(name: string, protocol: Cell['protocol']): readonly string[] {
  if (protocol === 'none') return [];
  return protocol === 'CHAP' ? ['ppp authentication  chap'] : ['ppp authentication  pap', `ppp pap sent-username ${name} password CCIE`];
}

/** A third router, to take the server's channels when the return call is due. */
const BLOCKER = `hostname R3
interface BRI0
 ip address 172.12.12.3 255.255.255.0
 isdn switch-type basic-ni
`;
/** It is heard by no PPP, so that its call lasts until that gives up. */
const modemBlocker = (n: number): string =>
  [
    `hostname R${n}`, DIAL_SCRIPT, 'interface Async1', ` ip address 172.12.12.${n} 255.255.255.0`, ' async mode dedicated', ' dialer in-band', ' dialer string 5557777', ' dialer-group 1', 'dialer-list 1 protocol ip permit', ...AUX_LINE,
  ].join('\n');

/** The server's lines. */
function linesOf({ rotary, interface: name = 'BRI0' }: EndOptions): readonly string[] {
  return rotary ?? [name];
}

const usesModems = (ground: EndOptions): boolean => linesOf(ground).some((name) => name.startsWith('Async'));

const ALL_LINES: readonly TelephoneLine[] = [LINES[0] ?? lineOf('R1', ['5557777']), lineOf('R2', [MAP_NUMBER, OWN_NUMBER]), lineOf('R3', ['5559999'])];

/** One for each of the server's, which are one hunt group, one for the client, and one for each who takes them. */
function modemLines(ground: EndOptions): readonly TelephoneLine[] {
  const servers = linesOf(ground).map((name) => analogLineOf('R1', ['5557777'], { interface: name, huntGroup: 'R1' }));
  return [...servers, analogLineOf('R2', [MAP_NUMBER, OWN_NUMBER]), ...blockers(ground).map((name) => analogLineOf(name, [`555999${name.slice(1)}`]))];
}

/** Who take the server's channels when the return call is due. */
function blockers(ground: EndOptions): readonly string[] {
  return usesModems(ground) ? linesOf(ground).map((_, index) => `R${3 + index}`) : ['R3'];
}

function worldOfCell(cell: Cell, ground: EndOptions): World {
  const faults = { busy: [] as string[], noAnswer: [] as string[], noResponse: [] };
  if (cell.returnLine === 'busy') faults.busy.push(MAP_NUMBER, OWN_NUMBER);
  if (cell.returnLine === 'no answer') faults.noAnswer.push(MAP_NUMBER, OWN_NUMBER);
  const server = serverConfig({ ...serverOptions(cell), ...ground });
  const primary = ground.interface === 'Serial0:23';
  const modems = usesModems(ground);
  const configs = {
    R1: primary ? `${controllerLines('T1').join('\n')}\n${server}` : server,
    R2: clientConfig({ ...clientOptions(cell), ...(modems ? { interface: 'Async1' } : {}) }),
    ...Object.fromEntries(blockers(ground).map((name, index) => [name, modems ? modemBlocker(3 + index) : BLOCKER])),
  };
  const lines = primary ? [priLineOf('R1', 'T1', ['5557777'], { switchType: 'primary-ni' }), ...ALL_LINES.slice(1)] : modems ? modemLines(ground) : ALL_LINES;
  const lab = labOf(configs, lines, { faults });
  const model = primary ? MODELS.T1 : modems && ground.rotary !== undefined ? '2511' : undefined;
  const world = settled({ ...lab, routers: lab.routers.map((router) => (model !== undefined && router.name === 'R1' ? { ...router, model } : router)) });
  translate(world, cell.operation, linesOf(ground), modems ? 'Async1' : 'BRI0');
  return world;
}

function translate(world: World, operation: Cell['operation'], servers: readonly string[], client: string): void {
  if (operation === 'none' || operation === 0) return;
  const [out, back] = [callbackOption(operation, OWN_NUMBER), callbackOption(0)];
  const carriers = (router: string, name: string) => (world.routers.get(router)?.capturePoints(name) ?? []).filter(({ suffix }) => suffix !== 'D');
  for (const { line } of carriers('R2', client)) line.fault = (octets) => rewriteCallback(octets, out);
  for (const { line } of servers.flatMap((server) => carriers('R1', server))) line.fault = (octets) => rewriteCallback(octets, back);
}

/** A ping of the client, and the time in which everything that was to come has come. */
function run(world: World, cell: Cell, ground: EndOptions): void {
  ping(world, 'R2', '172.12.12.1', 1);
  if (usesModems(ground)) {
    // The first call has come and gone; the next ones have their carriers before the enable time is over.
    wait(world, 10);
    if (cell.returnLine === 'none') for (const name of blockers(ground)) ping(world, name, '172.12.12.1', 1);
    wait(world, 46 - 2 * (blockers(ground).length - 1));
    return;
  }
  if (cell.returnLine === 'none') for (let n = 0; n < 2; n += 1) world.routers.get('R3')?.isdnCall('BRI0', '5557777', 64);
  wait(world, 48);
}

function check(world: World, cell: Cell): void {
  const expected = derived(cell);
  const first = events(world, 'dialer.callbackDecision', 'R1')[0]?.event;
  const dialled = events(world, 'dialer.attempt', 'R1').map(({ event }) => event.number);
  const recognised = events(world, 'dialer.callbackReceived', 'R2').length;
  switch (expected.end) {
    case 'not authenticated':
      expect(first).toBeUndefined();
      expect(events(world, 'ppp.authFailed', 'R1')[0]?.event).toMatchObject({ side: 'local', reason: expected.reason, name: 'R2' });
      expect(dialled).toEqual([]);
      return;
    case 'hung up':
    case 'stays': {
      const outcome = expected.end === 'hung up' ? 'hang-up' : expected.because === 'not-requested' ? 'ordinary' : 'stay-up';
      expect(first).toMatchObject({ outcome, because: expected.because });
      expect(dialled).toEqual([]);
      expect(recognised).toBe(0);
      // The client hangs up by itself once its option was acknowledged; an ordinary call carries the packets.
      const ordinary = expected.because === 'not-requested';
      expect(ping(world, 'R2', '172.12.12.1', 2).includes('!')).toBe(ordinary);
      return;
    }
    case 'return call fails': {
      expect(first).toMatchObject({ outcome: 'call-back', because: 'authorised', number: expected.number, numberFrom: expected.from });
      expect(dialled).toEqual(expected.cause === 'no-channel' ? [] : [expected.number]);
      const failed = events(world, 'dialer.failed', 'R1').map(({ event }) => (event.why === 'cause' ? `cause ${event.cause}` : event.why));
      if (expected.cause !== 'no-channel') expect(failed).toEqual([expected.cause === 'busy' ? 'cause 17' : 'carrier']);
      expect(events(world, 'dialer.callbackFailed', 'R1')).toHaveLength(1);
      expect(recognised).toBe(0);
      return;
    }
    case 'called back':
      expect(first).toMatchObject({ outcome: 'call-back', because: 'authorised', number: expected.number, numberFrom: expected.from });
      expect(dialled).toEqual([expected.number]);
      expect(recognised).toBe(1);
      expect(ping(world, 'R2', '172.12.12.1', 2)).toBe('!!');
      return;
  }
}

describe.each(GROUNDS)('on %s', (_name, ground, protocols) => {
  const blocks = SECURES.flatMap((secure) => protocols.flatMap((protocol) => CLASSES.flatMap((mapClass) => OPERATIONS.map((operation) => ({ secure, protocol, mapClass, operation })))));
  describe.each(blocks)('callback-secure $secure, $protocol, map class $mapClass, operation $operation', (block) => {
    // Nobody here could take the 23 channels of a PRI.
    const rest = PROOFS.flatMap((proof) => RETURN_LINES.filter((line) => line !== 'none' || ground.interface !== 'Serial0:23').flatMap((returnLine) => SERVERS.map((server) => ({ proof, returnLine, server }))));
    it.each(rest)('proof $proof, return line $returnLine, callback-server $server', ({ proof, returnLine, server }) => {
      const cell: Cell = { ...block, proof, returnLine, server };
      const world = worldOfCell(cell, ground);
      run(world, cell, ground);
      check(world, cell);
      const modems = usesModems(ground);
      for (const name of linesOf(ground)) world.routers.get('R1')?.clearInterface(name);
      for (const name of ['R2', ...blockers(ground)]) world.routers.get(name)?.clearInterface(modems ? 'Async1' : 'BRI0');
      wait(world, 70);
      // Data links: both ends of a primary access keep it alive, a modem has none.
      expectQuiet(world, modems ? 0 : ground.interface === undefined ? 3 : 4);
    });
  });
});
