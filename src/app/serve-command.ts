// `ringback serve`: the consoles of a lab on telnet ports, and virtual terminals on SSH ports, for other programs. Time
// follows the wall clock. Every open port is named on stdout, one line each, as JSON when asked; whatever else there is to
// say goes to stderr then. A signal closes everything; what was saved is kept.

import { join } from 'node:path';
import type { Grammar } from '../grammar/grammar.ts';
import { ConsolePort } from '../host/console-port.ts';
import { isDirectory } from '../host/files.ts';
import { keepYoungApart } from '../host/heap.ts';
import { ConnectionLimit, nth, type OpenPort } from '../host/listening.ts';
import { defaultStateFolder, Nvram } from '../host/nvram.ts';
import { Pace } from '../host/pace.ts';
import { openTelnetServer } from '../host/telnet-server.ts';
import type { SshHost } from '../host/ssh-server.ts';
import type { TerminalFeed } from '../host/terminal-feed.ts';
import { withOutsideModems } from '../lab/outside-modems.ts';
import type { LabDescription } from '../network/lab-description.ts';
import { assembleLab, paceOutside, type OpenedLab } from './assemble.ts';
import { builtinLab, DEFAULT_LAB } from './builtin-labs.ts';
import { findLab } from './find-lab.ts';
import { loadLateParts, type LateParts } from './late-parts.ts';
import { EXIT, type ModemWish, type RunOptions } from './options.ts';
import { programGrammar } from './program-grammar.ts';
import { openAaaPorts } from './serve-aaa.ts';
import { openModemPorts } from './serve-modems.ts';
import { labOfFiles } from './up-command.ts';

export interface ServeOptions extends RunOptions {
  readonly host: string;
  readonly port: number;
  /** Absent: no SSH. */
  readonly sshPort?: number | undefined;
  /** Modems of the lab's telephone network for programs outside. */
  readonly modem?: readonly ModemWish[] | undefined;
  /** The first port of the lab's authentication servers; true: the system chooses. Absent: they are for the lab alone. */
  readonly aaa?: number | boolean | undefined;
  readonly maxConnections: number;
  readonly json?: boolean | undefined;
}

export const DEFAULT_SERVING = { host: '127.0.0.1', port: 2001, maxConnections: 64 } as const;

/** One open port, as it is announced. */
export type Announcement = {
  readonly device: string;
  readonly service: 'telnet' | 'ssh' | 'modem' | 'radius' | 'tacacs';
  /** Of a modem. */
  readonly number?: string;
} & (
  | { readonly host: string; readonly port: number }
  /** A pseudo-terminal, and the link to it. */
  | { readonly pty: string; readonly link?: string }
);

/** Beside the labs' folders: a lab's name never begins with a dot there. */
const HOST_KEY_FILE = '.ssh-host-rsa-key';

/** Serves until a signal comes; the exit status. */
export async function serveCommand(names: readonly string[], options: ServeOptions): Promise<number> {
  const grammar = await programGrammar();
  const { description: wired, preface } = await served(names, grammar);
  const { lab: description } = withOutsideModems(wired, (options.modem ?? []).map(({ number }) => number));
  const nvram = new Nvram({ state: options.state, lab: description.name, fresh: options.fresh });
  const free = (): void => nvram.release();
  process.on('exit', free);
  try {
    const say = options.json === true ? process.stderr : process.stdout;
    for (const line of [...preface, ...(nvram.notice === undefined ? [] : [nvram.notice])]) say.write(`${line}\n`);
    await serve(nvram.applyTo(description), grammar, nvram, options);
    return EXIT.done;
  } finally {
    free();
    process.off('exit', free);
  }
}

/** No name is the default lab; one name may be a lab; everything else is configuration files, as for `up`. */
async function served(names: readonly string[], grammar: Grammar): Promise<{ readonly description: LabDescription; readonly preface: readonly string[] }> {
  const [name = DEFAULT_LAB, ...more] = names;
  if (more.length === 0 && (/\.ya?ml$/i.test(name) || isDirectory(name) || (await builtinLab(name)))) {
    return { description: (await findLab(name)).description, preface: [] };
  }
  const { lab, preface } = labOfFiles(names, grammar);
  return { description: lab.description, preface };
}

async function serve(description: LabDescription, grammar: Grammar, nvram: Nvram, options: ServeOptions): Promise<void> {
  const late: LateParts = {};
  if (options.timeline !== undefined) await loadLateParts(late);
  const lab = assembleLab({ description, grammar, run: options, late, withoutPager: false });
  const open: Pick<OpenPort, 'close'>[] = [];
  const { ended, fail, stop } = untilSignal();
  let pace: Pace | undefined;
  try {
    nvram.attach(lab.world.routers);
    // Its consoles wait for who comes, who is greeted then: a login that nobody sees would run out of time.
    lab.run.world.settle();
    const pumps: { pump(): void }[] = [];
    const shells = new Set<TerminalFeed>();
    let pumping = false;
    const afterward = (): void => {
      // Feeding a console may end a command at another one: once around is enough, since each pump plans its own next turn.
      if (pumping) return;
      pumping = true;
      try {
        for (const waiting of pumps) waiting.pump();
        for (const feed of [...shells]) feed.pump();
      } finally {
        pumping = false;
      }
    };
    const clockwork = (pace = new Pace(lab.run.clock, options.speed, afterward));
    paceOutside(lab, pace);
    pace.onFailure = fail;
    const perform = (run: () => void): void => {
      try {
        clockwork.catchUp();
        run();
        lab.run.flush();
        clockwork.plan();
      } catch (error) {
        fail(error);
      }
    };
    const ports = await openPorts(lab, { perform, shells, pumps, open }, options);
    for (const port of ports) process.stdout.write(announce(port, options.json === true));
    if (options.json !== true) process.stdout.write('Ctrl-C ends.\n');
    keepYoungApart();
    pace.start();
    await ended;
  } finally {
    stop();
    pace?.stop();
    for (const port of open) port.close();
    lab.close();
  }
}

export interface Desk {
  readonly perform: (run: () => void) => void;
  readonly shells: Set<TerminalFeed>;
  readonly pumps: { pump(): void }[];
  /** Gets every port as it opens. */
  readonly open: Pick<OpenPort, 'close'>[];
}

async function openPorts(lab: OpenedLab, { perform, shells, pumps, open }: Desk, options: ServeOptions): Promise<readonly Announcement[]> {
  const { host } = options;
  const limit = new ConnectionLimit(options.maxConnections);
  const ports: Announcement[] = [];
  const opened = (device: string, service: Announcement['service'], port: OpenPort): void => {
    open.push(port);
    ports.push({ device, service, host, port: port.port });
  };
  for (const [index, console] of [...lab.run.consoles.values()].entries()) {
    const port = new ConsolePort(console, perform);
    pumps.push(port);
    opened(console.name, 'telnet', await openTelnetServer(port, { host, port: nth(options.port, index), limit }));
  }
  ports.push(...(await openModemPorts(lab.world, options.modem ?? [], { perform, pumps, open, limit })));
  ports.push(...(await openAaaPorts(lab.world, options, { perform, open, limit })));
  if (options.sshPort === undefined) return ports;
  const { hostKey, openSshServer } = await import('../host/ssh-server.ts');
  const key = hostKey(join(options.state ?? defaultStateFolder(), HOST_KEY_FILE));
  for (const [index, name] of [...lab.world.routers.keys()].entries()) {
    const router = {
      perform,
      feeds: shells,
      checkUser: (...who: Parameters<SshHost['checkUser']>) => perform(() => lab.checkUser(name, ...who)),
      openVty: (caller: Parameters<OpenedLab['openVty']>[1]) => lab.openVty(name, caller),
    };
    opened(name, 'ssh', await openSshServer(router, key, { host, port: nth(options.sshPort, index), limit }));
  }
  return ports;
}

function announce(announcement: Announcement, json: boolean): string {
  if (json) return `${JSON.stringify(announcement)}\n`;
  const { device, service, number } = announcement;
  const where = 'pty' in announcement ? (announcement.link ?? announcement.pty) : `${announcement.host} ${announcement.port}`;
  return `${device}: ${service} ${where}${number === undefined ? '' : `, telephone number ${number}`}\n`;
}

/** Fulfilled by the first signal that ends the program, or failed by what goes wrong meanwhile. */
function untilSignal(): { readonly ended: Promise<void>; readonly fail: (error: unknown) => void; readonly stop: () => void } {
  let end: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  // Something may fail before anybody waits.
  ended.catch(() => undefined);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  return {
    ended,
    fail: (error) => fail(error),
    stop: () => {
      for (const signal of signals) process.off(signal, end);
    },
  };
}
