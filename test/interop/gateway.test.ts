// A lab asks servers beyond itself through a gateway: those of another ringback, which serves them with `--aaa`. RADIUS goes by
// datagrams, TACACS+ by connections; nobody at a port is noticed, and what does not come is not waited for for ever.

import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedLab } from '../../src/app/assemble.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { lanHostAddress } from '../../src/network/lan/lan.ts';
import { LanHost } from '../../src/network/lan/lan-host.ts';
import { AaaHost } from '../support/aaa-host.ts';
import { openAaaLab } from '../support/aaa-lab.ts';
import { PLACE, radiusServer } from '../support/aaa-net.ts';
import { events, ping, ROOT, wait } from '../support/lab.ts';
import { forget, serveProgram, type ServeProgram } from '../support/serve-program.ts';

let program: ServeProgram;

beforeAll(async () => {
  program = await serveProgram([join(ROOT, 'test', 'interop', 'aaa.yaml'), '--aaa', '0'], undefined, 3);
});

afterAll(async () => {
  expect(await program.stop()).toBe(0);
  forget(program);
});

const RADIUS = (port: number): string => `udp: [1645=${port}, 1646=${port}]`;
const TACACS = (port: number): string => `tcp: 49=${port}`;

function open(protocol: 'radius' | 'tacacs+', ports: string, hub: readonly string[] = []): OpenedLab {
  return openAaaLab({ protocol, key: 'ringkey', hub, accounting: false, servers: `gateways:\n  GW: { lan: lan1, address: 10.1.1.5/24, to: 127.0.0.1, ${ports} }\n` });
}

const decidedBy = ({ world }: OpenedLab): string | undefined => events(world, 'aaa.decided', 'hub').find(({ event }) => event.what === 'authentication')?.event.method;

describe('a gateway', () => {
  it.each([
    ['radius', (port: number) => RADIUS(port), 'udp'],
    ['tacacs+', (port: number) => TACACS(port), 'tcp'],
  ] as const)('carries %s to a server beyond, and its answers back at their instants', (protocol, ports, carried) => {
    const lab = open(protocol, ports(program.port('AAA1', protocol === 'radius' ? 'radius' : 'tacacs')));
    ping(lab.world, 'branch', '172.20.1.1');
    wait(lab.world, 40);
    expect(decidedBy(lab)).toBe(protocol);
    const sent = events(lab.world, 'gateway.sent', 'GW');
    const arrived = events(lab.world, 'gateway.arrived', 'GW');
    expect(sent.length).toBeGreaterThan(0);
    expect(arrived).toHaveLength(sent.length);
    expect(new Set([...sent, ...arrived].map(({ event }) => event.protocol))).toEqual(new Set([carried]));
    // Virtual time went with the wall while the answer was due: it took some of it, and not all that it may.
    const [question, answer] = [sent[0]?.at ?? 0, arrived[0]?.at ?? 0];
    expect(answer).toBeGreaterThan(question);
    expect(answer - question).toBeLessThan(5000);
    lab.close();
  });

  it.each([
    ['radius', RADIUS(9)],
    ['tacacs+', TACACS(9)],
  ] as const)('notices at once that nobody is at a port of %s', (protocol, ports) => {
    const lab = open(protocol, ports, ['radius-server timeout 2', 'radius-server retransmit 1', 'tacacs-server timeout 2']);
    ping(lab.world, 'branch', '172.20.1.1');
    wait(lab.world, 40);
    expect(decidedBy(lab)).toBe('local');
    expect(events(lab.world, 'gateway.failed', 'GW').length).toBeGreaterThan(0);
    lab.close();
  });

  it('waits for every answer, when several are due from one port', async () => {
    const slow = await serveProgram([join(ROOT, 'test', 'interop', 'aaa-slow.yaml'), '--aaa', '0'], undefined, 3);
    try {
      const lab = open('radius', RADIUS(slow.port('AAA1', 'radius')));
      const [lan] = lab.world.lans;
      if (lan === undefined) throw new Error('the lab has a LAN');
      const nas = new LanHost(lab.world.clock, { name: 'NAS', address: '10.1.1.9', mask: '255.255.255.0' }, lanHostAddress(99), (octets) => lan.send(octets));
      lan.attach(nas);
      const host = new AaaHost('radius', lab.world.clock, nas);
      const server = radiusServer(parseIpv4('10.1.1.5'), { key: 'ringkey', timeoutSeconds: 3 });
      const asked = ['alice', 'bob', 'carol'].map((user) => host.ask({ kind: 'authentication', service: 'ppp', user, proof: { kind: 'pap', password: 's3cret' }, privilege: 1, where: PLACE }, [server]));
      wait(lab.world, 60);
      expect(asked.map(({ reply }) => reply?.type)).toEqual(['pass', 'pass', 'pass']);
      // Nobody asked twice.
      expect(events(lab.world, 'gateway.sent', 'GW')).toHaveLength(3);
      lab.close();
    } finally {
      await slow.stop();
      forget(slow);
    }
  });

  it('waits with the wall for a server that says nothing, as long as the router does', async () => {
    const silent = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const lab = open('tacacs+', TACACS(typeof address === 'object' && address !== null ? address.port : 0), ['tacacs-server timeout 1']);
    ping(lab.world, 'branch', '172.20.1.1');
    wait(lab.world, 40);
    expect(decidedBy(lab)).toBe('local');
    expect(events(lab.world, 'tacacs.timeout', 'hub').length).toBeGreaterThan(0);
    lab.close();
    silent.close();
  });
});
