// The System Configuration Dialog (cli-behaviour §10): a router without configuration offers it on its console at the end
// of booting, and `setup` runs it at any time. It asks, prints the commands that it made of the answers, and has them
// applied and saved, asks again, or leaves everything as it was. Extended setup asks for every interface.

import { classfulMask, formatIpv4, networkOf, parseIpv4, prefixLength, type Ipv4Address } from '../base/ipv4.ts';
import { parseInterfaceName } from '../base/interface-name.ts';
import { loadConfiguration } from '../config/load-text.ts';
import { enableSettings } from '../config/model.ts';
import { encodeType5, makeSalt } from '../config/secrets.ts';
import { showIpInterfaceBrief } from '../views/show/ip-interfaces.ts';
import { required, yesOrNo, type Dialogue } from './dialogue.ts';
import { saveRunning } from './exec-config.ts';
import type { Exec } from './types.ts';

export const SETUP_QUESTION = 'Would you like to enter the initial configuration dialog? [yes/no]: ';

/** At the end of booting; nobody is logged in. */
export function* initialDialog(exec: Exec, over: () => void): Dialogue {
  yield* dialog(exec, SETUP_QUESTION);
  over();
}

/** `setup`. */
export function* setupCommand(exec: Exec): Dialogue {
  yield* dialog(exec, 'Continue with configuration dialog? [yes/no]: ');
}

export const SETUP_ABORTED = 'Configuration aborted, no changes made.';

function* dialog(exec: Exec, question: string): Dialogue {
  exec.print('', '', '         --- System Configuration Dialog ---', '');
  if (!(yield* yesOrNo(exec, question))) return;
  for (;;) {
    const script = yield* askEverything(exec);
    exec.print('', 'The following configuration command script was created:', '', ...script, '', '');
    const choice = yield* selection(exec);
    if (choice === 1) continue;
    if (choice === 2) {
      const { router } = exec;
      loadConfiguration(router.config, script.join('\n'), { privilege: 15, interfaceExists: (name) => router.interfaceExists(name), merge: true });
      saveRunning(exec);
    }
    exec.print("Use the enabled mode 'configure' command to modify this configuration.");
    return;
  }
}

function* selection(exec: Exec): Dialogue<number> {
  exec.print(
    '[0] Go to the IOS command prompt without saving this config.',
    '[1] Return back to the setup without saving this config.',
    '[2] Save this configuration to nvram and exit.',
    '',
  );
  for (;;) {
    const answer = (yield { prompt: 'Enter your selection [2]: ' }).trim();
    if (answer === '') return 2;
    if (/^[0-2]$/.test(answer)) return Number(answer);
    exec.print('% Please enter a number between 0 and 2.');
  }
}

/** The commands that the answers make. */
function* askEverything(exec: Exec): Dialogue<readonly string[]> {
  exec.print(
    '',
    "At any point you may enter a question mark '?' for help.",
    'Use ctrl-c to abort configuration dialog at any prompt.',
    "Default settings are in square brackets '[]'.",
    '',
    '',
    'Basic management setup configures only enough connectivity',
    'for management of the system, extended setup will ask you',
    'to configure each interface on the system',
    '',
  );
  const isBasic = yield* yesOrNo(exec, 'Would you like to enter basic management setup? [yes/no]: ');
  const globals = yield* globalParameters(exec);
  const names = exec.router.model.interfaces;
  const answers = new Map<string, readonly string[]>();
  interfaceSummary(exec);
  if (isBasic) {
    const name = yield* managementInterface(exec);
    answers.set(name, yield* interfaceParameters(exec, name, true));
  } else {
    for (const name of names) answers.set(name, yield* interfaceParameters(exec, name, false));
  }
  const blocks = names.flatMap((name) => ['!', `interface ${name}`, ...(answers.get(name) ?? ['shutdown', 'no ip address'])]);
  return [...globals, ...blocks, '!', 'end'];
}

function* globalParameters(exec: Exec): Dialogue<readonly string[]> {
  const { router } = exec;
  exec.print('Configuring global parameters:', '');
  const name = yield* hostName(exec);
  exec.print(
    '',
    '  The enable secret is a password used to protect access to',
    '  privileged EXEC and configuration modes. This password, after',
    '  entered, becomes encrypted in the configuration.',
  );
  const secretLine = yield* enableSecret(exec);
  exec.print(
    '',
    '  The enable password is used when you do not specify an',
    '  enable secret password, with some older software versions, and',
    '  some boot images.',
  );
  let password = yield* required(exec, '  Enter enable password: ');
  while (password === secretLine.clear) {
    exec.print('% Please choose a password that is different from the enable secret');
    password = yield* required(exec, '  Enter enable password: ');
  }
  exec.print('', '  The virtual terminal password is used to protect', '  access to the router over a network interface.');
  const terminal = yield* required(exec, '  Enter virtual terminal password: ');
  const community = (yield* yesOrNo(exec, '  Configure SNMP Network Management? [yes]: ', true))
    ? (yield { prompt: '    Community string [public]: ' }).trim() || 'public'
    : undefined;
  return [
    `hostname ${name}`,
    `enable secret 5 ${secretLine.hidden}`,
    `enable password ${password}`,
    `line vty 0 ${Math.max(0, router.model.vtyLines - 1)}`,
    `password ${terminal}`,
    ...(community === undefined ? ['no snmp-server'] : [`snmp-server community ${community}`]),
  ];
}

function* hostName(exec: Exec): Dialogue<string> {
  for (;;) {
    const typed = (yield { prompt: `  Enter host name [${exec.router.hostname}]: ` }).trim();
    if (typed === '') return exec.router.hostname;
    if (/^[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(typed)) return typed;
    exec.print('% Hostname contains one or more illegal characters.');
  }
}

/** Nothing keeps the secret that there is. */
function* enableSecret(exec: Exec): Dialogue<{ readonly clear: string | undefined; readonly hidden: string }> {
  const known = enableSettings(exec.router.config).secret;
  if (known !== undefined) {
    const typed = yield { prompt: '  Enter enable secret [<Use current secret>]: ' };
    if (typed === '') return { clear: undefined, hidden: known };
    return hidden(exec, typed);
  }
  return hidden(exec, yield* required(exec, '  Enter enable secret: '));
}

function hidden({ router }: Exec, clear: string): { readonly clear: string; readonly hidden: string } {
  return { clear, hidden: encodeType5(clear, makeSalt(() => router.random.uint32())) };
}

function interfaceSummary(exec: Exec): void {
  const physical = new Set(exec.router.model.interfaces);
  const [heading = '', ...rows] = showIpInterfaceBrief(exec.router);
  exec.print(
    '',
    'Current interface summary',
    '',
    'Any interface listed with OK? value "NO" does not have a valid configuration',
    '',
    heading,
    // What was never configured has no valid configuration.
    ...rows.filter((row) => physical.has(row.split(' ')[0] ?? '')).map((row) => (row.includes('unassigned') ? row.replace(' YES ', ' NO  ') : row)),
    '',
  );
}

function* managementInterface(exec: Exec): Dialogue<string> {
  for (;;) {
    exec.print('Enter interface name used to connect to the');
    const typed = yield* required(exec, 'management network from the above interface summary: ');
    const parts = parseInterfaceName(typed);
    const name = parts && `${parts.type}${parts.unit}`;
    if (name !== undefined && exec.router.model.interfaces.includes(name)) return name;
    exec.print('% Invalid interface name');
  }
}

function* interfaceParameters(exec: Exec, name: string, isBasic: boolean): Dialogue<readonly string[]> {
  if (!isBasic) {
    exec.print('');
    if (!(yield* yesOrNo(exec, `Do you want to configure ${name}  interface? [yes]: `, true))) return ['shutdown', 'no ip address'];
  }
  exec.print('', `Configuring interface ${name}:`);
  if (!(yield* yesOrNo(exec, '  Configure IP on this interface? [yes]: ', true))) return ['no shutdown', 'no ip address'];
  const address = yield* internetAddress(exec);
  const mask = yield* subnetMask(exec, address);
  const natural = classfulMask(address);
  const letter = natural === 0xff000000 ? 'A' : natural === 0xffff0000 ? 'B' : 'C';
  const bits = prefixLength(mask) ?? 32;
  exec.print(`    Class ${letter} network is ${formatIpv4(networkOf(address, natural))}, ${bits} subnet bits; mask is /${bits}`);
  return ['no shutdown', `ip address ${formatIpv4(address)} ${formatIpv4(mask)}`];
}

function* internetAddress(exec: Exec): Dialogue<Ipv4Address> {
  for (;;) {
    const address = parseIpv4((yield { prompt: '    IP address for this interface: ' }).trim());
    const first = address === undefined ? 0 : address >>> 24;
    if (address !== undefined && first > 0 && first < 224 && first !== 127) return address;
    exec.print(
      '% Bad Internet address.',
      "% Enter an Internet address of the form 'X.X.X.X', where each",
      '% letter corresponds to a decimal number between 0 and 255.',
    );
  }
}

function* subnetMask(exec: Exec, address: Ipv4Address): Dialogue<Ipv4Address> {
  const natural = classfulMask(address);
  for (;;) {
    const typed = (yield { prompt: `    Subnet mask for this interface [${formatIpv4(natural)}] : ` }).trim();
    const mask = typed === '' ? natural : parseIpv4(typed);
    const bits = mask === undefined ? undefined : prefixLength(mask);
    if (mask !== undefined && bits !== undefined && bits >= (prefixLength(natural) ?? 8) && bits <= 30) return mask;
    exec.print('% Bad subnet mask.');
  }
}
