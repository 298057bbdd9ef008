// The line at the lab prompt of a terminal: edited with the keys of a router's console, with a history of its own, `?` for help
// and Tab for completion. What a finished line does is its owner's.

import { History } from '../terminal/history.ts';
import { KeyReader, type KeyName } from '../terminal/keys.ts';
import { LineEditor } from '../terminal/line-editor.ts';
import { Screen } from '../terminal/screen.ts';
import type { LabRun } from '../lab/lab-run.ts';
import { completeLabLine, helpOn, LAB_PROMPT } from '../lab/prompt.ts';

export interface LabLineOwner {
  readonly run: LabRun;
  write(octets: Uint8Array): void;
  /** Return was pressed; the line is over until `ask`. */
  entered(line: string): void;
}

const HISTORY_SIZE = 100;

export class LabLine {
  readonly #owner: LabLineOwner;
  readonly #screen: Screen;
  readonly #editor: LineEditor;
  readonly #keys = new KeyReader();
  readonly #history = new History(HISTORY_SIZE);

  constructor(owner: LabLineOwner) {
    this.#owner = owner;
    this.#screen = new Screen((octets) => owner.write(octets));
    this.#editor = new LineEditor(this.#screen);
  }

  /** Shows the prompt and takes a new line. */
  ask(columns: number): void {
    this.#editor.width = columns;
    this.#editor.begin(LAB_PROMPT);
    this.#screen.flush();
  }

  /** Takes one key, or one run of characters, from the octets at `from`; the offset behind it. */
  type(octets: Uint8Array, from: number): number {
    const end = this.#keys.read(octets, from, {
      text: (run) => this.#editor.insert(run),
      key: (name) => this.#key(name),
    });
    this.#screen.flush();
    return end;
  }

  #key(name: KeyName): void {
    const editor = this.#editor;
    if (editor.literal) editor.key(name, this.#history);
    else if (name === 'return') this.#enter(editor.text);
    else if (name === 'tab') this.#complete();
    else if (name === 'help') this.#help();
    else if (name === 'ctrl-c') {
      editor.finish();
      editor.begin(LAB_PROMPT);
    } else if (name === 'ctrl-d' && editor.text === '') this.#enter('quit');
    else editor.key(name, this.#history);
  }

  #enter(line: string): void {
    this.#editor.finish();
    this.#history.add(line.trim());
    this.#screen.flush();
    this.#owner.entered(line);
  }

  #complete(): void {
    const before = this.#editor.text.slice(0, this.#editor.cursor);
    const completed = completeLabLine(this.#owner.run, before);
    if (completed === before) return;
    this.#editor.replace(completed + this.#editor.text.slice(this.#editor.cursor));
  }

  #help(): void {
    const lines = helpOn(this.#owner.run, this.#editor.text.slice(0, this.#editor.cursor));
    this.#screen.write(`?\r\n${lines.map((line) => `${line}\r\n`).join('')}`);
    this.#editor.redisplay();
  }
}
