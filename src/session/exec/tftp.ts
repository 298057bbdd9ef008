// Copying a configuration to or from a host on the network: the dialogues of `copy ... tftp:`, `configure network` and `write
// network`. The requests go out, and dial; nobody keeps files here, so that they come to nothing when the tries are over.

import { formatIpv4, type Ipv4Address } from '../../base/ipv4.ts';
import { requestFile } from '../../network/router/ip/tftp.ts';
import { converse, type Dialogue } from '../typing/dialogue.ts';
import { addressOf } from '../host-names.ts';
import { lookUp } from '../name-lookup.ts';
import type { Exec, Handler } from '../types.ts';

const TRIES = 5;
const TRY_MS = 5_000;
const EVERYBODY = '255.255.255.255';

export const tftpHandlers: Readonly<Record<string, Handler>> = {
  'copy.runningTftp': (exec) => converse(exec, send(exec)),
  'copy.startupTftp': (exec) => {
    if (exec.router.startupConfig === undefined) exec.print('%Error opening nvram:/startup-config (No such file or directory)');
    else converse(exec, send(exec));
  },
  'copy.tftpRunning': (exec) => converse(exec, fetch(exec, 'running-config')),
  'copy.tftpStartup': (exec) => converse(exec, fetch(exec, 'startup-config')),
  'configure.network': (exec) => converse(exec, configureNetwork(exec)),
  'write.network': (exec) => {
    exec.print('This command has been replaced by the command:', "         'copy system:/running-config <url>'");
    converse(exec, send(exec));
  },
};

const ownFile = ({ router }: Exec): string => `${router.hostname.toLowerCase()}-confg`;

function* send(exec: Exec): Dialogue {
  const host = (yield { prompt: 'Address or name of remote host []? ' }).trim();
  const file = (yield { prompt: `Destination filename [${ownFile(exec)}]? ` }).trim() || ownFile(exec);
  transfer(exec, 'write', host, file);
}

function* fetch(exec: Exec, to: string): Dialogue {
  const host = (yield { prompt: 'Address or name of remote host []? ' }).trim();
  const file = (yield { prompt: 'Source filename []? ' }).trim();
  if (file === '') {
    exec.print('%Error parsing filename (No such file or directory)');
    return;
  }
  yield { prompt: `Destination filename [${to}]? ` };
  exec.print(`Accessing tftp://${host}/${file}...`);
  transfer(exec, 'read', host, file);
}

export function* configureNetwork(exec: Exec): Dialogue {
  const word = (yield { prompt: 'Host or network configuration file [host]? ' }).trim().toLowerCase();
  const known = word !== '' && 'network'.startsWith(word) ? 'network-confg' : ownFile(exec);
  exec.print('This command has been replaced by the command:', "         'copy <url> system:/running-config'");
  const host = (yield { prompt: `Address or name of remote host [${EVERYBODY}]? ` }).trim() || EVERYBODY;
  const file = (yield { prompt: `Source filename [${known}]? ` }).trim() || known;
  exec.print(`Accessing tftp://${host}/${file}...`);
  transfer(exec, 'read', host, file);
}

function transfer(exec: Exec, kind: 'read' | 'write', host: string, file: string): void {
  const server = addressOf(exec, host);
  if (server === undefined) lookUp(exec, host, `%Error opening tftp://${host}/${file} (Undefined error)`, (address) => tryInVain(exec, kind, address, file));
  else tryInVain(exec, kind, server, file);
}

/** Asks again and again; a dot for each time that nobody answered. */
function tryInVain(exec: Exec, kind: 'read' | 'write', server: Ipv4Address, file: string): void {
  const { clock } = exec.router;
  let cancel = (): void => undefined;
  const running = exec.run(() => {
    cancel();
    running.freshLine();
    running.write(`%Error opening tftp://${formatIpv4(server)}/${file} (User aborted)\r\n`);
    running.done();
  });
  const ask = (left: number): void => {
    if (left === 0) {
      running.freshLine();
      running.write(`%Error opening tftp://${formatIpv4(server)}/${file} (Timed out)\r\n`);
      running.done();
      return;
    }
    requestFile(exec.router, server, kind, file);
    cancel = clock.after(TRY_MS, () => {
      running.write('.');
      ask(left - 1);
    });
  };
  ask(TRIES);
}
