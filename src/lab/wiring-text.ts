// The wiring of a lab as text, as `up` prints it before the first prompt: which line has which numbers and why, who
// shares a LAN, and what could not be inferred.

import { formatIpv4 } from '../base/ipv4.ts';
import { isIsdnLine, type TelephoneLine } from '../network/lab-description.ts';
import type { InferredNumber, Wiring } from './wiring.ts';

export function wiringText(wiring: Wiring): readonly string[] {
  const lines: string[] = [];
  if (wiring.telephoneLines.length > 0) {
    lines.push('Telephone lines, inferred from the configurations:');
    const heads = wiring.telephoneLines.map((line) => `${line.router} ${line.interface}`);
    const width = Math.max(...heads.map((head) => head.length));
    wiring.telephoneLines.forEach((line, index) => {
      lines.push(`  ${(heads[index] ?? '').padEnd(width)}  ${isIsdnLine(line) ? line.switchType : line.kind === 'analog' ? 'analog' : 'V.25bis'}${kindText(line)}${spidText(line)}${huntText(line)}`);
      for (const number of wiring.numbers) {
        if (number.router !== line.router || number.interface !== line.interface) continue;
        lines.push(`  ${''.padEnd(width)}  ${number.number}: ${originText(number)}`);
      }
    });
  } else lines.push('No telephone lines: no configuration has a BRI or PRI interface.');
  for (const lan of wiring.lans) {
    lines.push(`${lan.name}: ${lan.members.map((member) => `${member.router} ${member.interface}`).join(', ')}`);
  }
  for (const { ends, clockedBy } of wiring.serialLinks) {
    const [a, b] = ends.map((end, index) => `${end.router} ${end.interface}${clockedBy === index ? ', which gives the clock,' : ''}`);
    lines.push(`${clockedBy === undefined ? 'leased line' : 'serial cable'}: ${a ?? ''} to ${b ?? ''}`.replace(/,$/, ''));
  }
  if (wiring.open.length > 0) lines.push('Not inferred:', ...wiring.open.map((text) => `  ${text}`));
  return lines;
}

function kindText(line: TelephoneLine): string {
  switch (line.kind) {
    case 'bri':
      return '';
    case 'analog':
      return `, modem ${line.modem.bitsPerSecond} bit/s`;
    case 'v25bis':
      return `, modem ${line.modem.bitsPerSecond} bit/s, ${line.modem.storedNumber === undefined ? `${line.modem.parity === 'odd' ? 'odd' : 'no'} parity` : `dials ${line.modem.storedNumber} by DTR`}`;
    default:
      return `, ${line.kind === 'pri-t1' ? 'T1' : 'E1'} ${line.signal.framing} ${line.signal.lineCode}, ${line.channels.length} B channels`;
  }
}

const spidText = (line: TelephoneLine): string => (isIsdnLine(line) && line.spids.required ? `, SPIDs required: ${line.spids.valid.join(', ')}` : '');

const huntText = (line: TelephoneLine): string => (line.huntGroup === undefined ? '' : `, hunt group ${line.huntGroup}`);

function originText({ origin }: InferredNumber): string {
  switch (origin.kind) {
    case 'ldn':
      return 'directory number of its SPID';
    case 'calling-number':
      return 'its own isdn calling-number';
    case 'assigned':
      return 'nobody dials it, so it got a number';
    case 'dialled': {
      const hop = origin.nextHop === undefined ? '' : ` for ${formatIpv4(origin.nextHop)}`;
      const rule = {
        'next-hop': 'which it holds',
        name: 'and names it',
        'sole-peer': 'and it is the only peer in the subnet',
      }[origin.rule];
      return `${origin.by} dials it${hop}, ${rule}`;
    }
  }
}
