// The settings that `terminal ...` changes, kept where they act: in the pager, the editor, the conversation and the
// histories.

import { DEFAULT_ESCAPE, escapeCharacterOf } from '../config/escape-character.ts';
import type { LineSettings } from '../config/model.ts';
import { DEFAULT_HISTORY_SIZE, type History } from '../terminal/history.ts';
import type { Conversation } from './typing/conversation.ts';
import type { TerminalSettings } from './types.ts';

export function terminalSettings(conversation: Conversation, histories: readonly [History, History]): TerminalSettings {
  const { pager, editor } = conversation;
  return {
    fullHelp: false,
    get length() {
      return pager.length;
    },
    set length(lines) {
      pager.length = lines;
    },
    get width() {
      return editor.width;
    },
    set width(columns) {
      editor.width = columns;
      pager.width = columns;
    },
    get editing() {
      return editor.enhanced;
    },
    set editing(on) {
      editor.enhanced = on;
    },
    get escapeCharacter() {
      return conversation.escapeCharacter;
    },
    set escapeCharacter(octet) {
      conversation.escapeCharacter = octet;
    },
    get historySize() {
      return histories[0].size;
    },
    set historySize(size) {
      for (const history of histories) history.size = size;
    },
  };
}

/**
 * Puts the settings of the line in force: all of them when a session begins, later (`before`) those that were changed. `own`
 * is what the session itself knows: a length that wins over the line's, and the rows of the window.
 */
export function followLine(
  terminal: TerminalSettings,
  settings: LineSettings | undefined,
  before: { readonly settings: LineSettings | undefined } | undefined,
  own: { readonly length: number | undefined; readonly rows: number | undefined },
): void {
  const changed = (key: keyof LineSettings): boolean => before === undefined || before.settings?.[key] !== settings?.[key];
  if (changed('length')) terminal.length = own.length ?? settings?.length ?? own.rows ?? 24;
  if (changed('width') && (before !== undefined || settings?.width !== undefined)) terminal.width = settings?.width ?? 80;
  if (changed('editing')) terminal.editing = settings?.editing !== false;
  if (changed('historySize')) terminal.historySize = settings?.historySize ?? DEFAULT_HISTORY_SIZE;
  if (changed('fullHelp')) terminal.fullHelp = settings?.fullHelp === true;
  if (changed('escapeCharacter')) {
    terminal.escapeCharacter = settings?.escapeCharacter === undefined ? DEFAULT_ESCAPE : escapeCharacterOf(settings.escapeCharacter);
  }
}
