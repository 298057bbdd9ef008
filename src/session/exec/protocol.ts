// `ppp` and `slip` in EXEC: the terminal line becomes an interface, and who sits there speaks packets from now on. The words of
// success are those of dial-in scripts that were made for such lines; those of refusal are ours.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { asyncInterface } from '../../config/group-async.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import type { Arguments } from '../../grammar/types.ts';
import type { LineProtocol, LineRefusal, LineTerminal } from '../../network/router/ports/line-terminal.ts';
import { textOf } from './show.ts';
import { addressOf } from '../host-names.ts';
import type { Exec, Handler } from '../types.ts';

export const protocolHandlers: Readonly<Record<string, Handler>> = {
  'line.ppp': (exec, args) => enter(exec, 'ppp', args),
  'line.slip': (exec, args) => enter(exec, 'slip', args),
};

const REFUSALS: Readonly<Record<LineRefusal, (name: string) => string>> = {
  'no-interface': (name) => `% Interface ${name} is not configured`,
  'no-mode': (name) => `% Async mode is not configured on interface ${name}`,
  busy: (name) => `% Interface ${name} is in use`,
};

function enter(exec: Exec, protocol: LineProtocol, args: Arguments): void {
  const { called } = exec;
  if (called === undefined) {
    exec.print(`% ${protocol.toUpperCase()} is not available on this line`);
    return;
  }
  const target = textOf(args, 'target');
  const dynamic = settingsOf(exec, called)?.async.dynamicAddress === true;
  if (target !== undefined) {
    if (dynamic) withAddress(exec, called, protocol, target);
    else exec.print('% Dynamic addressing is not allowed on this interface');
  } else if (dynamic && args['mode'] === undefined) {
    exec.ask('IP address or hostname? ', true, (typed) => {
      if (typed !== undefined && typed.trim() !== '') withAddress(exec, called, protocol, typed.trim());
    });
  } else begin(exec, called, protocol, undefined);
}

function settingsOf({ router }: Exec, called: LineTerminal): InterfaceSettings | undefined {
  return asyncInterface(router.config, called.interface);
}

function withAddress(exec: Exec, called: LineTerminal, protocol: LineProtocol, target: string): void {
  const known = addressOf(exec, target);
  if (known === undefined) exec.print(`% Bad IP address or host name`);
  else begin(exec, called, protocol, known);
}

function begin(exec: Exec, called: LineTerminal, protocol: LineProtocol, address: Ipv4Address | undefined): void {
  const settings = settingsOf(exec, called);
  const refusal: LineRefusal | undefined = settings === undefined ? 'no-interface' : settings.async.mode === undefined ? 'no-mode' : undefined;
  if (refusal !== undefined) {
    exec.print(REFUSALS[refusal](called.interface));
    return;
  }
  exec.printAll(entering(exec, called, protocol, address));
  const running = exec.run(() => undefined);
  const whenSaid = (): void => {
    if (called.unsentOctets > 0) {
      exec.router.clock.after(100, whenSaid);
      return;
    }
    const refused = called.begin({ protocol, user: exec.user, address });
    if (refused === undefined) return;
    running.write(`${REFUSALS[refused](called.interface)}\r\n`);
    running.done();
  };
  exec.router.clock.after(0, whenSaid);
}

function entering(exec: Exec, called: LineTerminal, protocol: LineProtocol, address: Ipv4Address | undefined): readonly string[] {
  const settings = settingsOf(exec, called);
  const own = settings?.address === undefined ? undefined : formatIpv4(settings.address.address);
  const fixed = address ?? (settings?.peerAddress?.kind === 'fixed' ? settings.peerAddress.address : undefined);
  return [
    `Entering ${protocol.toUpperCase()} mode.`,
    ...(settings?.unnumbered === undefined ? [] : [`Async interface address is unnumbered (${settings.unnumbered})`]),
    ...(own === undefined ? [] : [`Async interface address is ${own}`]),
    ...(fixed === undefined ? [] : [`Your IP address is ${formatIpv4(fixed)}. MTU is ${settings?.mtu ?? 1500} bytes`]),
  ];
}
