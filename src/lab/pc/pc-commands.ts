// The commands of a PC's dialler: what Windows has in its dialogs and at its command prompt. `ping` and `ipconfig` look as
// there, as far as a PC with one link has anything to show.

import { formatIpv4, parseIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import type { PcReading, PcSettings } from '../../network/pc/pc.ts';
import { MODEM_INTERFACE } from '../../network/pc/modem-card.ts';
import { PING_OCTETS, type HostPingAnswer } from '../../network/pc/host-ping.ts';
import { dialUpErrorText } from '../../views/pc-words.ts';
import type { Values } from '../prompt/pattern.ts';
import type { PcDesk } from './pc-console.ts';

export interface PcCommand {
  readonly pattern: string;
  readonly text: string;
  run(desk: PcDesk, values: Values): void;
}

export const PC_COMMANDS: readonly PcCommand[] = [
  { pattern: 'dial [NUMBER]', text: 'dial the number of the settings, or another one for this once', run: (desk, { NUMBER }) => dial(desk, NUMBER) },
  { pattern: 'terminal', text: 'type at the modem, AT commands and to whoever it calls; Ctrl-\\ leaves, and the call stays', run: terminal },
  { pattern: 'ppp', text: 'begin PPP on the call that was made at the terminal', run: continueWithPpp },
  { pattern: 'hangup', text: 'end the call, or the wait for one', run: hangUp },
  { pattern: 'status', text: 'say how the connection stands', run: (desk) => desk.print(...statusLines(desk.pc.reading())) },
  { pattern: 'ipconfig', text: 'show the address, the gateway and the name servers', run: (desk) => desk.print(...ipConfiguration(desk.pc.reading())) },
  { pattern: 'ping ADDRESS', text: 'send four echoes over the link', run: (desk, { ADDRESS }) => ping(desk, parseIpv4(ADDRESS ?? '') ?? 0) },
  { pattern: 'set', text: 'show the settings', run: (desk) => desk.print(...settingLines(desk.pc.reading())) },
  { pattern: 'set number NUMBER', text: 'the number to dial', run: (desk, { NUMBER = '' }) => change(desk, { number: NUMBER }) },
  { pattern: 'set user NAME', text: 'the user name', run: (desk, { NAME = '' }) => change(desk, { user: NAME }) },
  { pattern: 'set password [PASSWORD]', text: 'the password; without one it is asked for', run: setPassword },
  { pattern: 'set callback ask', text: 'callback: ask me when the server offers it', run: (desk) => change(desk, { callback: { kind: 'ask' } }) },
  { pattern: 'set callback never', text: 'callback: none', run: (desk) => setCallback(desk, { kind: 'never' }) },
  { pattern: 'set callback always NUMBER', text: 'callback: always at this number', run: (desk, { NUMBER = '' }) => setCallback(desk, { kind: 'always', number: NUMBER }) },
  { pattern: 'set encrypted-password on', text: 'require an encrypted password: CHAP, and no PAP', run: (desk) => change(desk, { encryptedPassword: true }) },
  { pattern: 'set encrypted-password off', text: 'accept any authentication, clear text too', run: (desk) => change(desk, { encryptedPassword: false }) },
  { pattern: 'set redial TIMES [SECONDS]', text: 'how often a number that is busy or does not answer is tried again, and after how long', run: setRedial },
  { pattern: 'set address server', text: 'the server assigns the IP address', run: setAddress },
  { pattern: 'set address ADDRESS', text: 'an IP address of its own', run: setAddress },
  { pattern: 'help', text: 'this list', run: (desk) => desk.print(...helpLines()) },
  { pattern: 'exit', text: 'leave the console', run: (desk) => desk.leave() },
];

function helpLines(): readonly string[] {
  const width = Math.max(...PC_COMMANDS.map(({ pattern }) => pattern.length));
  return [...PC_COMMANDS.map(({ pattern, text }) => `  ${pattern.padEnd(width)}  ${text}`), '  Ctrl-C stops what runs; words may be abbreviated.'];
}

// ---- calls

function dial(desk: PcDesk, number: string | undefined): void {
  const { state, line } = desk.pc.reading();
  if (line === undefined) desk.print(`${desk.pc.name} has no telephone line.`);
  else if (desk.pc.terminalOpen) desk.print(`The modem of ${desk.pc.name} is the terminal's; "hangup" frees it.`);
  else if (state !== 'idle') desk.print(`${desk.pc.name} has a call already; "hangup" ends it.`);
  else {
    desk.follow();
    desk.pc.dial(number);
  }
}

function terminal(desk: PcDesk): void {
  const { name } = desk.pc;
  if (desk.pc.reading().line !== MODEM_INTERFACE) desk.print(`${name} has no modem.`);
  else if (!desk.openTerminal()) desk.print(`The modem of ${name} is in use.`);
}

function continueWithPpp(desk: PcDesk): void {
  desk.follow();
  if (desk.pc.continueWithPpp()) return;
  desk.unfollow();
  desk.print('There is no call that was made at the terminal.');
}

function hangUp(desk: PcDesk): void {
  if (desk.pc.terminalOpen) return desk.pc.hangUp();
  if (desk.pc.reading().state === 'idle') return desk.print('There is no call.');
  desk.follow();
  desk.pc.hangUp();
}

function statusLines({ name, state, failure, bitsPerSecond, address, peerAddress, settings, line }: PcReading): readonly string[] {
  switch (state) {
    case 'connected':
      return [`Connected at ${bitsPerSecond} bps.`, `IP address ${formatIpv4(address)}, server ${peerAddress === 0 ? 'without an address' : formatIpv4(peerAddress)}.`];
    case 'waiting':
    case 'parting':
      return ['Waiting for callback.'];
    case 'redialing':
      return [`${failure === undefined ? '' : `${dialUpErrorText(failure)} `}Waiting to dial ${settings.number} again.`];
    case 'idle':
      if (line === undefined) return [`${name} has no telephone line.`];
      return [failure === undefined ? 'Not connected.' : `Not connected. ${dialUpErrorText(failure)}`];
    case 'closing':
      return ['Hanging up.'];
    default:
      return ['Connecting.'];
  }
}

// ---- IP

function ipConfiguration({ system, state, address, nameServers }: PcReading): readonly string[] {
  const title = `${system === 'windows-98' ? 'Windows 98' : 'Windows 2000'} IP Configuration`;
  if (state !== 'connected') return ['', title, '', 'The dial-up connection is down.', ''];
  const servers = (dns: boolean): string[] => nameServers.filter(({ which, address: each }) => each !== 0 && which.endsWith('Dns') === dns).map(({ address: each }) => formatIpv4(each));
  const field = (label: string, value: string): string => `        ${label.padEnd(34, ' .').slice(0, 34)}: ${value}`;
  const several = (label: string, values: readonly string[]): string[] => values.map((value, index) => (index === 0 ? field(label, value) : `${' '.repeat(44)}${value}`));
  return [
    '', title, '', 'PPP adapter Dial-Up Connection:', '',
    field('IP Address', formatIpv4(address)),
    field('Subnet Mask', '255.255.255.255'),
    field('Default Gateway', formatIpv4(address)),
    ...several('DNS Servers', servers(true)),
    ...several('WINS Servers', servers(false)),
    '',
  ];
}

function ping(desk: PcDesk, destination: Ipv4Address): void {
  const to = formatIpv4(destination);
  const running = desk.run(() => echoes.abort());
  running.line('');
  running.line(`Pinging ${to} with ${PING_OCTETS} bytes of data:`);
  running.line('');
  const echoes = desk.pc.ping(destination, {
    answered: (answer) => running.line(answerText(answer)),
    done(sent, roundTripsMs) {
      for (const line of pingStatistics(to, sent, roundTripsMs)) running.line(line);
      running.done();
    },
  });
}

function answerText(answer: HostPingAnswer): string {
  switch (answer.kind) {
    case 'reply':
      return `Reply from ${formatIpv4(answer.from)}: bytes=${PING_OCTETS} time=${answer.roundTripMs}ms TTL=${answer.timeToLive}`;
    case 'unreachable':
      return `Reply from ${formatIpv4(answer.from)}: Destination ${answer.what === 'other' ? 'host' : answer.what} unreachable.`;
    case 'expired':
      return `Reply from ${formatIpv4(answer.from)}: TTL expired in transit.`;
    case 'timeout':
      return 'Request timed out.';
    case 'no-way':
      return 'Destination host unreachable.';
  }
}

function pingStatistics(to: string, sent: number, roundTripsMs: readonly number[]): readonly string[] {
  if (sent === 0) return [];
  const received = roundTripsMs.length;
  const lost = sent - received;
  const lines = ['', `Ping statistics for ${to}:`, `    Packets: Sent = ${sent}, Received = ${received}, Lost = ${lost} (${Math.floor((100 * lost) / sent)}% loss),`];
  if (received === 0) return lines;
  const average = Math.floor(roundTripsMs.reduce((sum, ms) => sum + ms, 0) / received);
  return [...lines, 'Approximate round trip times in milli-seconds:', `    Minimum = ${Math.min(...roundTripsMs)}ms, Maximum = ${Math.max(...roundTripsMs)}ms, Average = ${average}ms`];
}

// ---- settings

function settingLines({ settings, line }: PcReading): readonly string[] {
  const { number, user, password, callback, encryptedPassword, redialAttempts, redialSeconds, address } = settings;
  return [
    `Line                ${line ?? 'none'}`,
    `Number              ${number}`,
    `User                ${user}`,
    `Password            ${password === '' ? 'none' : '********'}`,
    `Callback            ${callback.kind === 'always' ? `always at ${callback.number}` : callback.kind}`,
    `Encrypted password  ${encryptedPassword ? 'required' : 'not required'}`,
    `Redial              ${redialAttempts === 0 ? 'no' : `${redialAttempts} times, after ${redialSeconds} seconds`}`,
    `IP address          ${address === undefined ? 'from the server' : formatIpv4(address)}`,
  ];
}

function change({ pc }: PcDesk, settings: Partial<PcSettings>): void {
  pc.settings = { ...pc.settings, ...settings };
}

function setCallback(desk: PcDesk, callback: PcSettings['callback']): void {
  if (desk.pc.system === 'windows-98') desk.print('Windows 98 has no such setting: it asks when the server offers callback.');
  else change(desk, { callback });
}

function setPassword(desk: PcDesk, { PASSWORD }: Values): void {
  if (PASSWORD !== undefined) return change(desk, { password: PASSWORD });
  desk.ask('Password: ', (answer) => {
    if (answer !== undefined) change(desk, { password: answer });
  });
}

function setRedial(desk: PcDesk, { TIMES, SECONDS }: Values): void {
  change(desk, { redialAttempts: Number(TIMES), ...(SECONDS === undefined ? {} : { redialSeconds: Number(SECONDS) }) });
}

function setAddress({ pc }: PcDesk, { ADDRESS }: Values): void {
  const { address: _before, ...others } = pc.settings;
  const address = ADDRESS === undefined ? undefined : parseIpv4(ADDRESS);
  pc.settings = address === undefined ? others : { ...others, address };
}
