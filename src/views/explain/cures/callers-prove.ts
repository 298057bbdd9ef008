// Whether an interface makes those who call it prove who they are, and the line to change where it does not: there is none, or it
// ends in a word that limits it to other calls (`callout`, `callback`).

import type { InterfaceSettings } from '../../../config/model.ts';
import { addToInterface, changeInInterface, type Change } from './changes.ts';

export function callersProve({ ppp: { authentication, authenticateOn } }: InterfaceSettings): boolean {
  return authentication.length > 0 && (authenticateOn.length === 0 || authenticateOn.includes('callin'));
}

/** So that everybody proves who he is, whoever calls. */
export function makeCallersProve(router: string, { name, ppp }: InterfaceSettings): Change {
  if (ppp.authentication.length === 0) return addToInterface(router, name, 'ppp authentication chap');
  return changeInInterface(router, name, authenticationLine(ppp, ppp.authenticateOn), authenticationLine(ppp, []));
}

function authenticationLine({ authentication, ifNeeded, lists }: InterfaceSettings['ppp'], occasions: readonly string[]): string {
  const list = lists.authentication === '' ? [] : [lists.authentication];
  return ['ppp authentication', ...authentication, ...(ifNeeded ? ['if-needed'] : []), ...list, ...occasions].join(' ');
}
