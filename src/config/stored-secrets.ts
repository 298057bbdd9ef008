// Passwords on their way into a configuration and out of it. Stored are the clear text with its type (`encryption`) and,
// for type 7, its seed, so that readers get the clear text and a printed line stays the same; a `secret` is stored as
// type 5 only. Which commands hold passwords is the grammar's modifier `secret`.

import { err, ok, type Result } from '../base/result.ts';
import { namesIn } from '../grammar/command-pattern.ts';
import type { Arguments, ArgumentValue, Command } from '../grammar/types.ts';
import type { Block, Stored } from './block.ts';
import { decodeType7, encodeType5, encodeType7, isType5, makeSalt, TYPE_7_SEEDS } from './secrets.ts';
import type { ConfigStore } from './store.ts';

/** The name under which the seed of a type 7 password is kept; no pattern has it, so it is never printed by itself. */
const SEED = 'passwordSeed';

const NO_SECRET = [
  'ERROR: The secret you entered is not a valid encrypted secret.',
  'To enter an UNENCRYPTED secret, do not specify type 5 encryption.',
  'When you properly enter an UNENCRYPTED secret, it will be encrypted.',
];

/** What is stored for the arguments as typed, or why not. */
export function withSecrets(store: ConfigStore, command: Command, args: Arguments): Result<Arguments, readonly string[]> {
  if (command.secret === undefined) return ok(args);
  const result: Record<string, ArgumentValue> = { ...args };
  if (args['password'] !== undefined) {
    const typed = String(args['password']);
    if (args['encryption'] === '7') {
      const decoded = decodeType7(typed);
      if (!decoded) return err([`Invalid encrypted password: ${typed}`]);
      result['password'] = decoded.clear;
      result[SEED] = decoded.seed;
    } else Object.assign(result, passwordType(store, store.root.flag('service.passwordEncryption') === true));
  }
  if (args['secret'] !== undefined) {
    const name = namesIn(command).has('secretEncryption') ? 'secretEncryption' : 'encryption';
    const typed = String(args['secret']);
    if (args[name] === '5') {
      if (!isType5(typed)) return err(NO_SECRET);
    } else {
      result[name] = '5';
      result['secret'] = encodeType5(typed, makeSalt(store.random));
    }
  }
  return ok(result);
}

/** The arguments as the line shows them. */
export function withSecretsShown(command: Command, args: Arguments): Arguments {
  if (command.secret === undefined || args['password'] === undefined) return args;
  if (args['encryption'] === '7') return { ...args, password: encodeType7(String(args['password']), Number(args[SEED] ?? 0)) };
  if (command.secret === 'digit') return args;
  const { encryption: _, ...bare } = args;
  return bare;
}

/** For notes about a line: `...`, in whatever form the word is stored. */
export function withSecretsHidden(command: Command, args: Arguments): Arguments {
  if (command.secret === undefined) return args;
  const { encryption: _type, secretEncryption: _digest, password, secret, ...others } = args;
  return { ...others, ...(password === undefined ? {} : { password: '...' }), ...(secret === undefined ? {} : { secret: '...' }) };
}

/** `service password-encryption`: every type 0 password becomes type 7. */
export function encryptAll(store: ConfigStore): void {
  encryptBlock(store, store.root);
}

function passwordType(store: ConfigStore, encrypted: boolean): Record<string, ArgumentValue> {
  return encrypted ? { encryption: '7', [SEED]: (store.random() >>> 0) % TYPE_7_SEEDS } : { encryption: '0' };
}

function encryptBlock(store: ConfigStore, block: Block): void {
  const encrypted = (stored: Stored): Stored | undefined => {
    const { command, args } = stored;
    if (command.secret === undefined || args['password'] === undefined || args['encryption'] === '7') return undefined;
    return { ...stored, args: Object.assign({}, args, passwordType(store, true)) };
  };
  for (const stored of [block.values ?? new Map<string, Stored>(), ...(block.lists?.values() ?? [])]) {
    for (const [key, one] of stored) {
      const next = encrypted(one);
      if (next) stored.set(key, next);
    }
  }
  for (const blocks of block.blocks?.values() ?? []) for (const child of blocks.values()) encryptBlock(store, child);
}
