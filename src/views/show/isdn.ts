// `show isdn status`, `show isdn service`, `show isdn active` and `show isdn history`: layers 1 to 3 of each D channel as the
// machines stand, the channels of primary accesses, and the calls as they were. The deep indent of a real device is a tab; eight blanks look the same.

import { globalSwitchType } from '../../config/model.ts';
import { shortInterfaceName } from '../../base/interface-name.ts';
import type { CallHistoryEntry, IsdnReading, RouterReader } from '../../network/router/readings.ts';
import { N200, N202, Q921_TIMERS } from '../../protocols/q921/timers.ts';
import type { Q921TimerName } from '../../protocols/q921/types.ts';
import { Q931_TIMERS } from '../../protocols/q931/timers.ts';
import { left, right } from './columns.ts';

/** One of the ISDN interfaces, by its name or its number; without both all of them. */
export interface WhichIsdn {
  readonly name?: string | undefined;
  readonly dsl?: number | undefined;
}

function chosen(router: RouterReader, { name, dsl }: WhichIsdn): readonly IsdnReading[] {
  return router.isdn().filter((reading) => (name === undefined || reading.interface === name) && (dsl === undefined || reading.dsl === dsl));
}

export function showIsdnStatus(router: RouterReader, which: WhichIsdn = {}): readonly string[] {
  const global = globalSwitchType(router.config);
  const lines = [global === undefined ? '**** No Global ISDN Switchtype currently defined ****' : `Global ISDN Switchtype = ${global}`];
  let total = 0;
  for (const reading of chosen(router, which)) {
    lines.push(...interfaceBlock(reading));
    total += reading.calls.length;
  }
  return [...lines, `    Total Allocated ISDN CCBs = ${total}`];
}

function interfaceBlock(reading: IsdnReading): readonly string[] {
  const { calls, dsl } = reading;
  return [
    `ISDN ${reading.interface} interface`,
    ...(reading.networkSide ? ['        ******* Network side configuration *******'] : []),
    `        dsl ${dsl}, interface ISDN Switchtype = ${reading.switchType ?? 'none'}`,
    '    Layer 1 Status:',
    `        ${reading.layer1Active ? 'ACTIVE' : 'DEACTIVATED'}`,
    '    Layer 2 Status:',
    ...linkLines(reading),
    ...spidLines(reading),
    '    Layer 3 Status:',
    `        ${calls.length} Active Layer 3 Call(s)`,
    ...calls.map((call) => {
      const id = (call.callReference | (call.outgoing ? 0x8000 : 0)).toString(16).toUpperCase();
      return `        CCB:callid=${id}, sapi=0, ces=1, B-chan=${call.channel ?? 0}, calltype=${call.voice ? 'VOICE' : 'DATA'}`;
    }),
    `    Activated dsl ${dsl} CCBs = ${calls.length}`,
    `    The Free Channel Mask:  0x${freeMask(reading).toString(16).toUpperCase()}`,
  ];
}

function linkLines({ links, kind, networkSide }: IsdnReading): readonly string[] {
  // The one link of a primary access needs no TEI from the network.
  if (kind === 'pri' && links.length === 0 && !networkSide) return ['        TEI = 0, Ces = 1, SAPI = 0, State = TEI_ASSIGNED'];
  const known = links.filter((link) => link.tei !== undefined);
  if (known.length === 0) return ['        Layer 2 NOT Activated'];
  return known.map(({ tei, ces, state }) => `        TEI = ${tei}, Ces = ${ces}, SAPI = 0, State = ${state}`);
}

function spidLines(reading: IsdnReading): readonly string[] {
  if (reading.spids.length === 0) return [];
  const lines = ['    Spid Status:'];
  for (const spid of reading.spids) {
    const tei = reading.links.find((link) => link.ces === spid.ces)?.tei;
    const valid = spid.state === 'valid';
    const state = valid ? '5(init)' : spid.state === 'sent' ? '4(awaiting init)' : '6(not initialized)';
    lines.push(tei === undefined ? `        TEI Not Assigned, ces = ${spid.ces}, state = 1(terminal down)` : `        TEI ${tei}, ces = ${spid.ces}, state = ${state}`);
    const ldn = spid.ldn === undefined ? 'no LDN' : `LDN ${spid.ldn}`;
    const sent = spid.state === 'not-sent' ? `spid${spid.ces} NOT sent` : `spid${spid.ces} sent`;
    lines.push(`            spid${spid.ces} configured, ${ldn}, ${sent}, spid${spid.ces} ${valid ? 'valid' : 'NOT valid'}`);
    if (valid) lines.push(`            Endpoint ID Info: epsf = 0, usid = ${spid.usid ?? 0}, tid = ${spid.tid ?? 0}`);
  }
  return lines;
}

/** Bit 31 is always set; below it stand the free B channels, the first in bit 0. */
function freeMask({ freeChannels }: IsdnReading): number {
  let mask = 1 << 31;
  for (const channel of freeChannels) mask |= 1 << (channel - 1);
  return mask >>> 0;
}

/** Channels of primary accesses: what is not in a group or is the D channel's is reserved. */
export function showIsdnService(router: RouterReader, which: WhichIsdn = {}): readonly string[] {
  const primary = chosen(router, which).filter(({ kind }) => kind === 'pri');
  return primary.length === 0 ? [] : ['PRI Channel Statistics:', ...primary.flatMap(serviceBlock)];
}

function serviceBlock(reading: IsdnReading): readonly string[] {
  const last = reading.interface.endsWith(':23') ? 24 : 31;
  const numbers = Array.from({ length: last }, (_, index) => index + 1);
  const heads = `    Channel :  ${numbers.map((number) => number % 10).join(' ')}`;
  return [
    `ISDN ${shortInterfaceName(reading.interface)}, Channel [1-${last}]`,
    `  Configured Isdn Interface (dsl) ${reading.dsl}`,
    '   Channel State (0=Idle 1=Proposed 2=Busy 3=Reserved 4=Restart 5=Maint_Pend)',
    heads,
    `    State   :  ${numbers.map((number) => channelState(reading, number)).join(' ')}`,
    '   Service State (0=Inservice 1=Maint 2=Outofservice)',
    heads,
    `    State   :  ${numbers.map((number) => (reading.layer1Active || !reading.channels.includes(number) ? 0 : 2)).join(' ')}`,
  ];
}

function channelState({ channels, calls, freeChannels }: IsdnReading, number: number): number {
  if (!channels.includes(number)) return 3;
  const call = calls.find(({ channel }) => channel === number);
  if (call === undefined) return freeChannels.includes(number) ? 0 : 2;
  return call.state === 'Active' ? 2 : 1;
}

const RULE = '-'.repeat(80);

export function showIsdnActive(router: RouterReader): readonly string[] {
  return table(router, 'ISDN ACTIVE CALLS', router.activeCalls().filter(({ isdn }) => isdn), false);
}

/** Newest last. */
export function showIsdnHistory(router: RouterReader): readonly string[] {
  return table(router, 'ISDN CALL HISTORY', router.callHistory(), true);
}

function table(router: RouterReader, title: string, calls: readonly CallHistoryEntry[], history: boolean): readonly string[] {
  const row = (call: CallHistoryEntry): string => {
    const end = call.endedAt ?? router.now;
    const running = call.endedAt === undefined;
    const seconds = (ms: number | undefined) => (running && ms !== undefined ? Math.floor(ms / 1000) : '');
    return [
      left(call.outgoing ? 'Out' : 'In', 8),
      right(call.callingNumber, 12),
      right(call.calledNumber, 13),
      ` ${left(call.remoteName.slice(0, 7), 8)}`,
      // As `%ISDN-6-DISCONNECT` counts a call that is over.
      right((running ? Math.floor : Math.round)((end - call.connectedAt) / 1000), 7),
      right(seconds(call.idleLeftMs), 8),
      right(seconds(call.idleMs), 8),
      `${right(call.units, 7)}       `,
    ].join('');
  };
  const head = history ? ['History table MaxLength = 100 entries', 'History Retain Timer = 15 Minutes', RULE] : [];
  return [
    RULE,
    ' '.repeat(32) + title,
    RULE,
    ...head,
    'Call    Calling      Called       Remote  Seconds Seconds Seconds Charges',
    'Type    Number       Number       Name    Used    Left    Idle    Units/Currency',
    RULE,
    ...calls.map(row),
    RULE,
  ];
}

/** The timers that call control and the data link really keep. */
export function showIsdnTimers(router: RouterReader, name?: string): readonly string[] {
  const layer2: readonly Q921TimerName[] = ['T200', 'T202', 'T203'];
  const seconds = (ms: number): string => `${right(ms / 1000, 3)} seconds`;
  return chosen(router, { name })
    .flatMap((reading) => [
      `ISDN ${reading.interface} Timers (dsl ${reading.dsl}) Switchtype = ${reading.switchType ?? 'none'}`,
      '    ISDN Layer 2 values',
      `        K    = ${right(reading.window, 3)}   outstanding I-frames`,
      `        N200 = ${right(N200, 3)}   max number of retransmits`,
      `        N202 = ${right(N202, 3)}   max number of retransmits of TEI ID Request`,
      ...layer2.map((timer) => `        ${timer} = ${seconds(timer === 'T203' ? reading.keepaliveMs : Q921_TIMERS[timer].defaultMs)}`),
      '    ISDN Layer 3 values',
      ...layer3Timers(reading).map(([timer, ms]) => `        ${timer} = ${seconds(ms)}`),
    ]);
}

function layer3Timers({ timers }: IsdnReading): readonly (readonly [string, number])[] {
  const configured = new Map<string, number>(Object.entries(timers));
  return Object.entries(Q931_TIMERS).flatMap(([timer, { defaultMs }]) => {
    const own = configured.get(timer);
    return own === undefined && NETWORK_TIMERS.has(timer) ? [] : [[timer, own ?? defaultMs]];
  });
}

/** Of Table 9-1 only: a terminal has none of them, until somebody sets one. */
const NETWORK_TIMERS: ReadonlySet<string> = new Set(['T301', 'T302', 'T306']);
