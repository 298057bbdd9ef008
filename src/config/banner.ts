// Banners: text between two delimiters that may span lines. The delimiter is the first character behind `banner KIND`,
// or the two characters `^C` that stand for Ctrl-C in a printed configuration.

export interface BannerStart {
  readonly delimiter: string;
  /** The closing delimiter is there already. */
  readonly isComplete: boolean;
}

/** How the text of a `banner` line begins. */
export function bannerStart(text: string): BannerStart {
  const delimiter = text.startsWith('^C') ? '^C' : text.slice(0, 1);
  return { delimiter, isComplete: delimiter !== '' && text.indexOf(delimiter, delimiter.length) >= 0 };
}

/** The text between the delimiters, lines joined by newlines; all behind the first if the second is missing. */
export function bannerBody(text: string): string {
  const { delimiter } = bannerStart(text);
  const end = text.indexOf(delimiter, delimiter.length);
  return text.slice(delimiter.length, end < 0 ? undefined : end);
}
