// The settings that `terminal ...` changes, kept where they act: in the pager, the editor and the histories.

import type { History } from '../terminal/history.ts';
import type { LineEditor } from '../terminal/line-editor.ts';
import type { Pager } from '../terminal/pager.ts';
import type { TerminalSettings } from './types.ts';

export function terminalSettings(pager: Pager, editor: LineEditor, histories: readonly [History, History]): TerminalSettings {
  return {
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
    },
    get editing() {
      return editor.enhanced;
    },
    set editing(on) {
      editor.enhanced = on;
    },
    get historySize() {
      return histories[0].size;
    },
    set historySize(size) {
      for (const history of histories) history.size = size;
    },
  };
}
