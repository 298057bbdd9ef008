// What setup asks of interfaces: which are to be configured, their encapsulation where they are serial, their addresses.
// The addresses that they have are offered, and a network that another interface has is refused.

import { classfulMask, formatIpv4, networkOf, parseIpv4, prefixLength, type Ipv4Address } from '../../base/ipv4.ts';
import { parseInterfaceName } from '../../base/interface-name.ts';
import { showIpInterfaceBrief } from '../../views/show/ip-interfaces.ts';
import { required, yesOrNo, type Dialogue } from '../typing/dialogue.ts';
import type { Exec } from '../types.ts';

export interface InterfaceAnswers {
  /** The blocks of all the router's interfaces. */
  readonly lines: readonly string[];
  /** Classful networks, for a routing process. */
  readonly networks: readonly string[];
}

interface Network {
  readonly interface: string;
  readonly address: Ipv4Address;
  readonly mask: Ipv4Address;
}

const NOT_CONFIGURED: readonly string[] = ['shutdown', 'no ip address'];

/** Asks for those that are named; `offers`: whether each is to be configured at all. The others are shut down. */
export function* interfaceBlocks(exec: Exec, asked: readonly string[], offers: boolean): Dialogue<InterfaceAnswers> {
  const networks: Network[] = [];
  const answers = new Map<string, readonly string[]>();
  for (const name of asked) {
    if (offers && !(yield* isWanted(exec, name))) continue;
    exec.print('', `Configuring interface ${name}:`);
    const encapsulation = offers ? yield* encapsulationOf(exec, name) : [];
    const network = yield* addressOf(exec, name, networks);
    if (network) networks.push(network);
    answers.set(name, ['no shutdown', ...encapsulation, network ? `ip address ${formatIpv4(network.address)} ${formatIpv4(network.mask)}` : 'no ip address']);
  }
  return {
    lines: exec.router.model.interfaces.flatMap((name) => ['!', `interface ${name}`, ...(answers.get(name) ?? NOT_CONFIGURED)]),
    networks: networks.map(({ address }) => formatIpv4(networkOf(address, classfulMask(address)))),
  };
}

function* isWanted(exec: Exec, name: string): Dialogue<boolean> {
  exec.print('');
  const isBri = parseInterfaceName(name)?.type === 'BRI';
  return yield* yesOrNo(exec, `Do you want to configure ${name} ${isBri ? '(BRI d-channel)' : ''} interface? [yes]: `, true, ['An interface that is not configured is shut down.']);
}

const ENCAPSULATIONS = ['ppp', 'hdlc', 'frame-relay', 'lapb', 'x25', 'atm-dxi', 'smds'];

function* encapsulationOf(exec: Exec, name: string): Dialogue<readonly string[]> {
  if (parseInterfaceName(name)?.type !== 'Serial') return [];
  exec.print('  Some supported encapsulations are', `    ${ENCAPSULATIONS.join('/')}`);
  for (;;) {
    const typed = (yield { prompt: '  Choose encapsulation type [hdlc]: ' }).trim().toLowerCase();
    if (typed === '' || typed === 'hdlc') return ['encapsulation hdlc'];
    if (ENCAPSULATIONS.includes(typed)) return [`encapsulation ${typed}`];
    exec.print('% Bad encapsulation type.');
  }
}

function* addressOf(exec: Exec, name: string, others: readonly Network[]): Dialogue<Network | undefined> {
  if (!(yield* yesOrNo(exec, '  Configure IP on this interface? [yes]: ', true))) return undefined;
  for (;;) {
    const known = exec.router.interface(name)?.address;
    const address = yield* internetAddress(exec, known?.address);
    const mask = yield* subnetMask(exec, address, known?.address === address ? known.mask : undefined);
    const natural = classfulMask(address);
    const letter = natural === 0xff000000 ? 'A' : natural === 0xffff0000 ? 'B' : 'C';
    const bits = prefixLength(mask) ?? 32;
    exec.print(`    Class ${letter} network is ${formatIpv4(networkOf(address, natural))}, ${bits} subnet bits; mask is /${bits}`);
    const other = others.find((one) => overlaps(one, address, mask));
    if (!other) return { interface: name, address, mask };
    exec.print(`% ${formatIpv4(networkOf(address, mask))} overlaps with ${other.interface}`);
  }
}

function overlaps(one: Network, address: Ipv4Address, mask: Ipv4Address): boolean {
  const wider = (prefixLength(one.mask) ?? 32) < (prefixLength(mask) ?? 32) ? one.mask : mask;
  return networkOf(one.address, wider) === networkOf(address, wider);
}

function* internetAddress(exec: Exec, known: Ipv4Address | undefined): Dialogue<Ipv4Address> {
  const offered = known === undefined ? '' : ` [${formatIpv4(known)}]`;
  for (;;) {
    const typed = (yield { prompt: `    IP address for this interface${offered}: `, help: ['The address of the router in the network behind this interface.'] }).trim();
    const address = typed === '' ? known : parseIpv4(typed);
    const first = address === undefined ? 0 : address >>> 24;
    if (address !== undefined && first > 0 && first < 224 && first !== 127) return address;
    exec.print(
      '% Bad Internet address.',
      "% Enter an Internet address of the form 'X.X.X.X', where each",
      '% letter corresponds to a decimal number between 0 and 255.',
    );
  }
}

function* subnetMask(exec: Exec, address: Ipv4Address, known: Ipv4Address | undefined): Dialogue<Ipv4Address> {
  const natural = classfulMask(address);
  const offered = known ?? natural;
  for (;;) {
    const typed = (yield { prompt: `    Subnet mask for this interface [${formatIpv4(offered)}] : `, help: ['Ones for the network and the subnet, zeros for the hosts in it.'] }).trim();
    const mask = typed === '' ? offered : parseIpv4(typed);
    const bits = mask === undefined ? undefined : prefixLength(mask);
    if (mask !== undefined && bits !== undefined && bits >= (prefixLength(natural) ?? 8) && bits <= 30) return mask;
    exec.print('% Bad subnet mask.');
  }
}

export function interfaceSummary(exec: Exec): void {
  const physical = new Set(exec.router.model.interfaces);
  const [heading = '', ...rows] = showIpInterfaceBrief(exec.router);
  exec.print(
    '',
    'Any interface listed with OK? value "NO" does not have a valid configuration',
    '',
    heading,
    // What was never configured has no valid configuration.
    ...rows.filter((row) => physical.has(row.split(' ')[0] ?? '')).map((row) => (row.includes('unassigned') ? row.replace(' YES ', ' NO  ') : row)),
    '',
  );
}

export function* managementInterface(exec: Exec): Dialogue<string> {
  for (;;) {
    exec.print('Enter interface name used to connect to the');
    const typed = yield* required(exec, 'management network from the above interface summary: ', ['The name of an interface, such as Ethernet0.']);
    const parts = parseInterfaceName(typed);
    const name = parts && `${parts.type}${parts.unit}`;
    if (name !== undefined && exec.router.model.interfaces.includes(name)) return name;
    exec.print('% Invalid interface name');
  }
}
