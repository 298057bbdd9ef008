// How V8 is to keep the heap of a lab that runs for long: one that is served, or played. One on a terminal has better use for the
// memory that it takes to say so.

import { setFlagsFromString } from 'node:v8';

/**
 * V8 notes at which places of the program objects are made that mostly survive, and makes them in its old space then. Here those are
 * what is told and kept of each call for a while; in the old space they are slower to make, and every one that points to something
 * younger has to be noted: a callback took an eighth longer by that, and the collector was not the quicker. To be called when all is
 * loaded that is needed at once, since Node's own code caches are for the flags that it began with.
 */
export function keepYoungApart(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
