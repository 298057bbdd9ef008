// Every handler that a `runs` effect may name. The tidy test compares this table with the grammar, in both directions.

import { aaaHandlers } from './login/aaa-enable.ts';
import { clearHandlers } from './exec/clear.ts';
import { configHandlers } from './exec/config.ts';
import { fileHandlers } from './exec/files.ts';
import { lineHandlers } from './exec/lines.ts';
import { protocolHandlers } from './exec/protocol.ts';
import { pingHandlers } from './exec/ping.ts';
import { reloadHandlers } from './exec/reload.ts';
import { showHandlers } from './exec/show.ts';
import { telnetHandlers } from './exec/telnet.ts';
import { terminalHandlers } from './exec/terminal.ts';
import { tftpHandlers } from './exec/tftp.ts';
import { tracerouteHandlers } from './exec/traceroute.ts';
import type { Handler } from './types.ts';

export const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.entries({ ...showHandlers, ...aaaHandlers, ...fileHandlers, ...configHandlers, ...clearHandlers, ...lineHandlers, ...pingHandlers, ...protocolHandlers, ...telnetHandlers, ...tftpHandlers, ...tracerouteHandlers, ...reloadHandlers, ...terminalHandlers }),
);
