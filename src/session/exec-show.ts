// The handlers of `show`: each prints what a view reads from the router. Their output goes through filters and pager.

import type { Arguments } from '../grammar/types.ts';
import { printBlock, printRunningConfig } from '../config/running-config.ts';
import { showDialer, showDialerMaps } from '../views/show/dialer.ts';
import { showInterfaces, showIpInterfaceBrief } from '../views/show/interfaces.ts';
import { showAccessLists, showArp, showIpRoute } from '../views/show/ip.ts';
import { showIsdnActive, showIsdnHistory, showIsdnStatus } from '../views/show/isdn.ts';
import { showClock, showDebugging, showUsers, showVersion } from '../views/show/system.ts';
import { showLogging } from './show-logging.ts';
import { showTerminal } from './show-terminal.ts';
import type { Exec, Handler, SessionLine } from './types.ts';
import { absoluteLine, vtyLinesOf } from './vty-lines.ts';

/** What a model of this size has. */
const NVRAM_OCTETS = 32_762;

export const showHandlers: Readonly<Record<string, Handler>> = {
  'show.accessLists': (exec, args) => exec.printAll(showAccessLists(exec.router, numberOf(args, 'list'))),
  'show.arp': (exec) => exec.printAll(showArp(exec.router)),
  'show.clock': (exec) => exec.printAll(showClock(exec.router)),
  'show.debugging': (exec) => exec.printAll(showDebugging(exec.router)),
  'show.dialer': (exec, args) => exec.printAll(showDialer(exec.router, textOf(args, 'name'))),
  'show.dialerMaps': (exec) => exec.printAll(showDialerMaps(exec.router)),
  'show.history': (exec) => exec.printAll(exec.execHistory.map((line) => `  ${line}`)),
  'show.interfaces': (exec, args) =>
    exec.printAll(showInterfaces(exec.router, textOf(args, 'name'), numberOf(args, 'first'), numberOf(args, 'last'))),
  'show.ipInterfaceBrief': (exec) => exec.printAll(showIpInterfaceBrief(exec.router)),
  'show.ipRoute': (exec) => exec.printAll(showIpRoute(exec.router)),
  'show.isdnActive': (exec) => exec.printAll(showIsdnActive(exec.router)),
  'show.isdnHistory': (exec) => exec.printAll(showIsdnHistory(exec.router)),
  'show.isdnStatus': (exec) => exec.printAll(showIsdnStatus(exec.router)),
  'show.logging': (exec) => exec.printAll(showLogging(exec.router)),
  'show.privilege': (exec) => exec.print(`Current privilege level is ${exec.privilege}`),
  'show.runningConfig': (exec, args) => exec.printAll(runningConfig(exec, textOf(args, 'name'))),
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

function runningConfig({ router }: Exec, interfaceName: string | undefined): readonly string[] {
  const body =
    interfaceName === undefined
      ? printRunningConfig(router.config)
      : ['!', ...printBlock(router.config, `interfaces[${interfaceName}]`), 'end'];
  let octets = 0;
  for (const line of body) octets += line.length + 1;
  return ['Building configuration...', '', `Current configuration : ${octets} bytes`, ...body, ''];
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
  return vtyLinesOf(exec.router).occupants.map(({ line, user, idleMs, location }) => {
    return { line: `${absoluteLine(exec.router, line)} ${line.kind} ${line.number}`, user, idleMs, location, current: own(line) };
  });
}
