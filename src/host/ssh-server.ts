// An SSH server in front of one router: the protocol is the library's, which is loaded with this file. It
// asks the router's own users, by password or keyboard-interactive, and gives whoever is right a virtual terminal.
// A shell or one command: no forwarding, no files. The host key is made once for a folder of saved state.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ssh2, { type AuthContext, type Connection, type PseudoTtyInfo, type ServerChannel, type ServerConfig } from 'ssh2';
import { fromText } from '../base/octets.ts';
import { LabError } from '../lab/lab-error.ts';
import type { LoginOutcome } from '../session/login/local-users.ts';
import type { Vty } from '../session/lines/vty.ts';
import { fileTrouble, writeAtomically } from './files.ts';
import { listen, type ListenOptions, type OpenPort } from './listening.ts';
import { TerminalFeed, type FeedOptions } from './terminal-feed.ts';

/** What a router's SSH server needs of the lab. */
export interface SshHost {
  readonly perform: FeedOptions['perform'];
  /** `decided` is called now, or after a while in which servers were asked. */
  checkUser(name: string, password: string, location: string, decided: (user: LoginOutcome | undefined) => void): void;
  openVty(caller: VtyRequest): Vty | undefined;
  /** Feeds that wait for a command to be over. */
  readonly feeds: Set<TerminalFeed>;
}

export interface VtyRequest {
  readonly protocol: 'ssh';
  readonly user: LoginOutcome;
  readonly location: string;
  readonly output: (octets: Uint8Array) => void;
  /** Run in place of a dialogue: one command, and what it prints without a pager. */
  readonly command?: string;
  readonly terminalLength?: number;
}

const TRIES = 3;
/** From connecting to being logged in. */
const LOGIN_MS = 120_000;
const KEY_BITS = 2048;

export function openSshServer(host: SshHost, key: string, options: Omit<ListenOptions, 'connected'>): Promise<OpenPort> {
  // The library takes connections over from our own listener, which counts them.
  const config: ServerConfig = { hostKeys: [key], ident: 'Cisco-1.25' };
  const callers = new Map<string, Caller>();
  const server = new ssh2.Server(config, (client, { ip, port }) => {
    const caller = callers.get(`${ip} ${port}`);
    if (caller) serve(client, caller, host);
    else client.end();
  });
  return listen({
    ...options,
    connected(socket) {
      const { remoteAddress = '', remotePort = 0 } = socket;
      const key = `${remoteAddress} ${remotePort}`;
      // Also for those who never say a word: the library tells of nobody before both have said who they are.
      const tooLong = setTimeout(() => socket.destroy(), LOGIN_MS);
      callers.set(key, { location: remoteAddress.replace(/^::ffff:/, ''), cutOff: () => socket.destroy(), loggedIn: () => clearTimeout(tooLong) });
      socket.on('close', () => {
        clearTimeout(tooLong);
        callers.delete(key);
      });
      server.injectSocket(socket);
    },
  });
}

/** Who is at the other end of a connection. */
interface Caller {
  readonly location: string;
  /** Ends the connection at once. */
  cutOff(): void;
  loggedIn(): void;
}

/** The host key in this file, made where there is none. */
export function hostKey(file: string): string {
  try {
    if (existsSync(file)) return readFileSync(file, 'utf8');
    const { private: key } = ssh2.utils.generateKeyPairSync('rsa', { bits: KEY_BITS });
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeAtomically(file, key);
    return key;
  } catch (error) {
    throw new LabError(`the SSH host key cannot be kept here: ${fileTrouble(error)}`, { file });
  }
}

function serve(client: Connection, caller: Caller, host: SshHost): void {
  let user: LoginOutcome | undefined;
  let tries = 0;
  let vty: Vty | undefined;
  // Clients that vanish or speak something else; `close` follows.
  client.on('error', () => undefined);
  let gone = false;
  client.on('close', () => {
    gone = true;
    vty?.close();
  });
  const decide = (context: AuthContext, password: string): void => {
    host.checkUser(context.username, password, caller.location, (known) => {
      if (gone) return;
      user = known;
      if (user) return context.accept();
      tries += 1;
      if (tries >= TRIES) client.end();
      else context.reject(['password', 'keyboard-interactive']);
    });
  };
  client.on('authentication', (context) => {
    if (context.method === 'password') decide(context, context.password);
    else if (context.method === 'keyboard-interactive') {
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => decide(context, answers[0] ?? ''));
    } else context.reject(['password', 'keyboard-interactive']);
  });
  client.on('ready', () => {
    caller.loggedIn();
    client.on('session', (accept) => {
      const session = accept();
      let size: Pick<PseudoTtyInfo, 'cols' | 'rows'> | undefined;
      session.on('pty', (agree, _refuse, info) => {
        size = info;
        agree?.();
      });
      session.on('window-change', (agree, _refuse, info) => {
        vty?.session.resize(info.cols, info.rows);
        agree?.();
      });
      session.on('shell', (agree, refuse) => {
        if (vty || !user) refuse?.();
        else vty = shell(agree(), client, user, caller, { size }, host);
      });
      session.on('exec', (agree, refuse, { command }) => {
        if (vty || !user) refuse?.();
        else vty = shell(agree(), client, user, caller, { size, command }, host);
      });
    });
  });
}

/** What the client wants: a shell, or one command; with a terminal of that size, or without any. */
interface Wish {
  readonly size: Pick<PseudoTtyInfo, 'cols' | 'rows'> | undefined;
  readonly command?: string;
}

/** A virtual terminal on a channel; undefined when none is free. */
function shell(
  channel: ServerChannel,
  client: Connection,
  user: LoginOutcome,
  { location, cutOff }: Caller,
  { size, command }: Wish,
  host: SshHost,
): Vty | undefined {
  const hangUp = (): void => {
    client.end();
  };
  channel.on('error', () => undefined);
  const vty = host.openVty({
    protocol: 'ssh',
    user,
    location,
    output: (octets) => feed.show(octets),
    ...(command === undefined ? {} : { command }),
    // Nobody pages without a terminal.
    ...(size === undefined ? { terminalLength: 0 } : {}),
  });
  if (!vty) {
    channel.write(fromText('% No line is free, or none lets this address in\r\n'));
    channel.exit(1);
    channel.end();
    setImmediate(hangUp);
    return undefined;
  }
  const { session } = vty;
  const feed: TerminalFeed = new TerminalFeed({
    stream: channel,
    perform: host.perform,
    encode: (octets) => octets,
    cutOff,
    keyboard: {
      input: (octets) => session.input(octets),
      get busy() {
        return session.state === 'running';
      },
      get escapeCharacter() {
        return session.escapeCharacter;
      },
    },
  });
  host.feeds.add(feed);
  session.loggedOut = () => {
    // Behind what the session has yet to show.
    setImmediate(() => {
      if (!channel.writableEnded) channel.exit(0);
      feed.end();
    });
  };
  channel.on('data', (octets: Uint8Array) => feed.type(octets)); // no encoding is set: octets
  channel.on('end', () => feed.finish());
  channel.on('close', () => {
    host.feeds.delete(feed);
    feed.close();
    vty.close();
    hangUp();
  });
  host.perform(() => {
    if (size) session.resize(size.cols, size.rows);
    session.open();
  });
  return vty;
}
