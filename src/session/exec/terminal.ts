// Handlers of the session itself: privilege, leaving, help, and the settings of the terminal.

import { escapeCharacterOf } from '../../config/escape-character.ts';
import { converse } from '../typing/dialogue.ts';
import { enterPrivilege } from '../login/enable.ts';
import { numberOf } from './show.ts';
import { HELP_TEXT } from '../typing/help-layout.ts';
import { SETUP_ABORTED, setupCommand } from '../setup/setup-dialog.ts';
import type { Handler } from '../types.ts';

export const terminalHandlers: Readonly<Record<string, Handler>> = {
  enable: (exec, args) => enterPrivilege(exec, numberOf(args, 'level') ?? 15),
  disable: (exec, args) => exec.setPrivilege(Math.min(exec.privilege, numberOf(args, 'level') ?? 1)),
  exit: (exec) => exec.leave(),
  login: (exec) => exec.logIn(),
  end: (exec) => exec.end(),
  setup: (exec) => converse(exec, setupCommand(exec), () => exec.print('', SETUP_ABORTED)),
  help: (exec) => exec.printAll(HELP_TEXT),
  'terminal.history': (exec, args) => {
    exec.terminal.historySize = numberOf(args, 'size') ?? Math.max(exec.terminal.historySize, 10);
  },
  'terminal.noHistory': (exec) => {
    exec.terminal.historySize = 0;
  },
  'terminal.editing': (exec) => {
    exec.terminal.editing = true;
  },
  'terminal.noEditing': (exec) => {
    exec.terminal.editing = false;
  },
  'terminal.fullHelp': (exec) => {
    exec.terminal.fullHelp = true;
  },
  'terminal.noFullHelp': (exec) => {
    exec.terminal.fullHelp = false;
  },
  'terminal.escapeCharacter': (exec, args) => {
    exec.terminal.escapeCharacter = escapeCharacterOf(String(args['character'] ?? ''));
  },
  'terminal.length': (exec, args) => {
    exec.terminal.length = numberOf(args, 'lines') ?? 24;
  },
  'terminal.width': (exec, args) => {
    exec.terminal.width = numberOf(args, 'columns') ?? 80;
  },
  'terminal.monitor': (exec) => {
    if (exec.line.kind === 'con') exec.print('% Console already monitors');
    else exec.monitoring = true;
  },
  'terminal.noMonitor': (exec) => {
    exec.monitoring = false;
  },
};
