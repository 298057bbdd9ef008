// A YAML value that knows where it stands, so that whoever reads it can say what is wrong with file, line and column.
// Scalars are read as the text in the file: a telephone number keeps its leading zeros.

import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml';
import { LabError } from './lab-error.ts';

/** The top of a YAML text, which must be a mapping. */
export function parseYaml(text: string, file: string): YamlValue {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const place = (offset: number): { file: string; line: number; column: number } => {
    const { line, col } = lineCounter.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error) throw new LabError(`this is no YAML: ${error.message.split('\n')[0] ?? ''}`, place(error.pos[0]));
  const root = new YamlValue(document.contents, 0, place, '');
  if (!isMap(document.contents)) root.fail('a lab file is a mapping that begins with "title:" and "routers:"');
  return root;
}

type Place = (offset: number) => { readonly file: string; readonly line: number; readonly column: number };

/** The letters that differ, for "did you mean": insertions, deletions and replacements. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function didYouMean(word: string, known: readonly string[]): string {
  const [best] = [...known].sort((a, b) => distance(word, a) - distance(word, b));
  return best !== undefined && distance(word, best) <= 2 ? `; did you mean "${best}"?` : `; it can be ${known.join(', ')}`;
}

export class YamlValue {
  readonly #node: Node | null | undefined;
  readonly #offset: number;
  readonly #place: Place;
  /** The key under which it stands, for messages. */
  readonly #key: string;

  constructor(node: Node | null | undefined, offset: number, place: Place, key: string) {
    this.#node = node;
    this.#offset = node?.range?.[0] ?? offset;
    this.#place = place;
    this.#key = key;
  }

  fail(message: string): never {
    throw new LabError(message, this.#place(this.#offset));
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  /** Refuses keys that are not among those known. */
  keys(known: readonly string[]): void {
    for (const { key, offset } of this.#pairs(`a mapping with ${known.join(', ')}`)) {
      if (!known.includes(key)) throw new LabError(`unknown key "${key}"${didYouMean(key, known)}`, this.#place(offset));
    }
  }

  optional(key: string): YamlValue | undefined {
    return this.#pairs(`a mapping with "${key}"`).find((pair) => pair.key === key)?.value;
  }

  required(key: string): YamlValue {
    return this.optional(key) ?? this.fail(`${this.#key === '' ? 'the lab' : `"${this.#key}"`} lacks "${key}:"`);
  }

  /** Keys and values in the order of the file. */
  entries(what: string): readonly (readonly [string, YamlValue])[] {
    return this.#pairs(what).map((pair) => [pair.key, pair.value]);
  }

  items(): readonly YamlValue[] {
    if (!isSeq(this.#node)) return this.fail(`"${this.#key}" should be a list, such as [a, b]`);
    // parseDocument without aliases gives nodes for items.
    return this.#node.items.map((item) => new YamlValue(item as Node | null, this.#offset, this.#place, this.#key));
  }

  /** The items of a list, or the one value that stands in its place. */
  oneOrMore(): readonly YamlValue[] {
    return isSeq(this.#node) ? this.items() : [this];
  }

  /** It is one text or number, and no list or mapping. */
  get isText(): boolean {
    return isScalar(this.#node);
  }

  /** The text as it stands in the file. */
  text(): string {
    if (!isScalar(this.#node) || this.#node.value === null) return this.fail(`"${this.#key}" should be a text or a number`);
    const plain = typeof this.#node.value !== 'string';
    return plain ? (this.#node.source ?? String(this.#node.value)) : String(this.#node.value);
  }

  oneOf<Word extends string>(known: readonly Word[], what: string): Word {
    const text = this.text();
    return known.find((word) => word === text) ?? this.fail(`"${text}" is no ${what} here${didYouMean(text, known)}`);
  }

  #pairs(what: string): readonly { readonly key: string; readonly offset: number; readonly value: YamlValue }[] {
    if (this.#node === null || this.#node === undefined) return [];
    if (isScalar(this.#node) && this.#node.value === null) return [];
    if (!isMap(this.#node)) return this.fail(`"${this.#key}" should be ${what}`);
    return this.#node.items.map((pair: Pair) => {
      const keyNode = isScalar(pair.key) ? pair.key : undefined;
      const key = keyNode ? String(keyNode.source ?? keyNode.value) : '';
      const offset = keyNode?.range?.[0] ?? this.#offset;
      // A parsed document holds nodes, or null where the value is left out.
      return { key, offset, value: new YamlValue(pair.value as Node | null, offset, this.#place, key) };
    });
  }
}
