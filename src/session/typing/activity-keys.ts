// What a key means at the moment: at the prompt, in a question, at ` --More-- ` and so on. The line editor gets the keys
// that edit; what ends a line or a question goes to whoever asked.

import type { KeyName, KeySink } from '../../terminal/keys.ts';
import type { LineEditor } from '../../terminal/line-editor.ts';
import type { Pager } from '../../terminal/pager.ts';
import type { Screen } from '../../terminal/screen.ts';
import type { Activity, ConversationOwner } from './activity.ts';
import { lineFilter } from '../regex/filters.ts';
import { compileIosRegex } from '../regex/ios-regex.ts';

/** What the keys act on. */
export interface KeyPlace {
  readonly owner: ConversationOwner;
  readonly screen: Screen;
  readonly editor: LineEditor;
  readonly pager: Pager;
  activity(): Activity;
  /** An expression is being typed at ` --More-- `. */
  searching(sign: SearchSign): void;
  /** Lets somebody answer, then goes on with whatever comes next. */
  answer(work: () => void): void;
  /** Goes on with whatever comes next. */
  proceed(): void;
}

type SearchSign = '/' | '+' | '-';

/** Signs at ` --More-- ` as the filters that they are. */
const SEARCHES = { '/': 'begin', '+': 'include', '-': 'exclude' } as const;

/** What is typed beyond these is not kept. */
const MOST_COMPOSED_LINES = 100;

export class ActivityKeys implements KeySink {
  readonly #place: KeyPlace;
  #swallowsReturn = false;

  constructor(place: KeyPlace) {
    this.#place = place;
  }

  /** Keys of another moment follow: a Return behind `y` was no part of the answer. */
  pause(): void {
    this.#swallowsReturn = false;
  }

  text(run: string): void {
    this.#swallowsReturn = false;
    const { screen, editor } = this.#place;
    const activity = this.#place.activity();
    switch (activity.kind) {
      case 'prompt':
      case 'question':
      case 'text':
      case 'compose':
      case 'search':
        editor.insert(run);
        return;
      case 'confirm':
        screen.write(`${run}\r\n`);
        this.#swallowsReturn = true;
        this.#place.answer(() => activity.answered(/^y/i.test(run)));
        return;
      case 'more':
        if (run === '/' || run === '+' || run === '-') this.#search(run);
        else this.#page(run === ' ' ? 'page' : 'quit');
        return;
      default:
        return;
    }
  }

  key(name: KeyName): void {
    if (this.#swallowsReturn && name === 'return') {
      this.#swallowsReturn = false;
      return;
    }
    const activity = this.#place.activity();
    switch (activity.kind) {
      case 'prompt':
        this.#promptKey(name);
        return;
      case 'question':
        this.#questionKey(name, activity.answered);
        return;
      case 'text':
        this.#textKey(name, activity.line);
        return;
      case 'compose':
        this.#composeKey(name, activity);
        return;
      case 'confirm':
        this.#place.screen.write('\r\n');
        this.#place.answer(() => activity.answered(name === 'return'));
        return;
      case 'search':
        this.#searchKey(name, activity.sign);
        return;
      case 'more':
        this.#page(name === 'return' ? 'line' : 'quit');
        return;
      case 'closed':
        if (name === 'return') this.#place.answer(() => this.#place.owner.opened());
        return;
      default:
        return;
    }
  }

  #promptKey(name: KeyName): void {
    const { editor, owner, answer } = this.#place;
    if (name === 'return') {
      const line = editor.finish();
      answer(() => owner.line(line));
    } else if (editor.literal) editor.key(name);
    else if (name === 'help' || name === 'tab' || name === 'ctrl-c' || name === 'ctrl-z') answer(() => owner.promptKey(name));
    else editor.key(name, owner.history());
  }

  #questionKey(name: KeyName, answered: (answer: string | undefined) => void): void {
    const { editor, answer } = this.#place;
    if (name === 'return') {
      const typed = editor.finish();
      answer(() => answered(typed));
    } else if (editor.literal) editor.key(name);
    else if (name === 'ctrl-c' || name === 'interrupt') {
      editor.finish();
      answer(() => answered(undefined));
    } else if (name === 'help') editor.insert('?');
    else editor.key(name);
  }

  #textKey(name: KeyName, line: (text: string) => 'more' | 'done'): void {
    const { editor, answer } = this.#place;
    if (name === 'help') editor.insert('?');
    else if (name === 'ctrl-c') {
      // Ctrl-C is the delimiter that a printed configuration writes as ^C.
      editor.insert('^C');
    } else if (name === 'return') {
      const text = editor.finish();
      if (line(text) === 'done') answer(() => undefined);
      else editor.begin('');
    } else editor.key(name);
  }

  #composeKey(name: KeyName, { lines, composed }: Extract<Activity, { kind: 'compose' }>): void {
    const { editor, answer, screen } = this.#place;
    if (name === 'help') editor.insert('?');
    else if (name === 'return') {
      const text = editor.finish();
      if (lines.length < MOST_COMPOSED_LINES) lines.push(text);
      editor.begin('');
    } else if (name === 'ctrl-z') {
      screen.write('^Z');
      lines.push(editor.finish());
      answer(() => composed(lines));
    } else if (name === 'ctrl-c') {
      editor.finish();
      answer(() => composed(undefined));
    } else editor.key(name);
  }

  #page(key: 'page' | 'line' | 'quit'): void {
    this.#place.pager.key(key);
    this.#place.proceed();
  }

  /** An expression typed at ` --More-- ` filters what is still to come. */
  #search(sign: SearchSign): void {
    this.#place.pager.search();
    this.#place.searching(sign);
    this.#place.editor.begin(sign);
  }

  #searchKey(name: KeyName, sign: SearchSign): void {
    const { editor, pager, screen } = this.#place;
    if (name === 'ctrl-c' || name === 'interrupt') {
      editor.finish();
      pager.refine(() => []);
    } else if (name === 'return') {
      const expression = editor.finish();
      const pattern = expression === '' ? undefined : compileIosRegex(expression);
      if (expression !== '') screen.line(pattern ? 'filtering...' : '% Failed to compile regular expression.');
      const filter = pattern && lineFilter(SEARCHES[sign], pattern);
      pager.refine(filter && ((lines) => filter.take(lines)));
    } else {
      if (name === 'help') editor.insert('?');
      else editor.key(name);
      return;
    }
    this.#place.proceed();
  }
}
