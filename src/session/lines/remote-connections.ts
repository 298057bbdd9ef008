// The connections to other hosts that were opened from one terminal: one at most is in the foreground, the others wait,
// unread, until they are resumed. Numbers are given anew when they are free.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { RemoteTerminal } from '../../network/router/ip/telnet.ts';

export interface RemoteConnection {
  readonly number: number;
  /** As it was typed: a name or an address. */
  readonly host: string;
  readonly address: Ipv4Address;
  readonly terminal: RemoteTerminal;
  /** What the user calls it (`name-connection`). */
  name: string;
  /** Octets came from there, or went there, last at. */
  usedAt: number;
  /** What stands on the far host's line. */
  line: string;
}

const LONGEST_LINE = 500;
const BACKSPACE = '\b';

export class RemoteConnections {
  readonly #open: RemoteConnection[] = [];
  #current: RemoteConnection | undefined;

  get all(): readonly RemoteConnection[] {
    return this.#open;
  }

  /** The one that was used last: `*` in `show sessions`. */
  get current(): RemoteConnection | undefined {
    return this.#current;
  }

  /** By number, or by name. */
  find(which: number | string): RemoteConnection | undefined {
    const word = String(which).toLowerCase();
    return this.#open.find(({ number, name }) => String(number) === word || name.toLowerCase() === word);
  }

  add(host: string, address: Ipv4Address, terminal: RemoteTerminal, now: number): RemoteConnection {
    let number = 1;
    while (this.find(number)) number += 1;
    const connection: RemoteConnection = { number, host, address, terminal, name: host, usedAt: now, line: '' };
    this.#open.push(connection);
    this.#open.sort((a, b) => a.number - b.number);
    this.#current = connection;
    return connection;
  }

  use(connection: RemoteConnection): void {
    this.#current = connection;
  }

  remove(connection: RemoteConnection): void {
    const index = this.#open.indexOf(connection);
    if (index >= 0) this.#open.splice(index, 1);
    if (this.#current === connection) this.#current = this.#open.at(-1);
  }

  closeAll(): void {
    for (const connection of [...this.#open]) {
      this.remove(connection);
      connection.terminal.resume();
      connection.terminal.close();
    }
  }
}

/** The line as it stands after more was written to it. */
export function lineAfter(line: string, text: string): string {
  const newline = text.lastIndexOf('\n');
  let result = newline < 0 ? line : '';
  for (const character of text.slice(newline + 1)) {
    if (character === BACKSPACE) result = result.slice(0, -1);
    else if (character >= ' ') result += character;
  }
  return result.slice(-LONGEST_LINE);
}
