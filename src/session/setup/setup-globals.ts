// What setup asks of the router as a whole: its name, passwords, SNMP, routing, and the type of the ISDN switch. What is
// configured already is offered in square brackets.

import { enableSettings } from '../../config/model.ts';
import { encodeType5, makeSalt } from '../../config/secrets.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import { numberWithin, required, yesOrNo, type Dialogue } from '../typing/dialogue.ts';
import { lineConfiguration } from '../lines/line-configuration.ts';
import type { Exec } from '../types.ts';

export function* globalParameters(exec: Exec): Dialogue<readonly string[]> {
  const { router } = exec;
  exec.print('Configuring global parameters:', '');
  const name = yield* hostName(exec);
  const secret = yield* enableSecret(exec);
  const password = yield* enablePassword(exec, secret.clear);
  exec.print('', '  The virtual terminal password is used to protect', '  access to the router over a network interface.');
  const known = lineConfiguration(router.config, { kind: 'vty', number: 0 })?.password;
  const terminal = yield* withDefault(exec, '  Enter virtual terminal password', known, ['The password of everybody who comes in by telnet.']);
  const community = (yield* yesOrNo(exec, '  Configure SNMP Network Management? [yes]: ', true))
    ? (yield { prompt: '    Community string [public]: ', help: ['The word by which network management may read from this router.'] }).trim() || 'public'
    : undefined;
  return [
    `hostname ${name}`,
    `enable secret 5 ${secret.hidden}`,
    `enable password ${password}`,
    `line vty 0 ${Math.max(0, router.model.vtyLines - 1)}`,
    `password ${terminal}`,
    ...(community === undefined ? ['no snmp-server'] : [`snmp-server community ${community}`]),
  ];
}

function* hostName(exec: Exec): Dialogue<string> {
  for (;;) {
    const typed = (yield {
      prompt: `  Enter host name [${exec.router.hostname}]: `,
      help: ['A name of letters, digits and hyphens that begins with a letter, at most 63 characters.'],
    }).trim();
    if (typed === '') return exec.router.hostname;
    if (/^[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(typed)) return typed;
    exec.print('% Hostname contains one or more illegal characters.');
  }
}

interface Secret {
  /** Undefined where the one that there is stays. */
  readonly clear: string | undefined;
  readonly hidden: string;
}

/** Nothing keeps the secret that there is. */
function* enableSecret(exec: Exec): Dialogue<Secret> {
  exec.print(
    '',
    '  The enable secret is a password used to protect access to',
    '  privileged EXEC and configuration modes. This password, after',
    '  entered, becomes encrypted in the configuration.',
  );
  const known = enableSettings(exec.router.config).secret;
  if (known === undefined) return hidden(exec, yield* required(exec, '  Enter enable secret: '));
  const typed = yield { prompt: '  Enter enable secret [<Use current secret>]: ' };
  return typed === '' ? { clear: undefined, hidden: known } : hidden(exec, typed);
}

function hidden({ router }: Exec, clear: string): Secret {
  return { clear, hidden: encodeType5(clear, makeSalt(() => router.random.uint32())) };
}

function* enablePassword(exec: Exec, secret: string | undefined): Dialogue<string> {
  exec.print(
    '',
    '  The enable password is used when you do not specify an',
    '  enable secret password, with some older software versions, and',
    '  some boot images.',
  );
  const known = enableSettings(exec.router.config).password;
  for (;;) {
    const password = yield* withDefault(exec, '  Enter enable password', known, ['It must not be the same as the enable secret.']);
    if (password !== secret) return password;
    exec.print('% Please choose a password that is different from the enable secret');
  }
}

function* withDefault(exec: Exec, question: string, known: string | undefined, help: readonly string[]): Dialogue<string> {
  if (known === undefined) return yield* required(exec, `${question}: `, help);
  return (yield { prompt: `${question} [${known}]: `, help }).trim() || known;
}

export interface Routing {
  /** `ip routing` or `no ip routing`. */
  readonly line: string;
  /** The line that begins a routing process, if there is to be one. */
  readonly process: string | undefined;
}

export function* routingParameters(exec: Exec): Dialogue<Routing> {
  if (!(yield* yesOrNo(exec, '  Configure IP? [yes]: ', true))) return { line: 'no ip routing', process: undefined };
  const line = 'ip routing';
  if (yield* yesOrNo(exec, '    Configure IGRP routing? [yes]: ', true)) {
    const system = yield* numberWithin(exec, '      Your IGRP autonomous system number', 1, 1, 65_535);
    return { line, process: `router igrp ${system}` };
  }
  return { line, process: (yield* yesOrNo(exec, '    Configure RIP routing? [no]: ', false)) ? 'router rip' : undefined };
}

/** As the hardware guides of routers with BRI list them. */
const SWITCH_TYPES: readonly (readonly [type: string, text: string])[] = [
  ['none', "none..........Only if you don't want to configure BRI."],
  ['basic-1tr6', 'basic-1tr6....1TR6 switch type for Germany'],
  ['basic-5ess', 'basic-5ess....AT&T 5ESS switch type for the US/Canada'],
  ['basic-dms100', 'basic-dms100..Northern DMS-100 switch type for US/Canada'],
  ['basic-net3', 'basic-net3....NET3 switch type for UK and Europe'],
  ['basic-ni', 'basic-ni......National ISDN switch type'],
  ['basic-ts013', 'basic-ts013...TS013 switch type for Australia'],
  ['ntt', 'ntt...........NTT switch type for Japan'],
  ['vn3', 'vn3...........VN3 and VN4 switch types for France'],
];
const DEFAULT_SWITCH_TYPE = 2;

/** The line that sets it; none on a router without BRI. */
export function* isdnSwitchType(exec: Exec): Dialogue<readonly string[]> {
  if (!exec.router.model.interfaces.some((name) => parseInterfaceName(name)?.type === 'BRI')) return [];
  exec.print(
    '',
    'BRI interface needs isdn switch-type to be configured',
    '  Valid switch types are :',
    ...SWITCH_TYPES.map(([, text], number) => `              [${number}]  ${text}`),
  );
  const chosen = yield* numberWithin(exec, '  Choose ISDN BRI Switch Type', DEFAULT_SWITCH_TYPE, 0, SWITCH_TYPES.length - 1);
  const type = SWITCH_TYPES[chosen]?.[0];
  return type === undefined || type === 'none' ? [] : [`isdn switch-type ${type}`];
}
