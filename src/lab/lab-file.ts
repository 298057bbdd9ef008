// Lab files (`lab.yaml`): routers with their models and configurations, PCs, telephone lines, LANs with hosts and
// servers, leased lines, faults and text. Every mistake is a LabError with file, line and column, what is wrong and what would be right. The
// same format stands as a JSON Schema in fixtures/labs/lab.schema.json, for editors.

import { isDnsName } from '../base/dns-name.ts';
import { formatIpv4, maskOf, parseIpv4 } from '../base/ipv4.ts';
import type { LabAaaServer, LabDescription, LabGateway, LabHost, LabLan, LabPc, LabRouter, LabSerialLink } from '../network/lab-description.ts';
import { readAaaServer, readGateway } from './lab-aaa.ts';
import { baseName, type ModelInterfaces } from './from-configs.ts';
import { readFaults } from './lab-faults.ts';
import { readLines, readPlug, type PlugContext } from './lab-lines.ts';
import { readPc } from './lab-pcs.ts';
import { readTariffs } from './lab-tariffs.ts';
import { parseYaml, type YamlValue } from './yaml-value.ts';

export interface LabFile {
  readonly description: LabDescription;
  /** Text of the session that shows the lab off. */
  readonly demonstration?: string;
}

export interface LabFileOptions {
  /** As the user typed it. */
  readonly file: string;
  /** The lab's name; by default the base name of the file, or of its folder where it is called lab.yaml. */
  readonly name?: string;
  /** Text of a file that the lab names, relative to the lab file; throws when it cannot be read. */
  readonly readFile: (name: string) => string;
  /** Known hardware; the first is the default. */
  readonly models: readonly ModelInterfaces[];
}

/** Reads a lab file. */
export function parseLabFile(text: string, options: LabFileOptions): LabFile {
  const root = parseYaml(text, options.file);
  root.keys(['title', 'text', 'console', 'demonstration', 'routers', 'pcs', 'telephone', 'lans', 'aaa-servers', 'gateways', 'serial-links', 'faults']);
  const routers = root.required('routers').entries('a router, such as "R1: { config: r1.cfg }"').map(([name, value]) => readRouter(name, value, options));
  if (routers.length === 0) root.required('routers').fail('a lab needs at least one router, such as "R1: { config: r1.cfg }"');
  const pcs = readPcs(root.optional('pcs'), routers);
  const context = { routers, pcs, models: options.models, plugged: new Map<string, string>() };
  const telephone = root.optional('telephone');
  telephone?.keys(['switch-type', 'lines', 'tariffs', 'busy', 'no-answer', 'no-response']);
  const consoleValue = root.optional('console');
  const console = consoleValue ? consoleValue.oneOf([...routers, ...pcs].map(({ name }) => name), pcs.length === 0 ? 'router' : 'router or PC') : (routers[0]?.name ?? '');
  const demonstration = root.optional('demonstration');
  const telephoneLines = readLines(telephone, context);
  const tariffs = telephone?.optional('tariffs');
  const wired = (root.optional('lans')?.entries('a LAN, such as "lan1: { members: [R1 Ethernet0] }"') ?? []).map(([name, value]) => readLan(name, value, context));
  const { lans, aaaServers, gateways } = readServers(root, wired, [...routers, ...pcs]);
  const serialLinks = (root.optional('serial-links')?.items() ?? []).map((value) => readSerial(value, context));
  return {
    description: {
      name: options.name ?? nameOf(options.file),
      title: root.required('title').text(),
      text: root.optional('text')?.text() ?? '',
      console,
      routers,
      ...(pcs.length === 0 ? {} : { pcs }),
      telephoneLines,
      lans,
      ...(aaaServers.length === 0 ? {} : { aaaServers }),
      ...(gateways.length === 0 ? {} : { gateways }),
      serialLinks,
      faults: readFaults(telephone, root.optional('faults'), [...routers, ...pcs], { telephoneLines, serialLinks, aaaServers, pcs }),
      ...(tariffs ? { tariffs: readTariffs(tariffs, telephoneLines) } : {}),
    },
    ...(demonstration ? { demonstration: readText(demonstration, options) } : {}),
  };
}

function nameOf(file: string): string {
  const name = baseName(file);
  return name === 'lab' ? (file.split(/[/\\]/).at(-2) ?? name) : name;
}

function readText(value: YamlValue, options: LabFileOptions): string {
  try {
    return options.readFile(value.text());
  } catch (error) {
    return value.fail(`${value.text()} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readRouter(name: string, value: YamlValue, options: LabFileOptions): LabRouter {
  value.keys(['model', 'config', 'startup']);
  checkName(name, value, 'router');
  const config = value.optional('config');
  const startup = value.optional('startup');
  if (config && startup) startup.fail('a router has either "config" (a file) or "startup" (the text itself), not both');
  const model = value.optional('model')?.oneOf(options.models.map((known) => known.name), 'model') ?? options.models[0]?.name ?? '2503';
  return { name, model, config: startup?.text() ?? (config ? readText(config, options) : '') };
}

function readPcs(value: YamlValue | undefined, routers: readonly LabRouter[]): readonly LabPc[] {
  return (value?.entries('a PC, such as "PC1: { number: 5551111, user: ann, password: secret }"') ?? []).map(([name, pc]) => {
    checkName(name, pc, 'PC');
    if (routers.some((router) => router.name.toLowerCase() === name.toLowerCase())) pc.fail(`"${name}" is a router already: call the PC otherwise`);
    return readPc(name, pc);
  });
}

function checkName(name: string, value: YamlValue, what: 'router' | 'PC' | 'server'): void {
  if (!/^[A-Za-z][\w.-]*$/.test(name)) value.fail(`"${name}" is no ${what}'s name: a letter, then letters, digits, "-", "_" or "."`);
  if (['lab', 'exchange'].includes(name.toLowerCase())) value.fail(`"${name}" is taken by the lab itself: call the ${what} otherwise`);
}

function readLan(name: string, value: YamlValue, context: PlugContext): LabLan {
  value.keys(['members', 'hosts']);
  const members = (value.optional('members')?.items() ?? []).map((item) => readPlug(item, context, ['Ethernet', 'FastEthernet'], name));
  return { name, members, hosts: (value.optional('hosts')?.items() ?? []).map((item) => readHost(item)) };
}

function readHost(value: YamlValue): LabHost {
  value.keys(['name', 'address', 'gateway', 'names']);
  const names = value.optional('names')?.entries('the names that it tells of, such as "www.example.com: 10.1.1.9"');
  const host = hostNamed(value.required('name').text(), value);
  return names === undefined ? host : { ...host, names: Object.fromEntries(names.map(([name, address]) => [name, readName(name, address)])) };
}

/** The address of a name that a name server tells of. */
function readName(name: string, value: YamlValue): string {
  if (!isDnsName(name) || name === '') value.fail(`"${name}" is no name of a host, such as "www.example.com"`);
  return parseIpv4(value.text()) === undefined ? value.fail(`"${value.text()}" is no address, such as "10.1.1.9"`) : value.text();
}

function hostNamed(name: string, value: YamlValue): LabHost {
  const address = value.required('address');
  const [, dotted = '', length = ''] = /^([\d.]+)\/(\d+)$/.exec(address.text()) ?? [];
  if (parseIpv4(dotted) === undefined || Number(length) < 1 || Number(length) > 30) {
    address.fail(`"${address.text()}" is no host address with its prefix length, such as "10.1.1.10/24"`);
  }
  const gateway = value.optional('gateway');
  if (gateway && parseIpv4(gateway.text()) === undefined) gateway.fail(`"${gateway.text()}" is no address, such as "10.1.1.1"`);
  return {
    name,
    address: dotted,
    mask: formatIpv4(maskOf(Number(length))),
    ...(gateway ? { gateway: gateway.text() } : {}),
  };
}

/** Authentication servers and gateways are hosts of their LANs, behind the others. */
function readServers(
  root: YamlValue,
  lans: readonly LabLan[],
  others: readonly { readonly name: string }[],
): { readonly lans: readonly LabLan[]; readonly aaaServers: readonly LabAaaServer[]; readonly gateways: readonly LabGateway[] } {
  const taken = new Set([...others, ...lans.flatMap(({ hosts }) => hosts)].map(({ name }) => name.toLowerCase()));
  const host = (name: string, value: YamlValue): LabHost => {
    checkName(name, value, 'server');
    if (taken.has(name.toLowerCase())) value.fail(`"${name}" is taken already: call the server otherwise`);
    taken.add(name.toLowerCase());
    return hostNamed(name, value);
  };
  const servers = (root.optional('aaa-servers')?.entries('an authentication server, such as "AAA1: { lan: lan1, address: 10.1.1.5/24, key: ringkey }"') ?? []).map(([name, value]) => readAaaServer(name, value, lans, host));
  const gateways = (root.optional('gateways')?.entries('a gateway, such as "GW: { lan: lan1, address: 10.1.1.5/24, to: 127.0.0.1, udp: 1645 }"') ?? []).map(([name, value]) => readGateway(name, value, lans, host));
  const hosted = [...servers, ...gateways];
  return {
    lans: lans.map((lan) => ({ ...lan, hosts: [...lan.hosts, ...hosted.filter(({ what }) => what.lan === lan.name).map((each) => each.host)] })),
    aaaServers: servers.map(({ what }) => what),
    gateways: gateways.map(({ what }) => what),
  };
}

function readSerial(value: YamlValue, context: PlugContext): LabSerialLink {
  const whole = value.isMap ? value : undefined;
  whole?.keys(['ends', 'dce', 'rate']);
  const [a, b, more] = (whole?.required('ends') ?? value).items();
  if (!a || !b || more) return value.fail('a serial link has two ends, such as [R1 Serial0, R2 Serial0]');
  const ends = [readPlug(a, context, ['Serial'], 'a serial link'), readPlug(b, context, ['Serial'], 'a serial link')] as const;
  const dce = whole?.optional('dce')?.oneOf(ends.map((end) => `${end.router} ${end.interface}`), 'end of the link');
  const rate = whole?.optional('rate');
  if (rate === undefined) return { ends, ...(dce === undefined ? {} : { clockedBy: dce === `${ends[0].router} ${ends[0].interface}` ? 0 : 1 }) };
  if (dce !== undefined) return rate.fail('a link back to back is as fast as its DCE\'s "clock rate": leave "rate" or "dce" out');
  const bitsPerSecond = Number(rate.text());
  if (!Number.isInteger(bitsPerSecond) || bitsPerSecond < 300 || bitsPerSecond > 8_000_000) rate.fail(`"${rate.text()}" is no rate in bits per second, such as 64000`);
  return { ends, clockedBy: 'network', bitsPerSecond };
}

