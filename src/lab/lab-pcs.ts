// The dial-in PCs of a lab file: whose dial-up client each has, and its phone book entry, which its console may change. The
// telephone line it is plugged into stands among the others, as `PC1 Modem` or `PC1 ISDN`.

import { parseIpv4 } from '../base/ipv4.ts';
import type { LabPc, PcSystem } from '../network/lab-description.ts';
import { parseDuration } from './duration.ts';
import { readNumber } from './lab-faults.ts';
import { LAST_SECONDS, LAST_TIMES } from './prompt/word-kinds.ts';
import type { YamlValue } from './yaml-value.ts';

const SYSTEMS: readonly PcSystem[] = ['windows-98', 'windows-2000'];
const REDIAL_SECONDS = 60;

export function readPc(name: string, value: YamlValue): LabPc {
  value.keys(['system', 'number', 'user', 'password', 'callback', 'encrypted-password', 'redial', 'address']);
  const system = value.optional('system')?.oneOf(SYSTEMS, 'system') ?? 'windows-2000';
  const callback = value.optional('callback');
  const address = value.optional('address');
  const own = address === undefined ? undefined : (parseIpv4(address.text()) ?? address.fail(`"${address.text()}" is no address, such as "10.1.1.2"`));
  return {
    name,
    system,
    settings: {
      number: readNumber(value.required('number')),
      user: value.required('user').text(),
      password: value.required('password').text(),
      callback: callback === undefined ? { kind: 'ask' } : readCallback(callback, system),
      encryptedPassword: value.optional('encrypted-password')?.oneOf(['true', 'false'], 'truth') === 'true',
      ...readRedial(value.optional('redial')),
      ...(own === undefined ? {} : { address: own }),
    },
  };
}

/** `ask`, `never`, or the number at which the PC is always called back. */
function readCallback(value: YamlValue, system: PcSystem): LabPc['settings']['callback'] {
  const text = value.text();
  if (text === 'ask') return { kind: 'ask' };
  if (system === 'windows-98') return value.fail('Windows 98 has no such setting: it asks when the server offers callback; leave "callback" out, or take windows-2000');
  return text === 'never' ? { kind: 'never' } : { kind: 'always', number: readNumber(value) };
}

function readRedial(value: YamlValue | undefined): Pick<LabPc['settings'], 'redialAttempts' | 'redialSeconds'> {
  if (value === undefined) return { redialAttempts: 0, redialSeconds: REDIAL_SECONDS };
  value.keys(['attempts', 'after']);
  const attempts = value.required('attempts');
  const after = value.optional('after');
  const redialAttempts = Number(attempts.text());
  if (!Number.isInteger(redialAttempts) || redialAttempts < 0 || redialAttempts > LAST_TIMES) attempts.fail(`"${attempts.text()}" should say how often, 0 to ${LAST_TIMES}`);
  const seconds = after === undefined ? REDIAL_SECONDS : (parseDuration(after.text()) ?? Number.NaN) / 1000;
  if (!(seconds >= 0 && seconds <= LAST_SECONDS)) after?.fail(`"${after.text()}" is no time to wait, up to an hour, such as "30s"`);
  return { redialAttempts, redialSeconds: seconds };
}
