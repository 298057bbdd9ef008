// Short lists that nobody changes and many replace: most have no member or one, and for those nothing is iterated.

const NONE: readonly never[] = [];

/** The list with a member more, at its end. */
export function withLast<T>(list: readonly T[], last: T): readonly T[] {
  return list.length === 0 ? [last] : [...list, last];
}

/** The list without a member; itself where it has none such. */
export function without<T>(list: readonly T[], member: T): readonly T[] {
  if (list.length === 1) return list[0] === member ? NONE : list;
  return list.includes(member) ? list.filter((each) => each !== member) : list;
}
