// Console ports under clients of every kind: several at once, gone without a word, flooding, deaf, or talking garbage.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { eventually, RawClient, serveRouter, type ServedRouter } from '../../support/serving.ts';

const CONFIG = 'hostname R1\ninterface Ethernet0\n ip address 10.0.0.1 255.255.255.0\n';
const clients: RawClient[] = [];
const served: ServedRouter[] = [];

async function serve(options: Parameters<typeof serveRouter>[1] = {}): Promise<ServedRouter> {
  const router = await serveRouter(CONFIG, options);
  served.push(router);
  return router;
}

function connectTo({ port }: ServedRouter): RawClient {
  const client = new RawClient(port);
  clients.push(client);
  return client;
}

afterEach(() => {
  for (const router of served) expect(router.failures).toEqual([]);
  for (const client of clients.splice(0)) client.end();
  for (const router of served.splice(0)) router.close();
});

test('a client is offered its options and finds a prompt without pressing Return', async () => {
  const client = connectTo(await serve());
  expect(await client.until(/R1>/)).toBe('\u00ff\u00fb\u0001\u00ff\u00fb\u0003\u00ff\u00fd\u0018\u00ff\u00fd\u001f\r\nR1>');
});

test('every line end is one Return', async () => {
  const client = connectTo(await serve());
  await client.until(/R1>/);
  client.send('enable\r\nshow privilege\r\0show privilege\nshow privilege\r');
  const shown = await client.until(/(level is 15\r\nR1#[^]*){3}/);
  expect(shown).not.toMatch(/R1#\r\nR1#/);
});

test('several clients at one console see the same, half-typed text too', async () => {
  const router = await serve();
  const [first, second] = [connectTo(router), connectTo(router)];
  await first.until(/R1>/);
  await second.until(/R1>/);
  first.send('show priv');
  await second.until(/show priv/);
  const third = connectTo(router);
  await third.until(/R1>show priv/);
  second.send('ilege\r');
  for (const client of [first, second, third]) await client.until(/ilege\r\nCurrent privilege level is 1\r\nR1>/);
});

test('exit ends the connection that typed it; the others see that the console is available', async () => {
  const router = await serve();
  const [leaver, stayer] = [connectTo(router), connectTo(router)];
  await leaver.until(/R1>/);
  await stayer.until(/R1>/);
  leaver.send('exit\r\n');
  await leaver.untilClosed();
  await stayer.until(/R1 con0 is now available[^]*Press RETURN to get started\./);
  expect(stayer.closed).toBe(false);
  stayer.send('\r');
  await stayer.until(/R1>/);
});

test('one connection too many is refused with a line, and one that ends makes room', async () => {
  const router = await serve({ connections: 2 });
  const [first, second] = [connectTo(router), connectTo(router)];
  await first.until(/R1>/);
  await second.until(/R1>/);
  const third = connectTo(router);
  await third.until(/^% Too many connections: 2 are open\r\n/);
  await third.untilClosed();
  first.end();
  await eventually(() => router.limit.open === 1, 'the connection is counted as gone');
  await connectTo(router).until(/R1>/);
});

test('a script that sends everything and closes its side gets everything', async () => {
  const client = connectTo(await serve());
  client.socket.end('enable\rshow privilege\r');
  await client.until(/Current privilege level is 15\r\nR1#/);
  await client.untilClosed();
});

test('what is typed while a command runs waits for it; Ctrl-Shift-6 stops it', async () => {
  const client = connectTo(await serve({ speed: 20 }));
  await client.until(/R1>/);
  client.send('enable\rping 10.0.0.9\rshow privilege\r');
  await client.until(/Success rate is 0 percent \(0\/5\)[^]*show privilege\r\nCurrent privilege level is 15\r\nR1#/);
  client.send('ping 10.0.0.9\r');
  await client.until(/Sending 5/);
  client.send('show clock\r\u001e');
  await client.until(/Success rate is 0 percent \(0\/[0-4]\)/);
});

test('ten thousand lines pasted at once lose nothing', async () => {
  const router = await serve();
  const client = connectTo(router);
  await client.until(/R1>/);
  const lines = Array.from({ length: 10_000 }, (_, i) => `ip host H${i} 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`);
  client.send(`enable\rconfigure terminal\r${lines.join('\r')}\rend\rshow running-config | include ip host H9999\r`);
  await client.until(/include ip host H9999\r\nip host H9999 10\.0\.39\.15\r\nR1#/, 30_000);
  client.send('terminal length 0\rshow running-config\r');
  const shown = await client.until(/\r\nend\r\n[^]*R1#/, 30_000);
  expect(shown.match(/^ip host H\d+ /gm)).toHaveLength(10_000);
}, 60_000);

test('garbage harms nobody: random octets at one console, another client there goes on', async () => {
  const router = await serve();
  const witness = connectTo(router);
  await witness.until(/R1>/);
  let state = 12_345;
  const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16;
  for (let i = 0; i < 20; i += 1) {
    const garbage = connectTo(router);
    // No Return and no Ctrl-Z: lines of chance might reload the router.
    const octets = Uint8Array.from({ length: 3_000 }, () => (random() % 4 === 0 ? 240 + (random() % 16) : random() % 256)).map((octet) =>
      octet === 13 || octet === 10 || octet === 26 ? 0 : octet,
    );
    garbage.socket.write(octets);
    await garbage.until(/R1/);
    garbage.end();
  }
  await eventually(() => router.limit.open === 1, 'the garbage has gone');
  witness.send('\u0003\r\u0003');
  await new Promise((resolve) => setTimeout(resolve, 50));
  witness.text = '';
  witness.send('\u0015show privilege\r');
  await witness.until(/Current privilege level is 1\r\nR1>/);
});

test('a client that floods and never reads is held back, and starves nobody', async () => {
  const router = await serve();
  const flood = connectTo(router);
  await flood.until(/R1>/);
  flood.send('terminal length 0\r');
  await flood.until(/length 0\r\nR1>/);
  flood.socket.pause();
  const block = 'show interfaces\r'.repeat(4_096);
  let taken = 0;
  const pour = (): void => {
    while (taken < 200 && flood.socket.write(block)) taken += 1;
  };
  flood.socket.on('drain', pour);
  pour();
  const other = await serve();
  const polite = connectTo(other);
  await polite.until(/R1>/);
  for (let i = 0; i < 20; i += 1) {
    polite.send('show privilege\r');
    await polite.until(/level is 1\r\nR1>/, 2_000);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Two hundred blocks would be 13 MB of commands: what is not read stops what is taken.
  expect(flood.socket.writableLength + flood.socket.bytesWritten).toBeLessThan(block.length * 200);
  expect(flood.socket.bytesRead).toBeLessThan(16 * 1024 * 1024);
  flood.end();
  await eventually(() => router.limit.open === 0, 'the flood has gone');
}, 30_000);

test('a client that vanishes while a command keeps its flood waiting is noticed', async () => {
  const router = await serve();
  const flood = connectTo(router);
  await flood.until(/R1>/);
  // A word that is no command is looked up as a name, which takes its time.
  flood.socket.write('nosuchword\r'.repeat(50_000));
  await flood.until(/Translating/);
  flood.end();
  await eventually(() => router.limit.open === 0, 'the flood has gone', 15_000);
}, 20_000);

test('a deaf watcher at a busy console is cut off, and the others go on', async () => {
  const router = await serve();
  const [busy, deaf] = [connectTo(router), connectTo(router)];
  await busy.until(/R1>/);
  await deaf.until(/R1>/);
  deaf.socket.pause();
  busy.send('terminal length 0\r');
  await busy.until(/length 0\r\nR1>/);
  for (let i = 0; i < 200 && router.limit.open === 2; i += 1) {
    busy.send(`${'show interfaces\r'.repeat(100)}show privilege\r`);
    await busy.until(/level is 1\r\nR1>/, 20_000);
  }
  await eventually(() => router.limit.open === 1, 'the deaf one is cut off');
  busy.send('show privilege\r');
  await busy.until(/level is 1\r\nR1>/);
}, 60_000);

test('a thousand clients that come and vanish leave nothing behind', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag exposes
  const router = await serve();
  const visit = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 20) {
      const visitors = Array.from({ length: 20 }, () => new RawClient(router.port));
      await Promise.all(visitors.map((visitor) => visitor.until(/R1>/)));
      visitors.forEach((visitor, n) => (n % 2 === 0 ? visitor.socket.resetAndDestroy() : visitor.end()));
      await eventually(() => router.limit.open === 0, 'all have gone');
    }
    collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
  };
  await visit(500);
  const before = process.memoryUsage().heapUsed;
  await visit(1_000);
  expect(process.memoryUsage().heapUsed).toBeLessThan(before * 1.1);
}, 60_000);
