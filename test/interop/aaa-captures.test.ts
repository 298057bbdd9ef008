// tshark reads what routers and authentication servers say to each other, with the secrets at hand: RADIUS whose answers it
// checks, and TACACS+ whose bodies it opens. It must find nothing malformed and nothing to warn of.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEY, openAaaLab, PC_NUMBER, typed, type AaaLabOptions } from '../support/aaa-lab.ts';
import { ping, wait } from '../support/lab.ts';
import { expectNoWarnings, tsharkAvailable, tsharkFields } from '../support/tshark.ts';

const SERVERS = `aaa-servers:
  AAA1:
    lan: lan1
    address: 10.1.1.5/24
    key: ${KEY}
    users:
      alice: { password: s3cret, callback: 5552000, idle-timeout: 60s, send-secret: s3cret }
      carol: { password: s3cret, callback: "", framed-address: 172.20.1.100 }
`;
const OPTIONS = ['-o', `radius.shared_secret:${KEY}`, '-o', 'radius.validate_authenticator:TRUE', '-o', `tacplus.key:${KEY}`] as const;

/** A branch and a PC are called back. */
function captured<T>(options: Omit<AaaLabOptions, 'servers'>, look: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-pcap-'));
  try {
    const pcap = join(folder, 'aaa.pcapng');
    const lab = openAaaLab({ ...options, servers: SERVERS, pcap });
    ping(lab.world, 'branch', '172.20.1.1');
    wait(lab.world, 25);
    ping(lab.world, 'branch', '172.20.1.1');
    wait(lab.world, 120);
    typed(lab, 'PC1', 'dial');
    typed(lab, 'PC1', PC_NUMBER);
    wait(lab.world, 40);
    typed(lab, 'PC1', 'hangup');
    wait(lab.world, 10);
    lab.close();
    return look(pcap);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!tsharkAvailable())('tshark reads', () => {
  it.each(['chap', 'pap'] as const)('RADIUS, by %s', (authentication) => {
    captured({ authentication, pc: 'carol' }, (file) => {
      expectNoWarnings(file, OPTIONS);
      const rows = tsharkFields(file, ['radius.code', 'radius.Callback_Number', 'radius.Cisco_AVPair', 'radius.User_Password', 'radius.authenticator.invalid', 'radius.Acct_Status_Type'], 'radius', OPTIONS);
      expect(new Set(rows.map(([code]) => code))).toEqual(new Set(['1', '2', '4', '5']));
      expect(rows.some(([, number]) => number === '5552000')).toBe(true);
      expect(rows.some(([, , pair = '']) => pair.includes('lcp:callback-dialstring='))).toBe(true);
      // Opened with the secret.
      expect(rows.some(([, , , password = '']) => password.includes('s3cret'))).toBe(authentication === 'pap');
      expect(rows.filter(([, , , , invalid = '']) => /1|True/.test(invalid))).toEqual([]);
      expect(rows.filter(([, , , , , status]) => status === '1').length).toBe(rows.filter(([, , , , , status]) => status === '2').length);
    });
  });

  it('TACACS+', () => {
    captured({ protocol: 'tacacs+', pc: 'carol' }, (file) => {
      expectNoWarnings(file, OPTIONS);
      const rows = tsharkFields(file, ['tacplus.type', 'tacplus.user', 'tacplus.remote_address', 'tacplus.arg_value'], 'tacplus', OPTIONS);
      expect(new Set(rows.map(([type]) => type))).toEqual(new Set(['1', '2', '3']));
      // Bodies are opened with the key, and not guessed.
      expect(new Set(rows.flatMap(([, user = '']) => (user === '' ? [] : [user])))).toEqual(new Set(['alice', 'carol']));
      expect(rows.some(([, , remote]) => remote === '5552000/5551000')).toBe(true);
      const texts = rows.map(([, , , values = '']) => values).join();
      for (const text of ['service=ppp', 'protocol=lcp', 'callback-dialstring=5552000', 'addr=172.20.1.100', 'elapsed_time=']) expect(texts).toContain(text);
    });
  });
});
