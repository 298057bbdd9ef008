// A hub that asks authentication servers about who dials in, a branch that wants to be called back, and a PC with Windows'
// dial-up client. The servers are the lab's own, or real ones behind a gateway; the routers know no difference.

import { GRAMMAR } from './lab.ts';
import { assembleLab, type OpenedLab } from '../../src/app/assemble.ts';
import { parseLabFile } from '../../src/lab/lab-file.ts';
import { HARDWARE_MODELS } from '../../src/network/router/models.ts';

export const KEY = 'radkey';
export const PASSWORD = 's3cret';

export interface AaaLabOptions {
  readonly protocol?: 'radius' | 'tacacs+';
  readonly authentication?: 'chap' | 'ms-chap' | 'pap';
  /** Of the branch: by its name the server knows it. */
  readonly branch?: string;
  /** Of the PC. */
  readonly pc?: string;
  readonly pcPassword?: string;
  readonly pcCallback?: 'ask' | 'never';
  /** Accounting of calls, to the group; on unless it is off. */
  readonly accounting?: boolean;
  /** Behind the group in every method list. */
  readonly fallback?: string;
  readonly key?: string;
  /** Lines of the hub, at its end. */
  readonly hub?: readonly string[];
  /** Of the lab file: `aaa-servers:` or `gateways:`. */
  readonly servers: string;
  readonly pcap?: string;
}

export const HUB_NUMBER = '5551000';
export const BRANCH_NUMBER = '5552000';
export const PC_NUMBER = '5553000';
export const SERVER_ADDRESS = '10.1.1.5';

export function openAaaLab(options: AaaLabOptions): OpenedLab {
  const { description } = parseLabFile(labText(options), { file: 'aaa.yaml', models: HARDWARE_MODELS, readFile: () => '' });
  const lab = assembleLab({ description, grammar: GRAMMAR, run: { seed: 1, ...(options.pcap === undefined ? {} : { pcap: options.pcap }) }, late: {}, withoutPager: true });
  lab.run.start();
  return lab;
}

/** Types a line at a console and waits until it takes the next; what was shown. */
export function typed(lab: OpenedLab, name: string, line: string): string {
  const console = lab.run.findConsole(name);
  if (console === undefined) throw new Error(`no ${name}`);
  console.type(`${line}\r`);
  lab.run.waitFor(console);
  return console.screen.takeLines().join('\n');
}

function labText(options: AaaLabOptions): string {
  const { branch = 'alice', pc = 'alice', pcPassword = PASSWORD, pcCallback = 'ask', servers } = options;
  return `title: AAA
routers:
  hub: { startup: ${JSON.stringify(hubConfig(options))} }
  branch: { startup: ${JSON.stringify(branchConfig(options, branch))} }
pcs:
  PC1: { number: ${HUB_NUMBER}, user: ${pc}, password: ${pcPassword}, callback: ${pcCallback} }
telephone:
  switch-type: basic-ni
  lines:
    - { line: hub BRI0, numbers: [${HUB_NUMBER}] }
    - { line: branch BRI0, numbers: [${BRANCH_NUMBER}] }
    - { line: PC1 ISDN, numbers: [${PC_NUMBER}] }
lans:
  lan1: { members: [hub Ethernet0] }
${servers}`;
}

function hubConfig({ protocol = 'radius', authentication = 'chap', branch = 'alice', fallback = 'local', key = KEY, accounting = true, hub = [] }: AaaLabOptions): string {
  const methods = `group ${protocol}${fallback === '' ? '' : ` ${fallback}`}`;
  const server = protocol === 'radius' ? `radius-server host ${SERVER_ADDRESS} auth-port 1645 acct-port 1646 key ${key}` : `tacacs-server host ${SERVER_ADDRESS} key ${key}`;
  return [
    'hostname hub', 'aaa new-model', 'aaa authentication login default local', `aaa authentication ppp default ${methods}`,
    `aaa authorization network default ${methods}`, ...(accounting ? [`aaa accounting network default start-stop group ${protocol}`] : []),
    `username ${branch} callback-dialstring ${BRANCH_NUMBER} password ${PASSWORD}`, 'username admin password bell',
    'isdn switch-type basic-ni', 'interface Ethernet0', ' ip address 10.1.1.1 255.255.255.0',
    'interface BRI0', ' ip address 172.20.1.1 255.255.255.0', ' encapsulation ppp', ' dialer idle-timeout 60', ` dialer map ip 172.20.1.2 name ${branch} class back`,
    ' dialer-group 1', ' ppp callback accept', ` ppp authentication ${authentication}`,
    'map-class dialer back', ' dialer callback-server username', 'dialer-list 1 protocol ip permit', server, ...hub, 'end', '',
  ].join('\n');
}

function branchConfig({ authentication = 'chap' }: AaaLabOptions, branch: string): string {
  return [
    `hostname ${branch}`, `username hub password ${PASSWORD}`, 'isdn switch-type basic-ni',
    'interface BRI0', ' ip address 172.20.1.2 255.255.255.0', ' encapsulation ppp', ` dialer map ip 172.20.1.1 name hub ${HUB_NUMBER}`, ' dialer-group 1', ' ppp callback request',
    authentication === 'pap' ? ` ppp pap sent-username ${branch} password ${PASSWORD}` : ' ppp authentication chap callin',
    'dialer-list 1 protocol ip permit', 'end', '',
  ].join('\n');
}
