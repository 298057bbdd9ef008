// Call reference values (ITU-T Q.931 §4.3): one octet on a basic access and two on a primary one, never 0, which is global.

import type { Access } from './types.ts';

export function referenceLength(access: Access): 1 | 2 {
  return access === 'basic' ? 1 : 2;
}

/** The value behind this one, beginning with 1. */
export function nextReference(access: Access, value: number): number {
  return (value % (access === 'basic' ? 0x7f : 0x7fff)) + 1;
}
