// Builds the program: compiles the grammars into dist/grammar.json and each lab that comes with it into dist/labs/NAME.json,
// bundles everything of ours into dist/ringback.cjs, and makes the V8 code cache by running the bundle to its first prompt.
// What is not needed there (the other labs, commander, inquirer, chalk, ssh2, yaml) is read when it is used.

import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** The bundle as one function expression that takes `require` and the folder of what is built, and gives the exports of src/app/main.ts. */
async function bundle() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/app/main.ts'],
    format: 'cjs',
    minify: true,
    write: false,
    external: ['commander', 'inquirer', 'chalk', 'ssh2', 'yaml'],
    define: { RINGBACK_BUILT: 'true', RINGBACK_DIST: 'dist', RINGBACK_VERSION: JSON.stringify(version) },
  });
  return `(function(require,dist){var module={exports:{}},exports=module.exports;${outputFiles[0].text}\nreturn module.exports;})`;
}

/** The code cache of the bundle after it has run to its first prompt: with every function compiled that it took. */
async function codeCache(source, filename) {
  const script = new Script(source, { filename, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  const { warmUp } = script.runInThisContext()(createRequire(join(root, 'bin', 'ringback.js')), dist);
  await warmUp();
  return script.createCachedData();
}

function write(file, content) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

/** One file a lab; labs that are gone go. */
function writeLabs(labs) {
  const folder = join(dist, 'labs');
  mkdirSync(folder, { recursive: true });
  const files = new Map(labs.map((lab) => [`${lab.description.name}.json`, JSON.stringify(lab)]));
  for (const [name, content] of files) write(join(folder, name), content);
  for (const name of readdirSync(folder)) if (name.endsWith('.json') && !files.has(name)) rmSync(join(folder, name), { force: true });
}

mkdirSync(dist, { recursive: true });
const { grammar, labs } = await compiledSources();
write(join(dist, 'grammar.json'), JSON.stringify(grammar));
writeLabs(labs);
const filename = join(dist, 'ringback.cjs');
const source = await bundle();
const cache = await codeCache(source, filename);
write(filename, source);
write(`${filename}.cache`, cache);
