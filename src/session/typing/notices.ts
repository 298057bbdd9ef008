// What a console shows while nobody is logged in.

/** At the end of booting. */
export const BOOTED: readonly string[] = ['', '', 'Press RETURN to get started!', '', ''];

const BLANK = ['', '', '', ''] as const;

/** After `exit`. */
export function loggedOut(hostname: string): readonly string[] {
  return [...BLANK, `${hostname} con0 is now available`, ...BLANK, 'Press RETURN to get started.', ...BLANK];
}
