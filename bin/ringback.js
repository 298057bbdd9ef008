#!/usr/bin/env node
// Starts the built program. dist/ringback.cjs is one function expression, which takes `require` and dist itself; its V8 code cache, made by the build with the
// same Node, spares compiling it. A cache that does not fit this Node is ignored.
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script, constants } = require('node:vm');

const dist = join(__dirname, '..', 'dist');
const filename = join(dist, 'ringback.cjs');

function read(file, encoding) {
  try {
    return readFileSync(file, encoding);
  } catch {
    return undefined;
  }
}

/** In a function of its own, so that the cache, which is as large as the program, is let go before the program runs. */
function load() {
  const source = read(filename, 'latin1');
  if (source === undefined) return undefined;
  const cachedData = read(`${filename}.cache`);
  return new Script(source, {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
}

const script = load();
if (script === undefined) {
  process.stderr.write('ringback: the program is not built: run "npm run build"\n');
  process.exitCode = 2;
} else {
  const { main } = script.runInThisContext()(require, dist);
  main(process.argv.slice(2));
}
