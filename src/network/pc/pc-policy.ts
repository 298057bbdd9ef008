// From a phone book entry to PPP's policy: what a Windows client asks for and can do. It authenticates nobody, answers PAP
// and CHAP with MD5, or CHAP alone where an encrypted password is required, asks for callback unless its user wants none, for
// an address and for name servers, and sends no keepalives and no reports of the link's quality. Header compression, CCP and multilink are not asked for.

import type { DialUpSettings } from '../../protocols/dialup/types.ts';
import type { CbcpFlaw } from '../../protocols/ppp/cbcp/types.ts';
import type { PppPolicy } from '../../protocols/ppp/session-types.ts';
import type { PcSystem } from '../lab-description.ts';

/** On asynchronous lines: Windows 95 and 98 keep XON and XOFF escaped, NT and 2000 nothing. */
const CHARACTER_MAPS: Readonly<Record<PcSystem, number>> = { 'windows-98': 0x000a0000, 'windows-2000': 0 };

/** Windows NT's `DefaultCallbackDelay`: so long it needs until it can be called. */
const CALLBACK_DELAY_SECONDS = 12;

export function pcPolicy(settings: DialUpSettings, system: PcSystem, call: { readonly returning: boolean; readonly async: boolean; readonly flaw: CbcpFlaw | undefined }): PppPolicy {
  const { user, password, callback, encryptedPassword, address = 0 } = settings;
  return {
    outgoing: !call.returning,
    authentication: [],
    authenticateOn: [],
    callback: callback.kind === 'never' || call.returning ? 'none' : 'microsoft',
    cbcp: { preference: callback, delaySeconds: CALLBACK_DELAY_SECONDS, ...(call.flaw === undefined ? {} : { flaw: call.flaw }) },
    chapName: user,
    chapPassword: password,
    chapRefuse: false,
    chapWait: false,
    papRefuse: encryptedPassword,
    papSent: { username: user, password },
    secrets: new Map(),
    ipAddress: address,
    asksNameServers: true,
    mru: 1500,
    ...(call.async ? { accm: CHARACTER_MAPS[system] } : {}),
    keepaliveSeconds: 0,
    reportsQuality: false,
    timers: { restartMs: 3000, authenticationMs: 30_000 },
    maxConfigure: 10,
    maxTerminate: 2,
    maxFailure: 10,
  };
}
