// What names and lines there are in a lab, for those who read what is typed about it: the lab prompt, and a lab file's faults.

import type { LabDescription } from '../../network/lab-description.ts';

export interface Places {
  /** Who reads it, where that is not the lab prompt. */
  readonly prompt?: string;
  readonly description: Pick<LabDescription, 'telephoneLines' | 'serialLinks' | 'aaaServers' | 'pcs'>;
  routerNames(): readonly string[];
  /** The lab's name of the router that is meant. */
  routerNamed(name: string): string | undefined;
}
