// The handlers of `show`: each prints what a view reads from the router. Their output goes through filters and pager.

import { parseIpv4 } from '../base/ipv4.ts';
import type { Arguments } from '../grammar/types.ts';
import { printBlock, printRunningConfig } from '../config/running-config.ts';
import { showDialer, showDialerMaps } from '../views/show/dialer.ts';
import { showInterfaces } from '../views/show/interfaces.ts';
import { showInterfaceDescriptions, showIpInterface, showIpInterfaceBrief, showProtocols } from '../views/show/ip-interfaces.ts';
import { showAccessLists, showArp } from '../views/show/ip.ts';
import { showIpRoute, showIpRouteTo } from '../views/show/ip-route.ts';
import { showIpProtocols, showIpRipDatabase } from '../views/show/rip.ts';
import { showIsdnActive, showIsdnHistory, showIsdnStatus } from '../views/show/isdn.ts';
import { showClock, showDebugging, showUsers, showVersion } from '../views/show/system.ts';
import { aliasesOf } from './configured-commands.ts';
import { showLogging } from './show-logging.ts';
import { showTerminal } from './show-terminal.ts';
import type { Exec, Handler, SessionLine } from './types.ts';
import { absoluteLine, vtyLinesOf } from './vty-lines.ts';

/** What a model of this size has. */
const NVRAM_OCTETS = 32_762;

export const showHandlers: Readonly<Record<string, Handler>> = {
  'show.accessLists': (exec, args) => exec.printAll(showAccessLists(exec.router, numberOf(args, 'list') ?? textOf(args, 'name'))),
  'show.arp': (exec) => exec.printAll(showArp(exec.router)),
  'show.clock': (exec) => exec.printAll(showClock(exec.router)),
  'show.debugging': (exec) => exec.printAll(showDebugging(exec.router)),
  'show.dialer': (exec, args) => exec.printAll(showDialer(exec.router, textOf(args, 'name'))),
  'show.dialerMaps': (exec) => exec.printAll(showDialerMaps(exec.router)),
  'show.history': (exec) => exec.printAll(exec.execHistory.map((line) => `  ${line}`)),
  'show.interfaces': (exec, args) =>
    exec.printAll(showInterfaces(exec.router, textOf(args, 'name'), numberOf(args, 'first'), numberOf(args, 'last'))),
  'show.interfacesDescription': (exec, args) => exec.printAll(showInterfaceDescriptions(exec.router, textOf(args, 'name'))),
  'show.ipInterface': (exec, args) => exec.printAll(showIpInterface(exec.router, textOf(args, 'name'))),
  'show.ipInterfaceBrief': (exec, args) => exec.printAll(showIpInterfaceBrief(exec.router, textOf(args, 'name'))),
  'show.ipProtocols': (exec) => exec.printAll(showIpProtocols(exec.router)),
  'show.ipRipDatabase': (exec) => exec.printAll(showIpRipDatabase(exec.router)),
  'show.ipRoute': (exec, args) => {
    const destination = parseIpv4(textOf(args, 'destination') ?? '');
    exec.printAll(destination === undefined ? showIpRoute(exec.router, textOf(args, 'protocol')) : showIpRouteTo(exec.router, destination));
  },
  'show.isdnActive': (exec) => exec.printAll(showIsdnActive(exec.router)),
  'show.isdnHistory': (exec) => exec.printAll(showIsdnHistory(exec.router)),
  'show.isdnStatus': (exec) => exec.printAll(showIsdnStatus(exec.router)),
  'show.logging': (exec) => exec.printAll(showLogging(exec.router)),
  'show.protocols': (exec) => exec.printAll(showProtocols(exec.router)),
  'show.privilege': (exec) => exec.print(`Current privilege level is ${exec.privilege}`),
  'show.runningConfig': (exec, args) => exec.printAll(runningConfig(exec, textOf(args, 'name'), args['linenum'] !== undefined)),
  'show.runningMapClass': (exec, args) => exec.printAll(configuration(mapClasses(exec, textOf(args, 'mapClass')))),
  'show.aliases': (exec, args) => exec.printAll(aliases(exec, textOf(args, 'mode'))),
  'show.startupConfig': (exec) => exec.printAll(startupConfig(exec)),
  'show.terminal': (exec) => exec.printAll(showTerminal(exec)),
  'show.users': (exec) => exec.printAll(showUsers(exec.router, linesInUse(exec))),
  'show.version': (exec) => exec.printAll(showVersion(exec.router)),
};

export function textOf(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return value === undefined ? undefined : String(value);
}

export function numberOf(args: Arguments, name: string): number | undefined {
  const value = args[name];
  return value === undefined ? undefined : Number(value);
}

function runningConfig({ router }: Exec, interfaceName: string | undefined, numbered: boolean): readonly string[] {
  if (interfaceName !== undefined) return configuration(['!', ...printBlock(router.config, `interfaces[${interfaceName}]`), 'end']);
  return configuration(printRunningConfig(router.config), numbered);
}

/** The lines with their heading, which counts octets without the numbers that `linenum` puts before them. */
function configuration(body: readonly string[], numbered = false): readonly string[] {
  let octets = 0;
  for (const line of body) octets += line.length + 1;
  const lines = numbered ? body.map((line, i) => `${String(i + 1).padStart(LINE_NUMBER_WIDTH)} : ${line}`) : body;
  return ['Building configuration...', '', `Current configuration : ${octets} bytes`, ...lines, ''];
}

const LINE_NUMBER_WIDTH = 5;

function mapClasses({ router }: Exec, name: string | undefined): readonly string[] {
  const classes = router.config.children('dialer.mapClasses').filter(({ key }) => name === undefined || key === name);
  return ['!', ...classes.flatMap(({ key }) => [...printBlock(router.config, `dialer.mapClasses[${key}]`), '!']), 'end'];
}

const ALIAS_MODES: Readonly<Record<string, string>> = {
  configure: 'Global configuration mode aliases:',
  exec: 'Exec mode aliases:',
  interface: 'Interface configuration mode aliases:',
  line: 'Line configuration mode aliases:',
  'map-class': 'Map class configuration mode aliases:',
  router: 'Router configuration mode aliases:',
};

function aliases({ router }: Exec, mode: string | undefined): readonly string[] {
  const entries = aliasesOf(router.config);
  return Object.entries(ALIAS_MODES).flatMap(([word, heading]) => {
    const own = mode === undefined || mode === word ? entries.filter((alias) => alias.mode === word) : [];
    return own.length === 0 ? [] : [heading, ...own.map(({ name, command }) => `  ${name.padEnd(21)} ${command}`), ''];
  });
}

function startupConfig({ router }: Exec): readonly string[] {
  const text = router.startupConfig;
  if (text === undefined) return ['startup-config is not present'];
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return [`Using ${text.length} out of ${NVRAM_OCTETS} bytes`, ...lines, ''];
}

function linesInUse(exec: Exec): Parameters<typeof showUsers>[1] {
  const own = (line: SessionLine): boolean => line.kind === exec.line.kind && line.number === exec.line.number;
  return vtyLinesOf(exec.router).occupants.map(({ line, user, idleMs, location, hosts }) => {
    return { line: `${absoluteLine(exec.router, line)} ${line.kind} ${line.number}`, user, idleMs, location, hosts, current: own(line) };
  });
}
