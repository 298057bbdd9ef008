// Reading the output of `show` commands as programs do that script consoles: templates of regular expressions with named
// groups, in the manner of TextFSM. A line is matched by the first rule of the present state; values stay until they are
// recorded; a line that no rule matches is reported, so that a template is a full account of a format.

export interface Rule {
  readonly match: RegExp;
  /** Begins a record, in which the values of this line are the first. */
  readonly begins?: boolean;
  /** The values so far are a record. */
  readonly records?: boolean;
  /** The values are a list's next ones. */
  readonly lists?: boolean;
  /** From here on the rules of another state count. */
  readonly to?: string;
}

export type Template = Readonly<Record<'start' | (string & {}), readonly Rule[]>>;

export type Row = Readonly<Record<string, string | readonly string[]>>;

export interface Parsed {
  readonly rows: readonly Row[];
  readonly unmatched: readonly string[];
}

export function parseOutput(text: string, template: Template): Parsed {
  const rows: Row[] = [];
  const unmatched: string[] = [];
  let state = 'start';
  let row: Record<string, string | readonly string[]> = {};
  const record = (): void => {
    if (Object.keys(row).length > 0) rows.push(row);
    row = {};
  };
  for (const line of text.replace(/\r/g, '').split('\n')) {
    if (line.trim() === '') continue;
    const found = (template[state] ?? []).map((rule) => ({ rule, match: rule.match.exec(line) })).find(({ match }) => match !== null);
    if (found?.match === undefined || found.match === null) {
      unmatched.push(line);
      continue;
    }
    const { rule, match } = found;
    if (rule.begins === true) record();
    for (const [name, value] of Object.entries(match.groups ?? {})) {
      if (value === undefined) continue;
      const before = row[name];
      row[name] = rule.lists === true ? [...(Array.isArray(before) ? before : []), value.trim()] : value.trim();
    }
    if (rule.records === true) record();
    if (rule.to !== undefined) state = rule.to;
  }
  record();
  return { rows, unmatched };
}
