// Puts a lab together: a world from its description, a session on every console, captures and trace files on its buses.
// The one file in which the parts of the program meet; everything above it sees a LabRun.

import { must } from '../base/assert.ts';
import { Recorder } from '../engine/recorder.ts';
import type { Grammar } from '../grammar/compile.ts';
import { writeText } from '../host/files.ts';
import { openCaptureFile, type CaptureFile } from '../host/pcap-file.ts';
import { Outside } from '../host/outside.ts';
import type { Pace } from '../host/pace.ts';
import type { VtyRequest } from '../host/ssh-server.ts';
import { openTraceFile } from '../host/trace-file.ts';
import type { ConfigReading } from '../lab/from-configs.ts';
import { LabError } from '../lab/lab-error.ts';
import { openPcConsole } from '../lab/pc/pc-console.ts';
import { LabRun, type LabHost, type LabViews } from '../lab/lab-run.ts';
import type { LabDescription } from '../network/lab-description.ts';
import { isChannelInterface } from '../config/controllers.ts';
import { DEFAULT_MODEL, HARDWARE_MODELS, hardwareModel, modelHasInterface } from '../network/router/models.ts';
import type { TraceRecord } from '../network/trace.ts';
import { createWorld, type World } from '../network/world.ts';
import { keptOf } from '../config/kept-lines.ts';
import { loadConfiguration, refusedLines } from '../config/load-text.ts';
import { createConfig } from '../config/store.ts';
import { printConfiguration } from '../config/running-config.ts';
import { checkRemoteUser } from '../session/login/aaa-login.ts';
import type { LoginOutcome } from '../session/login/local-users.ts';
import { Session } from '../session/session.ts';
import { openVty, type Vty } from '../session/lines/vty.ts';
import { serveLines } from '../session/lines/line-server.ts';
import { serveVtys } from '../session/lines/vty-server.ts';
import { BILLED } from '../views/bill/billed.ts';
import type { TimelineInput } from '../views/timeline.ts';
import { captureFormat } from './capture-format.ts';
import type { RunOptions } from './options.ts';
import type { LateParts } from './late-parts.ts';
import { openTimelineFile } from './timeline-file.ts';

export interface OpenedLab {
  readonly run: LabRun;
  readonly world: World;
  /** Whether a router lets somebody with this name and password in from `location`, now or when its servers have said. */
  checkUser(router: string, name: string, password: string, location: string, decided: (outcome: LoginOutcome | undefined) => void): void;
  /** A session on a free virtual terminal of a router, for somebody who has logged in from `location`. */
  openVty(router: string, caller: VtyRequest): Vty | undefined;
  /** Only in a lab with gateways. */
  readonly outside?: Outside;
  /** Writes what is buffered and closes captures and trace. */
  close(): void;
}

/** Time that is waited for outside passes no faster than on the wall, and what comes is looked at at once. */
export function paceOutside({ outside }: OpenedLab, pace: Pace): void {
  if (outside === undefined) return;
  outside.onDue = (due) => pace.restrain(due);
  outside.onArrival = () => pace.nudge();
}

const NO_CAPTURE = 'No capture is running; "capture FILE" starts one.';

export interface AssembleOptions {
  readonly description: LabDescription;
  readonly grammar: Grammar;
  readonly run: Pick<RunOptions, 'seed' | 'pcap' | 'trace' | 'timeline'>;
  /** Parts that are loaded behind the first prompt; they must be there when they are used. */
  readonly late: LateParts;
  /** Pacing of a terminal; absent in virtual time. */
  readonly pace?: { readonly speed: number; setSpeed(speed: number): void };
  /** True where nobody pages: every console has `terminal length 0`. */
  readonly withoutPager: boolean;
  /** How wide the terminal is; a script has a width of its own. */
  readonly columns?: () => number;
}

export function assembleLab(options: AssembleOptions): OpenedLab {
  const { description, grammar } = options;
  const world = createWorld({ seed: options.run.seed, lab: description, grammar });
  const outside = world.gateways.size === 0 ? undefined : new Outside(world.clock, world.gateways.values());
  const routerOf = (name: string) => must(world.routers.get(name), `no router ${name}`);
  for (const router of world.routers.values()) {
    const served = { router, grammar, ...(options.withoutPager ? { terminalLength: 0 } : {}) };
    serveVtys(served);
    serveLines(served);
  }
  let capture: CaptureFile | undefined;
  const startCapture = (file: string): void => {
    const opened = openCaptureFile(file, world.captures, captureFormat);
    capture?.close();
    capture = opened;
    world.startCapture();
  };
  if (options.run.pcap !== undefined) startCapture(options.run.pcap);
  const trace = options.run.trace === undefined ? undefined : openTraceFile(options.run.trace, world.trace);
  const timeline = options.run.timeline === undefined ? undefined : openTimelineFile(options.run.timeline, world, options.late);
  const host: LabHost = {
    startCapture: (file) =>
      tried(() => {
        startCapture(file);
        return `Capturing every frame to ${file}; "capture off" stops it.`;
      }),
    stopCapture() {
      if (capture === undefined) return NO_CAPTURE;
      const { file, frames } = capture;
      capture.close();
      capture = undefined;
      return `${file}: ${frames} frames.`;
    },
    capturing: () => (capture === undefined ? NO_CAPTURE : `Capturing to ${capture.file}, ${capture.frames} frames so far; "capture off" stops it.`),
    get speed() {
      return options.pace?.speed;
    },
    setSpeed: (speed) => options.pace?.setSpeed(speed),
    save() {
      const failed = [...world.routers.values()].flatMap((router) => {
        const trouble = router.saveStartup(printConfiguration(router.config));
        return trouble === undefined ? [] : [`${router.name}: ${trouble}`];
      });
      if (failed.length > 0) return `Not saved: ${failed.join('; ')}.`;
      return `The configurations of ${[...world.routers.keys()].join(', ')} are saved.`;
    },
    write: (file, text) =>
      tried(() => {
        writeText(file, text);
        return `${file} is written.`;
      }),
  };
  const run = new LabRun({
    description,
    world,
    host,
    openSession: (name, show) => {
      const pc = world.pcs.get(name);
      if (pc !== undefined) return openPcConsole(pc, show);
      return new Session({ router: routerOf(name), grammar, output: show, ...(options.withoutPager ? { terminalLength: 0 } : {}) });
    },
    views: labViews(world, options.late, () => options.columns?.() ?? SCRIPT_COLUMNS),
  });
  return {
    run,
    world,
    checkUser: (name, user, password, location, decided) => checkRemoteUser(routerOf(name), user, password, location, decided),
    openVty: (name, caller) => openVty({ router: routerOf(name), grammar, ...caller }),
    ...(outside === undefined ? {} : { outside }),
    close() {
      outside?.end();
      capture?.close();
      trace?.close();
      timeline?.close();
    },
  };
}

/** At the lab prompt a file that cannot be written is no end of the lab. */
function tried(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof LabError) return error.text;
    throw error;
  }
}

/** Wide enough for most meanings in one line. */
const SCRIPT_COLUMNS = 100;
/** Calls that a bill may list; older ones are forgotten. */
const BILLED_KEPT = 100_000;

/** What the lab prompt tells; a bill needs the calls of the whole run, and little else of its trace. */
function labViews(world: World, late: LateParts, columns: () => number): LabViews {
  const ledger = new Recorder<TraceRecord>(BILLED_KEPT);
  world.trace.subscribe((record) => {
    if (BILLED.has(record.event.type)) ledger.record(record);
  });
  const { lab, recorder, routers, clock } = world;
  const timelineInput = (): TimelineInput => ({ records: recorder.events, lab, now: clock.now, incomplete: recorder.dropped > 0 });
  return {
    why: (name) => late.explain?.({ records: recorder.events, routers, lab }, name) ?? [],
    aaa: (name) => late.aaaLog?.(world.aaaServers, name) ?? [],
    bill: (name) => late.bill?.({ records: ledger.events, lab, now: clock.now, incomplete: ledger.dropped > 0 }, name) ?? [],
    timeline: (router) => late.timelineText?.({ ...timelineInput(), router }, columns()) ?? [],
    picture: () => late.timelineSvg?.(timelineInput()) ?? '',
  };
}

/** How the program reads configuration files: as a router of that model would at start-up. */
export function configReading(grammar: Grammar): ConfigReading {
  return {
    models: HARDWARE_MODELS,
    load(text, model) {
      const store = createConfig(grammar);
      const hardware = must(hardwareModel(model) ?? hardwareModel(DEFAULT_MODEL), 'a hardware model');
      const interfaceExists = (name: string) => modelHasInterface(hardware, name) || isChannelInterface(store.root, name);
      store.interfaceExists = interfaceExists;
      store.initialise(hardware.interfaces, hardware);
      const outcomes = loadConfiguration(store, text, { privilege: 15, interfaceExists });
      return { config: store.root, refused: refusedLines(outcomes), kept: keptOf(store, outcomes) };
    },
  };
}
