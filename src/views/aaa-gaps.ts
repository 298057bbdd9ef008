// What a router's AAA lacks before anybody has tried it: method lists that interfaces and lines name and nobody has made, and
// groups of servers without a server, where no other method stands behind them.

import { aaaSettings, type AaaMethod, type AaaSettings } from '../config/aaa-settings.ts';
import type { InterfaceSettings } from '../config/model.ts';
import type { ConfigNode } from '../config/node.ts';
import { addLine, type Change } from './explain/cures/changes.ts';
import type { CauseCode } from './explain/codes.ts';

type Note = (code: CauseCode, change: Change) => void;

/** Of an interface with `ppp authentication`. */
export function aaaGaps(router: string, config: ConfigNode, { ppp }: InterfaceSettings, note: Note): void {
  const settings = aaaSettings(config);
  if (!settings.newModel || ppp.authentication.length === 0) return;
  const { authentication: list } = ppp.lists;
  const methods = settings.ppp.get(list === '' ? 'default' : list);
  if (methods === undefined) {
    if (list !== '') note('AAA-NO-LIST', addLine(router, `aaa authentication ppp ${list} local`));
    return;
  }
  const dead = methods.every((method) => isServerless(settings, method));
  const group = methods.find((method) => method.kind === 'group')?.group;
  if (dead && group !== undefined) note('AAA-NO-SERVER', addLine(router, serverLine(settings, group)));
}

function isServerless({ groups }: AaaSettings, method: AaaMethod): boolean {
  return method.kind === 'krb5' || (method.kind === 'group' && (groups.get(method.group)?.servers.length ?? 0) === 0);
}

function serverLine({ groups }: AaaSettings, group: string): string {
  const protocol = groups.get(group)?.protocol;
  if (protocol === undefined) return `aaa group server radius ${group}`;
  return protocol === 'radius' ? 'radius-server host ADDRESS key SECRET' : 'tacacs-server host ADDRESS key SECRET';
}
