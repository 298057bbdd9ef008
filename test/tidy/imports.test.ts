// Who may import whom: the table of ARCHITECTURE.md, held against every import in src. A folder may always import itself.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  terminal: ['base'],
  grammar: ['base'],
  wire: ['base'],
  engine: ['base'],
  protocols: ['wire', 'base'],
  config: ['grammar', 'base'],
  network: ['protocols', 'wire', 'engine', 'config', 'grammar', 'base'],
  views: ['network', 'protocols', 'wire', 'config', 'engine', 'base'],
  session: ['terminal', 'grammar', 'config', 'network', 'views', 'engine', 'base'],
  lab: ['session', 'network', 'views', 'engine', 'config', 'base'],
  host: ['lab', 'session', 'terminal', 'network', 'wire', 'engine', 'base'],
  app: ['host', 'lab', 'session', 'views', 'network', 'protocols', 'wire', 'engine', 'config', 'grammar', 'terminal', 'base'],
};

/** Packages that a folder may use besides; what is absent may use none. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  config: ['@noble/hashes'],
  protocols: ['@noble/hashes', 'des.js'],
  lab: ['yaml'],
  host: ['node:', 'chalk', 'ssh2'],
  app: ['node:', 'commander', 'chalk', 'inquirer', 'esbuild'],
};

/** Outside time, chance and asynchrony belong to host/ and app/. */
const FORBIDDEN_BELOW_HOST = /\b(?:new Date|Date\.now|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|Promise\b|async (?:function|\(|[a-z]+ =>)|await )\b/;

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1');
}

const sources = files(SRC).map((path) => {
  const text = readFileSync(path, 'utf8');
  return { path, name: relative(SRC, path), folder: relative(SRC, path).split('/')[0] ?? '', text };
});

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)[^'"\n;]*?(?:\{[^}]*\}[^'"\n;]*?)?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

describe('imports', () => {
  it('reads imports at all', () => {
    expect(importsOf("import { a,\n b } from './x.ts';\nexport * from '../y.ts';\nawait import('./z.ts')")).toEqual(['./x.ts', '../y.ts', './z.ts']);
    expect(sources.length).toBeGreaterThan(50);
  });

  it.each(Object.keys(MAY_IMPORT))('%s imports only what it may', (folder) => {
    const wrong: string[] = [];
    for (const source of sources) {
      if (source.folder !== folder) continue;
      for (const target of importsOf(source.text)) {
        if (!target.startsWith('.')) {
          if (!(PACKAGES[folder] ?? []).some((allowed) => target.startsWith(allowed))) wrong.push(`${source.name}: ${target}`);
          continue;
        }
        const to = relative(SRC, resolve(dirname(source.path), target)).split('/')[0] ?? '';
        if (to !== folder && !(MAY_IMPORT[folder] ?? []).includes(to)) wrong.push(`${source.name}: ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('knows every folder', () => {
    const unknown = [...new Set(sources.map((source) => source.folder))].filter((folder) => !(folder in MAY_IMPORT));
    expect(unknown).toEqual([]);
  });

  it('keeps wall time, chance and asynchrony out of everything below host', () => {
    const wrong = sources.filter(
      (source) => source.folder !== 'host' && source.folder !== 'app' && FORBIDDEN_BELOW_HOST.test(withoutComments(source.text)),
    );
    expect(wrong.map((source) => source.name)).toEqual([]);
  });

  it('keeps protocol machines of different layers apart', () => {
    const wrong: string[] = [];
    for (const source of sources) {
      if (source.folder !== 'protocols') continue;
      const own = source.name.split('/')[1];
      for (const target of importsOf(source.text)) {
        if (!target.startsWith('.')) continue;
        const to = relative(SRC, resolve(dirname(source.path), target)).split('/');
        if (to[0] === 'protocols' && to.length > 2 && to[1] !== own) wrong.push(`${source.name}: ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('sources', () => {
  it('are one idea each: no file of more than 550 lines', () => {
    const long = sources.filter((source) => source.text.split('\n').length > 550);
    expect(long.map((source) => source.name)).toEqual([]);
  });

  it('open with what they are', () => {
    const bare = sources.filter((source) => !source.text.startsWith('//') && !source.text.startsWith('/*'));
    expect(bare.map((source) => source.name)).toEqual([]);
  });

  it('have no default exports, and no casts to any', () => {
    const wrong = sources.filter((source) => /\bexport default\b|\bas any\b|@ts-ignore/.test(withoutComments(source.text)));
    expect(wrong.map((source) => source.name)).toEqual([]);
  });
});
