// Telnet: what real clients send (inetutils telnet on port 23 and elsewhere, Netmiko, clogin), cut anywhere.

import { expect, test } from 'vitest';
import { fromHex, fromText, toHex, toText } from '../../../src/base/octets.ts';
import { CONSOLE_SERVER, TELNET_OPTION, TelnetEnd } from '../../../src/wire/telnet.ts';
import fc from '../../support/fast-check.ts';

function serverEnd() {
  const seen = { data: '', sent: [] as string[], windows: [] as string[], types: [] as string[] };
  const end = new TelnetEnd(CONSOLE_SERVER, {
    data: (octets) => (seen.data += toText(octets)),
    send: (octets) => seen.sent.push(toHex(octets)),
    window: (columns, rows) => seen.windows.push(`${columns}x${rows}`),
    terminalType: (name) => seen.types.push(name),
  });
  const receive = (hex: string): void => end.receive(fromHex(hex));
  return { end, seen, receive };
}

test('a server offers to echo and to suppress go-aheads, and asks for terminal type and window', () => {
  const { end, seen } = serverEnd();
  end.open();
  expect(seen.sent).toEqual(['fffb01fffb03fffd18fffd1f']);
});

test('what was asked for is agreed to without another word', () => {
  const { end, seen, receive } = serverEnd();
  end.open();
  receive('fffd01fffd03fffb1f');
  expect(seen.sent).toHaveLength(1);
  expect(end.performs(TELNET_OPTION.echo)).toBe(true);
  receive('fffb18');
  expect(seen.sent[1]).toBe('fffa1801fff0');
  receive('fffa1800787465726dfff0');
  expect(seen.types).toEqual(['xterm']);
});

test('a client that refuses everything is left alone', () => {
  const { end, seen, receive } = serverEnd();
  end.open();
  receive('fffe01fffe03fffc18fffc1f');
  receive('fffe01fffe03fffc18fffc1f');
  expect(seen.sent).toHaveLength(1);
  expect(end.performs(TELNET_OPTION.echo)).toBe(false);
});

test('a client that opens by itself, as on port 23: the unknown is refused, once each', () => {
  const { end, seen, receive } = serverEnd();
  end.open();
  receive('fffd26fffb26fffd03fffb18fffb1ffffb20fffb21fffb22fffb27fffd05');
  expect(seen.sent.slice(1)).toEqual(['fffc26', 'fffe26', 'fffa1801fff0', 'fffe20', 'fffe21', 'fffe22', 'fffe27', 'fffc05']);
});

test('an option that was agreed to is given up when the client says so', () => {
  const { end, seen, receive } = serverEnd();
  end.open();
  receive('fffd01');
  receive('fffe01');
  expect(seen.sent[1]).toBe('fffc01');
  expect(end.performs(TELNET_OPTION.echo)).toBe(false);
  receive('fffd01');
  expect(seen.sent[2]).toBe('fffb01');
});

test('window sizes: zero is handed on as unknown, 255 is doubled on the wire', () => {
  const { seen, receive } = serverEnd();
  receive('fffa1f00000000fff0');
  receive('fffa1f00840000fff0');
  receive('fffa1f00ffff0018fff0');
  expect(seen.windows).toEqual(['0x0', '132x0', '255x24']);
});

test('commands: NOP vanishes, are-you-there is answered, break and interrupt are keys', () => {
  const { seen, receive } = serverEnd();
  receive('61fff162fff46364fff3fff765fff8');
  expect(seen.data).toBe('ab\u0003cd\u001e\u007fe\u0015');
  receive('fff6');
  expect(seen.sent.at(-1)).toBe(toHex(fromText('\r\n[Yes]\r\n')));
});

test('line ends go through as they came; the key reader knows them', () => {
  const { seen, receive } = serverEnd();
  receive('610d0a620d00630a');
  expect(seen.data).toBe('a\r\nb\r\0c\n');
});

test('data to send: 255 twice, and a bare carriage return with its NUL', () => {
  const { end } = serverEnd();
  expect(toHex(end.encode(fromHex('61ff0d0a0d62')))).toBe('61ffff0d0a0d0062');
  const plain = fromText('R1#\r\n');
  expect(end.encode(plain)).toBe(plain);
});

test('a subnegotiation that never ends costs no memory, and one that is cut off gives way', () => {
  const { seen, receive, end } = serverEnd();
  end.receive(fromHex('fffa1f'));
  for (let i = 0; i < 100; i += 1) end.receive(new Uint8Array(10_000));
  receive('fff0');
  expect(seen.windows).toEqual([]);
  receive('fffa1f0050fffd0161');
  expect(seen.data).toBe('a');
  expect(end.performs(TELNET_OPTION.echo)).toBe(true);
});

test('property: any octets, cut anywhere, give the same as in one piece', () => {
  const octet = fc.oneof(fc.constantFrom(255, 254, 253, 252, 251, 250, 240, 1, 3, 24, 31, 13, 10, 0), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(octet, { maxLength: 80 }), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 20 }), (octets, cuts) => {
      const whole = serverEnd();
      whole.end.receive(Uint8Array.from(octets));
      const parts = serverEnd();
      for (let at = 0, i = 0; at < octets.length; i += 1) {
        const size = cuts[i % cuts.length] ?? 1;
        parts.end.receive(Uint8Array.from(octets.slice(at, at + size)));
        at += size;
      }
      expect(parts.seen).toEqual(whole.seen);
    }),
  );
});

test('property: what one end encodes the other end reads', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
      const { end, seen } = serverEnd();
      end.receive(end.encode(octets));
      // The NUL behind a carriage return is the other end's business.
      expect(seen.data.replaceAll('\r\0', '\r')).toBe(toText(octets));
    }),
  );
});
