// The log of one router: every trace record that is a message or an asked-for debug line, rendered once and handed to
// the router's sessions; and the buffer of `logging buffered`. It belongs to the router, not to a session, and lives as
// long as the router does.

import { loggingSettings, type LoggingSettings } from '../config/model.ts';
import type { ConfigNode } from '../config/node.ts';
import { Bus } from '../engine/bus.ts';
import type { RouterControl } from '../network/router/control.ts';
import { SyslogServers } from './syslog-servers.ts';
import { renderRecord, type RenderedLine } from '../views/render-record.ts';

/** `000019: ` before the stamp. */
const SEQUENCE_DIGITS = 6;

const logs = new WeakMap<RouterControl, RouterLog>();

/** The router's log, begun when first asked for. */
export function routerLogOf(router: RouterControl): RouterLog {
  let log = logs.get(router);
  if (!log) {
    log = new RouterLog(router);
    logs.set(router, log);
  }
  return log;
}

/** `trapLines`: lines that go, or would go, to syslog servers. */
type Counts = Record<'console' | 'monitor' | 'buffered' | 'trapLines' | 'total', number>;

const zero = (): Counts => ({ console: 0, monitor: 0, buffered: 0, trapLines: 0, total: 0 });

export class RouterLog {
  readonly lines = new Bus<RenderedLine>();
  readonly #router: RouterControl;
  #buffer: string[] = [];
  #bufferedOctets = 0;
  #counts = zero();
  #config: ConfigNode | undefined;
  #version = -1;
  #settings: LoggingSettings = {};
  readonly servers: SyslogServers;
  /** Virtual terminals that show messages at the moment. */
  #monitors = 0;

  constructor(router: RouterControl) {
    this.#router = router;
    this.servers = new SyslogServers(router, () => this.settings);
    router.trace.subscribe((record) => {
      for (const line of renderRecord(record, router)) this.#log(line);
    });
    router.rebooted.subscribe(() => {
      this.clear();
      this.#counts = zero();
      this.servers.forget();
    });
  }

  /** As configured now; read again only when the configuration has changed. */
  get settings(): LoggingSettings {
    const { config } = this.#router;
    if (config !== this.#config || config.version !== this.#version) {
      this.#config = config;
      this.#version = config.version;
      this.#settings = loggingSettings(config);
    }
    return this.#settings;
  }

  /** Messages logged to each destination since boot. */
  get counts(): Readonly<Counts> {
    return this.#counts;
  }

  /** Oldest first. */
  get buffer(): readonly string[] {
    return this.#buffer;
  }

  /** A virtual terminal begins or ends to show messages: they are counted while any does. */
  monitor(on: boolean): void {
    this.#monitors += on ? 1 : -1;
  }

  clear(): void {
    this.#buffer = [];
    this.#bufferedOctets = 0;
  }

  #log(line: RenderedLine): void {
    const { console, monitor, trap, buffered, sequenceNumbers } = this.settings;
    this.#counts.total += 1;
    if (sequenceNumbers === true) line = { ...line, text: `${String(this.#counts.total).padStart(SEQUENCE_DIGITS, '0')}: ${line.text}` };
    if (trap !== undefined && line.severity <= trap) {
      this.#counts.trapLines += line.text.split('\n').length;
      this.servers.log(line);
    }
    if (console !== undefined && line.severity <= console) this.#counts.console += 1;
    if (this.#monitors > 0 && monitor !== undefined && line.severity <= monitor) this.#counts.monitor += 1;
    if (buffered && line.severity <= buffered.level) {
      this.#counts.buffered += 1;
      this.#keep(line.text, buffered.sizeOctets);
    }
    this.lines.publish(line);
  }

  #keep(text: string, sizeOctets: number): void {
    this.#buffer.push(text);
    this.#bufferedOctets += text.length + 1;
    let dropped = 0;
    while (this.#bufferedOctets > sizeOctets && dropped < this.#buffer.length) {
      this.#bufferedOctets -= (this.#buffer[dropped] ?? '').length + 1;
      dropped += 1;
    }
    if (dropped > 0) this.#buffer.splice(0, dropped);
  }
}
