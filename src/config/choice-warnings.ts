// What the router says of a choice that contradicts another line: a secret that is the password, a user with both, a list of
// methods that nobody has defined.

import { enableSettings } from './global-settings.ts';
import type { Arguments } from './node.ts';
import { decodeType7, verifyType5 } from './secrets.ts';
import type { ConfigStore } from './store.ts';
import type { Validated } from './validate.ts';

/** `enable password`, `enable secret` and `username`. */
export function passwordChoice(store: ConfigStore, path: string, args: Arguments): Validated {
  const accepted = { refused: false, messages: [], args };
  if (path === 'users') return userHasBoth(store, args) ? { refused: true, messages: BOTH, args } : accepted;
  const level = Number(args['level']);
  const { secret, password } = enableSettings(store.root, level);
  const isSecret = path === 'enable.secrets';
  const same = isSecret
    ? args['encryption'] !== '5' && password !== undefined && args['secret'] === password
    : secret !== undefined && verifyType5(clearText(args), secret);
  if (!same || store.booting) return accepted;
  const [chosen, other] = isSecret ? ['secret', 'password'] : ['password', 'secret'];
  return {
    ...accepted,
    messages: [`The enable ${chosen} you have chosen is the same as your enable ${other}.`, `This is not recommended.  Re-enter the enable ${chosen}.`, ''],
  };
}

const BOTH = ['ERROR: Can not have both a user password and a user secret.', 'Please choose one or the other.'];

function userHasBoth(store: ConfigStore, args: Arguments): boolean {
  const known = store.root.lists?.get('users')?.get(String(args['name']))?.args;
  return (args['secret'] !== undefined && known?.['password'] !== undefined) || (args['password'] !== undefined && known?.['secret'] !== undefined);
}

function clearText(args: Arguments): string {
  const typed = String(args['password']);
  return args['encryption'] === '7' ? (decodeType7(typed)?.clear ?? '') : typed;
}

/** With AAA a list of methods is named before it is defined, or by mistake: the router warns. */
export function undefinedList(store: ConfigStore, args: Arguments, service: 'login' | 'ppp'): readonly string[] {
  const { list } = args;
  if (list === undefined || list === 'default' || store.booting || store.root.flag('aaa.newModel') !== true) return [];
  if (store.root.entries(`aaa.authentication.${service}`).some((one) => one['list'] === list)) return [];
  return [service === 'ppp' ? `AAA: Warning, authentication list ${list} is not defined for PPP.` : `AAA: Warning authentication list "${list}" is not defined for LOGIN.`];
}
