// Builds the program: compiles the grammars and the labs that come with it, bundles everything of ours into
// dist/ringback.cjs, and makes the V8 code cache by running the bundle to its first prompt. What is not needed there
// (commander, inquirer, chalk, ssh2, yaml) stays outside the bundle and is loaded when it is used.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', charset: 'ascii', logLevel: 'warning' };

/** Grammars and labs, read by the program's own loaders. */
async function compiledSources() {
  const outfile = join(dist, `sources-${process.pid}.mjs`);
  await build({ ...common, entryPoints: ['src/app/build-sources.ts'], outfile, format: 'esm', packages: 'external' });
  try {
    const { grammarFromSources, labsFromSources } = await import(pathToFileURL(outfile).href);
    return { grammar: grammarFromSources(join(root, 'grammars')), labs: labsFromSources(join(root, 'fixtures', 'labs')) };
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** The bundle as one function expression that takes `require` and gives the exports of src/app/main.ts. */
async function bundle({ grammar, labs }) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const text = (value) => JSON.stringify(JSON.stringify(value));
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/app/main.ts'],
    format: 'cjs',
    minify: true,
    write: false,
    external: ['commander', 'inquirer', 'chalk', 'ssh2', 'yaml'],
    define: { RINGBACK_GRAMMAR: text(grammar), RINGBACK_LABS: text(labs), RINGBACK_VERSION: JSON.stringify(version) },
  });
  return `(function(require){var module={exports:{}},exports=module.exports;${outputFiles[0].text}\nreturn module.exports;})`;
}

/** The code cache of the bundle after it has run to its first prompt: with every function compiled that it took. */
async function codeCache(source, filename) {
  const script = new Script(source, { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  const { warmUp } = script.runInThisContext()(createRequire(join(root, 'bin', 'ringback.js')));
  await warmUp();
  return script.createCachedData();
}

function write(file, content) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

mkdirSync(dist, { recursive: true });
const filename = join(dist, 'ringback.cjs');
const source = await bundle(await compiledSources());
const cache = await codeCache(source, filename);
write(filename, source);
write(`${filename}.cache`, cache);
