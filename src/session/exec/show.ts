// The handlers of `show`: each prints what a view reads from the router. Their output goes through filters and pager.

import { parseIpv4 } from '../../base/ipv4.ts';
import type { Arguments } from '../../grammar/types.ts';
import { printBlock, printRunningConfig } from '../../config/running-config.ts';
import { showAaaServers, showAaaUsers, showRadiusStatistics, showTacacs } from '../../views/show/aaa.ts';
import { showCallerAddresses, showCallers, showCallerTimeouts, showCallerUser } from '../../views/show/callers.ts';
import { showCompress } from '../../views/show/compress.ts';
import { showControllers, showQueue } from '../../views/show/controllers.ts';
import { showPppBapGroup, showPppBapQueues } from '../../views/show/bap.ts';
import { showBackup } from '../../views/show/backup.ts';
import { showDialer, showDialerMaps } from '../../views/show/dialer.ts';
import { showInterfaces } from '../../views/show/interfaces.ts';
import { showInterfaceDescriptions, showIpInterface, showIpInterfaceBrief, showProtocols } from '../../views/show/ip-interfaces.ts';
import { showAccessLists, showArp, showHosts } from '../../views/show/ip.ts';
import { showIsdnActive, showIsdnHistory, showIsdnService, showIsdnStatus, showIsdnTimers } from '../../views/show/isdn.ts';
import { showLines, showUsers } from '../../views/show/lines.ts';
import { showModem } from '../../views/show/modems.ts';
import { showPppMultilink } from '../../views/show/multilink.ts';
import { showIpLocalPool } from '../../views/show/pools.ts';
import { showPppAll } from '../../views/show/ppp.ts';
import { showProcessesCpu } from '../../views/show/processes.ts';
import { showIpRoute, showIpRouteLonger } from '../../views/show/ip-route.ts';
import { showIpRouteEntry } from '../../views/show/ip-route-entry.ts';
import { showIpProtocols, showIpRipDatabase } from '../../views/show/rip.ts';
import { showClock, showClockDetail, showDebugging, showVersion } from '../../views/show/system.ts';
import { showTrunkControllers } from '../../views/show/trunk-controllers.ts';
import { aliasesOf } from '../configured-commands.ts';
import { routerLogOf } from '../router-log.ts';
import { showLogging } from './show-logging.ts';
import { lineConfiguration } from '../lines/line-configuration.ts';
import { EXEC_TIMEOUT_MS, showLine, showTerminal } from './show-terminal.ts';
import { terminalLines } from '../lines/terminal-lines.ts';
import type { Exec, Handler } from '../types.ts';

export const showHandlers: Readonly<Record<string, Handler>> = {
  'show.aaaServers': (exec) => exec.printAll(showAaaServers(exec.router)),
  'show.aaaUser': (exec, args) => exec.printAll(showAaaUsers(exec.router, textOf(args, 'user'))),
  'show.radiusStatistics': (exec) => exec.printAll(showRadiusStatistics(exec.router)),
  'show.tacacs': (exec) => exec.printAll(showTacacs(exec.router)),
  'show.accessLists': (exec, args) => exec.printAll(showAccessLists(exec.router, numberOf(args, 'list') ?? textOf(args, 'name'))),
  'show.arp': (exec, args) => exec.printAll(arp(exec, args)),
  'show.caller': (exec) => exec.printAll(showCallers(exec.router, terminalLines(exec))),
  'show.callerIp': (exec) => exec.printAll(showCallerAddresses(exec.router)),
  'show.callerTimeouts': (exec) => exec.printAll(showCallerTimeouts(exec.router, terminalLines(exec), ({ kind, unit }) => lineConfiguration(exec.router.config, { kind, number: unit })?.execTimeoutMs ?? EXEC_TIMEOUT_MS)),
  'show.callerUser': (exec, args) => exec.printAll(showCallerUser(exec.router, terminalLines(exec), textOf(args, 'user') ?? '')),
  'show.backup': (exec) => exec.printAll(showBackup(exec.router)),
  'show.clock': (exec, args) => exec.printAll(args['detail'] === undefined ? showClock(exec.router) : showClockDetail(exec.router)),
  'show.controllers': (exec, args) => exec.printAll(controllers(exec, textOf(args, 'name'))),
  'show.debugging': (exec) => exec.printAll(showDebugging(exec.router)),
  'show.dialer': (exec, args) => exec.printAll(showDialer(exec.router, textOf(args, 'name'))),
  'show.dialerMaps': (exec) => exec.printAll(showDialerMaps(exec.router)),
  'show.hosts': (exec, args) => exec.printAll(showHosts(exec.router, textOf(args, 'name'))),
  'show.history': (exec) => exec.printAll(exec.execHistory.map((line) => `  ${line}`)),
  'show.interfaces': (exec, args) =>
    exec.printAll(showInterfaces(exec.router, textOf(args, 'name'), numberOf(args, 'first'), numberOf(args, 'last'))),
  'show.interfacesDescription': (exec, args) => exec.printAll(showInterfaceDescriptions(exec.router, textOf(args, 'name'))),
  'show.ipInterface': (exec, args) => exec.printAll(showIpInterface(exec.router, textOf(args, 'name'))),
  'show.ipInterfaceBrief': (exec, args) => exec.printAll(showIpInterfaceBrief(exec.router, textOf(args, 'name'))),
  'show.ipProtocols': (exec) => exec.printAll(showIpProtocols(exec.router)),
  'show.ipLocalPool': (exec, args) => exec.printAll(showIpLocalPool(exec.router, textOf(args, 'name'))),
  'show.modem': (exec) => exec.printAll(showModem(exec.router)),
  'show.ipRipDatabase': (exec) => exec.printAll(showIpRipDatabase(exec.router)),
  'show.ipRoute': (exec, args) => exec.printAll(ipRoute(exec, args)),
  'show.isdnActive': (exec) => exec.printAll(showIsdnActive(exec.router)),
  'show.isdnHistory': (exec) => exec.printAll(showIsdnHistory(exec.router)),
  'show.trunkControllers': (exec, args) => exec.printAll(showTrunkControllers(exec.router, args['type'] === 'e1' ? 'E1' : 'T1', textOf(args, 'unit'))),
  'show.isdnService': (exec, args) => exec.printAll(showIsdnService(exec.router, { name: textOf(args, 'name'), dsl: numberOf(args, 'dsl') })),
  'show.isdnStatus': (exec, args) => exec.printAll(showIsdnStatus(exec.router, { name: textOf(args, 'name'), dsl: numberOf(args, 'dsl') })),
  'show.isdnTimers': (exec, args) => exec.printAll(showIsdnTimers(exec.router, textOf(args, 'name'))),
  'show.line': (exec, args) => exec.printAll(lines(exec, args)),
  'show.logging': (exec) => exec.printAll(showLogging(exec.router)),
  'show.processesCpu': (exec) => exec.printAll(showProcessesCpu(exec.router, routerLogOf(exec.router).counts.total)),
  'show.pppBapGroup': (exec, args) => exec.printAll(showPppBapGroup(exec.router, textOf(args, 'name'))),
  'show.pppBapQueues': (exec) => exec.printAll(showPppBapQueues(exec.router)),
  'show.compress': (exec) => exec.printAll(showCompress(exec.router)),
  'show.pppMultilink': (exec) => exec.printAll(showPppMultilink(exec.router)),
  'show.protocols': (exec) => exec.printAll(showProtocols(exec.router)),
  'show.pppAll': (exec) => exec.printAll(showPppAll(exec.router)),
  'show.privilege': (exec) => exec.print(`Current privilege level is ${exec.privilege}`),
  'show.queue': (exec, args) => exec.printAll(showQueue(exec.router, textOf(args, 'name') ?? '')),
  'show.runningConfig': (exec, args) => exec.printAll(runningConfig(exec, textOf(args, 'name'), args['linenum'] !== undefined)),
  'show.runningMapClass': (exec, args) => exec.printAll(configuration(mapClasses(exec, textOf(args, 'mapClass')))),
  'show.aliases': (exec, args) => exec.printAll(aliases(exec, textOf(args, 'mode'))),
  'show.terminal': (exec) => exec.printAll(showTerminal(exec)),
  'show.users': (exec, args) => exec.printAll(showUsers(exec.router, terminalLines(exec), args['all'] !== undefined)),
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

function controllers({ router }: Exec, name: string | undefined): readonly string[] {
  return name === undefined ? [...showTrunkControllers(router), ...showControllers(router)] : showControllers(router, name);
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

/** `show line`, `show line 2`, `show line vty 0 4`. */
function lines(exec: Exec, args: Arguments): readonly string[] {
  const kind = textOf(args, 'type');
  const first = numberOf(args, 'first');
  const last = numberOf(args, 'last') ?? first;
  const all = terminalLines(exec);
  if (first === undefined || last === undefined) return showLines(all);
  const wanted = all.filter((line) => {
    const number = kind === undefined ? line.number : line.unit;
    return (kind === undefined || kind === line.kind) && number >= first && number <= last;
  });
  return wanted.length === 0 ? ['% Invalid line number'] : showLine(exec, wanted);
}

function ipRoute(exec: Exec, args: Arguments): readonly string[] {
  const { router } = exec;
  const address = parseIpv4(textOf(args, 'address') ?? '');
  if (address === undefined) return showIpRoute(router, textOf(args, 'protocol'));
  const mask = parseIpv4(textOf(args, 'mask') ?? '');
  if (mask !== undefined && args['longerPrefixes'] !== undefined) return showIpRouteLonger(router, address, mask);
  return showIpRouteEntry(router, address, mask);
}

function arp(exec: Exec, args: Arguments): readonly string[] {
  return showArp(exec.router, { address: parseIpv4(textOf(args, 'address') ?? ''), interface: textOf(args, 'name'), hardware: textOf(args, 'hardware') });
}
