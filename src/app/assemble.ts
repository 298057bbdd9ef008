// Puts a lab together: a world from its description, a session on every console, captures and trace files on its buses.
// The one file in which the parts of the program meet; everything above it sees a LabRun.

import { must } from '../base/assert.ts';
import type { Grammar } from '../grammar/compile.ts';
import { openCaptureFile, type CaptureFile } from '../host/pcap-file.ts';
import { openTraceFile } from '../host/trace-file.ts';
import type { ConfigReading } from '../lab/from-configs.ts';
import { LabRun, type LabHost } from '../lab/lab-run.ts';
import type { LabDescription } from '../network/lab-description.ts';
import { DEFAULT_MODEL, HARDWARE_MODELS, hardwareModel, isLogical } from '../network/router/models.ts';
import { createWorld, type World } from '../network/world.ts';
import { loadConfiguration, refusedLines } from '../config/load-text.ts';
import { createConfig } from '../config/store.ts';
import { printConfiguration } from '../config/running-config.ts';
import { localUser, type LoginOutcome } from '../session/local-users.ts';
import { Session } from '../session/session.ts';
import { openVty, type Vty } from '../session/vty.ts';
import { serveVtys } from '../session/vty-server.ts';
import { captureFormat } from './capture-format.ts';
import type { RunOptions } from './options.ts';
import type { LateParts } from './late-parts.ts';

export interface OpenedLab {
  readonly run: LabRun;
  readonly world: World;
  /** Whether a router's own users have this name and password. */
  checkUser(router: string, name: string, password: string): LoginOutcome | undefined;
  /** A session on a free virtual terminal of a router, for somebody who has logged in from `location`. */
  openVty(router: string, caller: VtyCaller): Vty | undefined;
  /** Writes what is buffered and closes captures and trace. */
  close(): void;
}

export interface VtyCaller {
  readonly user: LoginOutcome;
  readonly location: string;
  readonly output: (octets: Uint8Array) => void;
}

export interface AssembleOptions {
  readonly description: LabDescription;
  readonly grammar: Grammar;
  readonly run: Pick<RunOptions, 'seed' | 'pcap' | 'trace'>;
  /** Parts that are loaded behind the first prompt; they must be there when they are used. */
  readonly late: LateParts;
  /** Pacing of a terminal; absent in virtual time. */
  readonly pace?: { readonly speed: number; setSpeed(speed: number): void };
  /** True where nobody pages: every console has `terminal length 0`. */
  readonly withoutPager: boolean;
  /** Called after `save`. */
  readonly saved: () => void;
}

export function assembleLab(options: AssembleOptions): OpenedLab {
  const { description, grammar } = options;
  const world = createWorld({ seed: options.run.seed, lab: description, grammar });
  const routerOf = (name: string) => must(world.routers.get(name), `no router ${name}`);
  for (const router of world.routers.values()) serveVtys({ router, grammar, ...(options.withoutPager ? { terminalLength: 0 } : {}) });
  let capture: CaptureFile | undefined;
  const stopCapture = (): string => {
    if (!capture) return 'No capture is running; "capture FILE" starts one.';
    const { file, frames } = capture;
    capture.close();
    capture = undefined;
    return `${file}: ${frames} frames.`;
  };
  const startCapture = (file: string): void => {
    capture?.close();
    capture = openCaptureFile(file, world.captures, captureFormat);
    world.startCapture();
  };
  if (options.run.pcap !== undefined) startCapture(options.run.pcap);
  const trace = options.run.trace === undefined ? undefined : openTraceFile(options.run.trace, world.trace);
  const host: LabHost = {
    capture(file) {
      if (file === undefined) return stopCapture();
      startCapture(file);
      return `Capturing every frame to ${file}; "capture" stops it.`;
    },
    get speed() {
      return options.pace?.speed;
    },
    setSpeed: (speed) => options.pace?.setSpeed(speed),
    save() {
      for (const router of world.routers.values()) router.saveStartup(printConfiguration(router.config));
      options.saved();
      return `The configurations of ${[...world.routers.keys()].join(', ')} are saved.`;
    },
  };
  const run = new LabRun({
    description,
    world,
    host,
    openSession: (name, show) => {
      return new Session({ router: routerOf(name), grammar, output: show, ...(options.withoutPager ? { terminalLength: 0 } : {}) });
    },
    why: (name) => options.late.explain?.({ records: world.recorder.events, routers: world.routers, lab: world.lab }, name) ?? [],
  });
  return {
    run,
    world,
    checkUser: (name, user, password) => localUser(routerOf(name), user, password),
    openVty: (name, caller) => openVty({ router: routerOf(name), grammar, ...caller }),
    close() {
      capture?.close();
      trace?.close();
    },
  };
}

/** How the program reads configuration files: as a router of that model would at start-up. */
export function configReading(grammar: Grammar): ConfigReading {
  return {
    models: HARDWARE_MODELS,
    load(text, model) {
      const store = createConfig(grammar);
      const hardware = hardwareModel(model) ?? hardwareModel(DEFAULT_MODEL);
      const interfaces = hardware?.interfaces ?? [];
      if (hardware !== undefined) store.initialise(interfaces, hardware);
      const interfaceExists = (name: string) => interfaces.includes(name) || isLogical(name);
      const refused = refusedLines(loadConfiguration(store, text, { privilege: 15, interfaceExists }));
      return { config: store.root, refused };
    },
  };
}
