// A lab of a server and a client that comes with the program, with words of its configurations replaced.

import type { LabDescription } from '../../src/network/lab-description.ts';
import type { World } from '../../src/network/world.ts';
import { settled } from './configs.ts';
import { labNamed, ping, wait } from './lab.ts';

export type Edit = readonly [from: string, to: string];

export interface Edits {
  readonly server?: readonly Edit[];
  readonly client?: readonly Edit[];
}

export interface EditedLab {
  lab(edits?: Edits): LabDescription;
  /** The client pings once, and time passes. */
  attempt(edits?: Edits, faults?: Partial<LabDescription['faults']>, seconds?: number): World;
}

export function editedLab(name: string): EditedLab {
  const base = labNamed(name);
  const edited = (router: string, config: string, edits: Edits): string =>
    (router === 'server' ? (edits.server ?? []) : (edits.client ?? [])).reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${router} has no line "${from}"`);
      return text.replaceAll(from, to);
    }, config);
  const lab = (edits: Edits = {}): LabDescription => ({
    ...base, routers: base.routers.map((router) => ({ ...router, config: edited(router.name, router.config, edits) })),
  });
  return {
    lab,
    attempt(edits = {}, faults = {}, seconds = 70) {
      const world = settled({ ...lab(edits), faults: { ...base.faults, ...faults } });
      ping(world, 'client', '10.1.1.1', 1);
      wait(world, seconds);
      return world;
    },
  };
}
