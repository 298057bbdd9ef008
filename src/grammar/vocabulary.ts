// Words that images of IOS know and these grammars do not (grammars/vocabulary.txt): a line with them is refused all the
// same, but the caret stands behind the letters that could still have become one of them (cli-behaviour §3).

import { longestCommon } from './interface-argument.ts';

/** By the keywords before them, joined by blanks; first words stand behind the empty one. Words are joined by blanks as well. */
export type Vocabulary = Readonly<Record<string, string>>;

/**
 * Letters of the token that begin one of the words. A token that is a word of them, or a whole beginning of one, has none: the
 * line is a command that this router lacks, and the caret is where an image without it would put it.
 */
export function vocabularyLetters(words: string, lower: string): number {
  let longest = 0;
  for (const word of words.split(' ')) {
    const letters = longestCommon(word, lower);
    if (letters === lower.length) return 0;
    longest = Math.max(longest, letters);
  }
  return longest;
}

/** Reads the file; `complain` gets the line, from 1, and what is wrong with it. */
export function readVocabulary(text: string, modes: ReadonlySet<string>, complain: (line: number, message: string) => void): Readonly<Record<string, Vocabulary>> {
  const vocabularies: Record<string, Record<string, string>> = {};
  let mode: Record<string, string> | undefined;
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const section = /^mode (\S+)\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      if (!modes.has(section)) complain(index + 1, `'${section}' is not a mode of modes.cli`);
      mode = vocabularies[section] ??= {};
      return;
    }
    const [, before, words] = /^([a-z0-9 -]*):((?: [a-z0-9:/-]+)+)\s*$/.exec(line) ?? [];
    if (before === undefined || words === undefined || mode === undefined) {
      complain(index + 1, "write: mode NAME, and below it KEYWORDS: WORD WORD..., or ': WORD WORD...' for first words");
      return;
    }
    const key = before.trim();
    mode[key] = mode[key] === undefined ? words.trim() : `${mode[key]}${words}`;
  });
  return vocabularies;
}
