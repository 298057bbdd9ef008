// The options that the commands share, and how the program speaks of mistakes: one line on stderr, status 2.

import { LabError } from '../lab/lab-error.ts';

export const EXIT = { done: 0, failed: 1, wrong: 2 } as const;

export interface RunOptions {
  readonly seed: number;
  readonly speed: number;
  readonly state?: string | undefined;
  readonly fresh?: boolean | undefined;
  readonly pcap?: string | undefined;
  readonly trace?: string | undefined;
  readonly timeline?: string | undefined;
}

export const DEFAULT_OPTIONS: RunOptions = { seed: 1, speed: 1 };

export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffff_ffff) throw new LabError(`--seed ${text}: it should be a whole number from 0 to 4294967295`);
  return seed;
}

export function parseSpeed(text: string): number {
  const speed = Number(text.replace(/x$/i, ''));
  if (!(speed > 0 && speed <= 100_000)) throw new LabError(`--speed ${text}: it should be a factor from above 0 to 100000`);
  return speed;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new LabError(`${text}: it should be a port from 1 to 65535, or 0 for one that the system chooses`);
  return port;
}

export function parseConnections(text: string): number {
  const most = Number(text);
  if (!/^\d+$/.test(text) || most < 1 || most > 10_000) throw new LabError(`--max-connections ${text}: it should be a number from 1 to 10000`);
  return most;
}

export type ModemWish = { readonly number?: string } & (
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'pty'; readonly link?: string }
);

const LOOPBACK = '127.0.0.1';

/** `2323`, `127.0.0.1:2323`, `[::1]:2323`, `pty`, `pty:LINK`, each with `=NUMBER` behind it. Without an address nobody beyond this machine reaches it. */
export function parseModem(text: string): ModemWish {
  const [, where = '', digits] = /^([^=]*)(?:=(.*))?$/.exec(text) ?? [];
  if (digits !== undefined && !/^[0-9*#]{1,30}$/.test(digits)) throw new LabError(`--modem ${text}: "${digits}" is no telephone number: up to 30 of the digits 0-9, * and #`);
  const number = digits === undefined ? {} : { number: digits };
  const [pty, link] = /^pty(?::(.+))?$/.exec(where) ?? [];
  if (pty !== undefined) return { kind: 'pty', ...(link === undefined ? {} : { link }), ...number };
  const [, host, port] = /^(?:(\[[^\]]+\]|[^:]+):)?(\d+)$/.exec(where) ?? [];
  if (port === undefined || Number(port) > 65_535) throw new LabError(`--modem ${text}: it should be PORT, ADDRESS:PORT, pty or pty:LINK, and may end in =NUMBER`);
  return { kind: 'tcp', host: host?.replace(/^\[|\]$/g, '') ?? LOOPBACK, port: Number(port), ...number };
}

export function parseSvg(text: string): string {
  if (!/\.svg$/i.test(text)) throw new LabError(`--timeline ${text}: it should be the name of a file that ends in .svg`);
  return text;
}

/** Prints the user's mistake and says the exit status. What is no user's mistake is handed on: it is ours. */
export function reportMistake(error: unknown): number {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`ringback: ${error.text}\n`);
  return EXIT.wrong;
}

/** A terminal at both ends: only then are there consoles and menus. */
export function onTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}
