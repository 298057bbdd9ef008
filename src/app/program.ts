// The command line by commander: every command but the fast path of `lab` comes through here. Each command's code is
// loaded when it is called.

import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { LabError } from '../lab/lab-error.ts';
import { DEFAULT_OPTIONS, EXIT, onTerminal, parseConnections, parseModem, parsePort, parseSeed, parseSpeed, parseSvg, type RunOptions } from './options.ts';
import type { ServeOptions } from './serve-command.ts';
import { VERSION } from './version.ts';

type RawServeOptions = Partial<ServeOptions>;
type ModemWishes = NonNullable<ServeOptions['modem']>;
type RawOptions = Partial<RunOptions> & { readonly check?: boolean; readonly update?: boolean };

/** Runs the command line; the exit status. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let status: number = EXIT.done;
  const program = createProgram((exit) => (status = exit));
  if (args.length === 0) return withoutArguments(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    // commander has said what is wrong, or has printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrong;
    throw error;
  }
  return status;
}

/** The commands; each tells its exit status when it is done. */
export function createProgram(exit: (status: number) => void): Command {
  const program = new Command('ringback')
    .description('A lab of Cisco-IOS-style routers for dial-on-demand routing and PPP callback.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ outputError: (text, write) => write(`ringback: ${text.replace(/^error: /, '')}`) });

  command(program, 'labs', 'list the labs').action(async () => {
    exit(await (await import('./labs-command.ts')).labsCommand());
  });
  paced(running(command(program, 'lab [lab]', 'open a lab, by name or file: consoles in this terminal')))
    .action(async (name: string | undefined, options: RawOptions) => {
      exit(await (await import('./lab-command.ts')).labCommand(name, { ...DEFAULT_OPTIONS, ...options }));
    });
  paced(running(command(program, 'up <config...>', 'a lab from configuration files; the telephone wiring is inferred from them')))
    .action(async (files: string[], options: RawOptions) => {
      exit(await (await import('./up-command.ts')).upCommand(files, { ...DEFAULT_OPTIONS, ...options }));
    });
  running(command(program, 'play <session...>', 'run session scripts in virtual time and print the transcript; - is standard input'))
    .option('--check', 'compare with what the script expects, and print only the differences')
    .option('--update', 'rewrite what the script expects, in place')
    .action(async (files: string[], options: RawOptions) => {
      if (options.check === true && options.update === true) throw new LabError('--check and --update exclude each other: say one of them');
      exit(await (await import('./play-command.ts')).playCommand(files, { ...DEFAULT_OPTIONS, ...options }));
    });
  command(program, 'check <config...>', 'accept or refuse every line of configurations, with numbers and reasons; - is standard input')
    .option('--model <model>', 'the hardware model (default: the smallest that has the interfaces named)')
    .action(async (files: string[], options: { model?: string }) => {
      exit(await (await import('./check-command.ts')).checkCommand(files, options));
    });

  paced(running(command(program, 'serve [lab|config...]', 'telnet and SSH consoles of a lab, or of configuration files, for other programs; Ctrl-C ends')))
    .option('--host <address>', 'the address to listen on (default: 127.0.0.1)')
    .option('--port <number>', 'the first console port; each router has the next one; 0 lets the system choose (default: 2001)', argument(parsePort))
    .option('--ssh-port <number>', 'the first SSH port: virtual terminals for the routers\' own users (default: no SSH)', argument(parsePort))
    .option('--modem <port[=number]>', 'a modem on the telephone network for a program outside, on 127.0.0.1, on ADDRESS:PORT, or on a pseudo-terminal (pty, pty:LINK); may be repeated',
      (text: string, before: ModemWishes = []): ModemWishes => [...before, argument(parseModem)(text)])
    .option('--aaa [port]', "the lab's authentication servers for programs outside, from this port on, or on ports that the system chooses", argument(parsePort))
    .option('--max-connections <number>', 'connections at once, over all ports (default: 64)', argument(parseConnections))
    .option('--json', 'name the open ports as JSON, one object a line')
    .action(async (names: string[], options: RawServeOptions) => {
      const { DEFAULT_SERVING, serveCommand } = await import('./serve-command.ts');
      exit(await serveCommand(names, { ...DEFAULT_OPTIONS, ...DEFAULT_SERVING, ...options }));
    });

  return program;
}

function command(program: Command, words: string, text: string): Command {
  return program.command(words).description(text).exitOverride();
}

/** Options of everything that runs a lab. */
function running(target: Command): Command {
  return target
    .option('--seed <number>', 'seed of all chance: the same seed and keys give the same bytes (default: 1)', argument(parseSeed))
    .option('--state <folder>', 'keep saved configurations in this folder')
    .option('--fresh', 'forget saved configurations')
    .option('--pcap <file>', 'write every frame to a pcapng file')
    .option('--trace <file>', 'write every trace record to a file, one JSON object a line')
    .option('--timeline <file>', 'draw what passed between the routers and the exchange into an SVG picture', argument(parseSvg));
}

/** Options of what runs by the wall clock. */
function paced(target: Command): Command {
  return target.option('--speed <factor>', 'virtual seconds a second, by the wall clock (default: 1)', argument(parseSpeed));
}

const argument =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message.replace(/^.*?: /, '') : '');
    }
  };

async function withoutArguments(program: Command): Promise<number> {
  if (!onTerminal()) {
    process.stdout.write(program.helpInformation());
    return EXIT.done;
  }
  const lab = await (await import('./menu.ts')).pickLab();
  return lab === undefined ? EXIT.done : (await import('./lab-command.ts')).labCommand(lab, DEFAULT_OPTIONS);
}
