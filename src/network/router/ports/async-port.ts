// An asynchronous line with a modem: it raises DTR (ready-circuit.ts), runs the chat script that dials (line-scripts.ts), takes the
// carrier for the call, and drops DTR to hang up. A carrier that comes by itself is a call from outside: an interface's at once
// (`async mode dedicated`), else a terminal's first (line-use.ts). Who is called and why is the dialer's business; what the modem
// does, the modem's.

import type { Instant } from '../../../base/time.ts';
import { concatOctets } from '../../../base/octets.ts';
import type { AsyncLineSettings } from '../../../config/async-settings.ts';
import type { LineNumber } from '../../../config/line-numbers.ts';
import type { InterfaceSettings } from '../../../config/model.ts';
import type { ModemTrace } from '../../../protocols/modem/types.ts';
import type { Modem, Terminal } from '../../modems/modem.ts';
import { downState } from '../apply-settings.ts';
import { AnswerTimeout } from './answer-timeout.ts';
import { AsyncLine, modemStream } from './async-line.ts';
import type { CallOptions, CapturePoint, DialPort, DialPortOwner, PortCall, PortGlobals } from './dial-port.ts';
import { FramedLink } from './framed-link.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import { incomingCall, outgoingCall, type CalledTerminal, type LineCall } from './line-call.ts';
import { LineScripts } from './line-scripts.ts';
import type { LineAccept, LineCallback, LineChoice, LineRefusal, ReverseLine, ReverseObserver } from './line-terminal.ts';
import { LineUsers } from './line-users.ts';
import type { LinkChannel, LinkChannelOwner } from './link-channel.ts';
import { ReadyCircuit } from './ready-circuit.ts';

/** Q.850. */
const NORMAL_CLEARING = 16;
/** Of a line that says nothing else. */
const LINE_BITS_PER_SECOND = 9600;

/** What a line asks of its router beside what every port does. */
export interface AsyncPortOwner extends DialPortOwner {
  lineOf(interfaceName: string): LineNumber;
  /** Who serves terminals. */
  lineAccept(): LineAccept | undefined;
  callBack(port: AsyncPort, callback: LineCallback): void;
}

export class AsyncPort implements DialPort, Terminal {
  readonly name: string;
  readonly kind = 'async';
  readonly runtime: InterfaceRuntime;
  readonly channels: readonly LinkChannel[];
  readonly #owner: AsyncPortOwner;
  readonly #line: AsyncLine;
  readonly #modem: Modem | undefined;
  readonly #caller: { readonly callingNumber: string | undefined } | undefined;
  readonly #answerTimeout: AnswerTimeout;
  readonly #ready: ReadyCircuit;
  readonly #scripts: LineScripts;
  #enabled = false;
  #settings: AsyncLineSettings | undefined;
  /** Undefined where the line is no interface. */
  #interface: InterfaceSettings | undefined;
  #call: LineCall | undefined;
  #carrier = false;
  #incoming = 0;
  /** Connections that were the interface's from the beginning, since boot; and when the last one of any kind began. */
  uses = 0;
  connectedAt: Instant = 0;
  readonly #users: LineUsers;
  /** What came before the interface could hear it. */
  #early: Uint8Array | undefined;

  /** The modem may be told who calls. */
  constructor(owner: AsyncPortOwner, channelOwner: LinkChannelOwner, name: string, modem: Modem | undefined, caller?: { readonly callingNumber: string | undefined }) {
    this.#caller = caller;
    this.#owner = owner;
    this.name = name;
    this.#modem = modem;
    this.runtime = new InterfaceRuntime(name, owner.clock, owner.record);
    this.#line = new AsyncLine(modemStream(modem, () => this.#settings?.hardwareFlow === true));
    this.channels = [new FramedLink(channelOwner, name, 1, this.#line, this.runtime)];
    this.#answerTimeout = new AnswerTimeout(owner.clock, () => {
      owner.record({ type: 'line.answerTimeout' }, name);
      this.#ready.drop();
    });
    this.#ready = this.#makeReady();
    this.#scripts = this.#makeScripts();
    this.#users = new LineUsers({
      clock: owner.clock,
      line: owner.lineOf(name),
      interface: name,
      modem,
      lineAccept: () => owner.lineAccept(),
      record: (event) => owner.record(event, name),
      begin: (choice, octets, by) => this.#beginLink(choice, octets, by),
      callBack: (callback) => owner.callBack(this, callback),
      taken: () => {
        this.#ready.follow();
        owner.availability(this);
      },
      left: () => this.#ready.drop(),
    });
    modem?.attach(this);
  }

  #makeReady(): ReadyCircuit {
    const modem = this.#modem;
    return new ReadyCircuit({
      clock: this.#owner.clock,
      wanted: () => this.#enabled,
      drive: (on) => {
        if (modem === undefined || modem.state.dtrOn === on) return;
        this.#owner.record({ type: 'line.dtr', on, carrier: this.#carrier }, this.name);
        modem.dtr = on;
      },
      rested: () => {
        this.#runScript('reset');
        this.#owner.availability(this);
      },
    });
  }

  #makeScripts(): LineScripts {
    return new LineScripts({
      clock: this.#owner.clock,
      record: (event) => this.#owner.record(event, this.name),
      send: (octets) => this.#modem?.send(octets),
      isDialling: () => this.#call?.clearing === false,
      hasCarrier: () => this.#carrier,
      reached: () => {
        if (this.#call !== undefined) this.#connected(this.#call);
      },
      failed: (cause) => {
        if (this.#call !== undefined) this.#hangUp(this.#call, cause, false);
      },
    });
  }

  get settings(): AsyncLineSettings | undefined {
    return this.#settings;
  }

  /** There is a modem, the line drives it, and it is not being hung up. */
  get usable(): boolean {
    const { calls } = this.#settings ?? {};
    return this.#enabled && this.#modem !== undefined && (calls === 'out' || calls === 'both');
  }

  get freeChannels(): number {
    return this.isFree ? 1 : 0;
  }

  /** Nobody uses the line, and its modem is not being hung up. */
  get isFree(): boolean {
    return this.#call === undefined && !this.#users.hasReverse && !this.#ready.isLow && !this.#carrier;
  }

  /** A call from outside would be noticed. */
  get answers(): boolean {
    const { calls } = this.#settings ?? {};
    return this.#enabled && (calls === 'in' || calls === 'both');
  }

  /** `speed`, else what the line has without it. */
  get lineBitsPerSecond(): number {
    return this.#settings?.bitsPerSecond ?? this.#modem?.state.make.terminalBitsPerSecond ?? LINE_BITS_PER_SECOND;
  }

  get modem(): Modem | undefined {
    return this.#modem;
  }

  calls(): readonly PortCall[] {
    return this.#call === undefined || this.#call.terminal !== undefined ? [] : [this.#call];
  }

  initialise(shutdown: boolean): void {
    this.runtime.initialise(shutdown ? 'administratively down' : 'down', false);
  }

  apply(settings: InterfaceSettings, globals: PortGlobals): void {
    this.#interface = settings;
    this.#follow(globals);
  }

  /** The line is no interface: nothing but terminals use it. */
  applyLine(globals: PortGlobals): void {
    this.#interface = undefined;
    this.#follow(globals);
  }

  #follow(globals: PortGlobals): void {
    this.#settings = globals.asyncLines.get(this.name);
    if (this.#modem !== undefined) this.#modem.terminalBitsPerSecond = this.lineBitsPerSecond;
    this.#scripts.configure(globals.chatScripts, this.#settings?.scripts);
    const before = this.usable;
    const wasEnabled = this.#enabled;
    const settings = this.#interface;
    this.#enabled = settings === undefined ? this.#settings?.calls !== undefined : !settings.shutdown;
    if (settings?.shutdown === true) {
      this.#lose();
      this.runtime.setState(downState(settings));
    } else if (settings !== undefined && this.runtime.state !== 'up') this.runtime.setState('down');
    this.#ready.follow();
    if (!wasEnabled && this.#enabled) this.#runScript('startup');
    if (before !== this.usable) this.#owner.availability(this);
  }

  stop(): void {
    this.#lose();
    this.#enabled = false;
    this.#settings = undefined;
    this.#interface = undefined;
    this.#answerTimeout.stop();
    this.#ready.stop();
    this.uses = 0;
  }

  // ---- calls

  placeCall(id: string, number: string, options: CallOptions): PortCall | undefined {
    if (!this.usable || !this.isFree) return undefined;
    return this.#scripts.dial(number, options, () => this.#begin(id, number)) ? this.#call : undefined;
  }

  /** Of a call that is there, where its modem is told. */
  get callingNumber(): string | undefined {
    return this.#caller?.callingNumber;
  }

  /** A return call for somebody at a terminal (`script callback`). */
  callTerminal(number: string, terminal: CalledTerminal): void {
    if (!this.#enabled || this.#modem === undefined || !this.isFree) terminal.ended(false, 'the line is taken');
    else if (!this.#scripts.dialBack(number, () => this.#begin(`callback-${this.name}`, number, terminal))) terminal.ended(false, 'no chat script');
  }

  #begin(id: string, number: string, terminal?: CalledTerminal): void {
    this.#call = outgoingCall(id, number, terminal);
    // Whoever rang is not waited for any more.
    this.#answerTimeout.stop();
  }

  /** What an event on the line makes the modem hear, if its modem has nothing else to do. */
  #runScript(event: 'connection' | 'reset' | 'startup'): void {
    if (this.#modem !== undefined && this.#call === undefined && !this.#carrier) this.#scripts.run(event);
  }

  channelFor(): LinkChannel | undefined {
    return this.channels[0];
  }

  /** The modem has answered already. */
  answer(call: PortCall, _channel: LinkChannel): void {
    const own = this.#call;
    if (own === undefined || own.id !== call.id) return;
    this.#owner.clock.after(0, () => {
      if (this.#call === own && this.#carrier && !own.clearing) this.#connected(own);
    });
  }

  reject(call: PortCall): void {
    this.release(call);
  }

  release(call: PortCall): void {
    const own = this.#call;
    if (own === undefined || own.id !== call.id || own.clearing) return;
    own.clearing = true;
    this.#scripts.hangUp();
    this.#hangUp(own, NORMAL_CLEARING, false);
  }

  /** Whatever has the line lets go of it (`clear line`). */
  clear(): void {
    const call = this.#call;
    if (call !== undefined) return this.release(call);
    if (this.#carrier || this.#users.hasReverse) this.#users.end();
  }

  // ---- terminals

  /** A carrier that nobody here has asked for: somebody calls. A line that takes no notice of its modem does not see it. */
  #carrierCame(): void {
    if (!this.answers) return;
    this.#scripts.stop();
    if (this.#interface?.async.mode === 'dedicated') return this.#offer(undefined);
    // What the modem still says of the call, and whatever else comes in this instant, is nobody's (`flush-at-activation`).
    this.#owner.clock.after(0, () => {
      if (this.#carrier && this.answers && !this.#users.hasTerminal && this.#call === undefined) this.#beTerminal(undefined);
    });
  }

  #beTerminal(calledBack: { readonly user: string | undefined } | undefined): void {
    if (this.#settings !== undefined) this.#users.begin(this.#settings, calledBack);
  }

  #beginLink({ protocol, user, address }: LineChoice, octets: Uint8Array, by: 'autoselect' | 'exec'): LineRefusal | undefined {
    if (this.#interface === undefined) return 'no-interface';
    if (this.#interface.async.mode === undefined) return 'no-mode';
    if (this.#call !== undefined || !this.#carrier) return 'busy';
    const named = user === undefined || user === '' ? {} : { user };
    this.#owner.record({ type: 'line.protocol', protocol, by, ...named }, this.name);
    this.#early = octets;
    this.#offer({ protocol, ...named, ...(address === undefined ? {} : { address }) });
    return undefined;
  }

  #offer(link: PortCall['link']): void {
    this.#incoming += 1;
    this.#call = incomingCall(this.name, this.#incoming, { ...(link === undefined ? {} : { link }), callingNumber: this.callingNumber });
    this.#owner.offered(this, this.#call);
  }

  /** What is plugged into the line is somebody's who is connected elsewhere; undefined when he cannot have it. */
  openReverse(observer: ReverseObserver): ReverseLine | undefined {
    const { reverseTelnet = false, calls } = this.#settings ?? {};
    if (!reverseTelnet || calls === 'in' || this.#modem === undefined || !this.isFree) return undefined;
    const line = this.#users.reverse(observer);
    this.#runScript('connection');
    return line;
  }

  capturePoints(): readonly CapturePoint[] {
    return [{ suffix: 'async', line: this.#line, linkType: () => (this.channels[0]?.mode === 'slip' ? 'raw' : 'ppp') }];
  }

  characterMaps(send: number, receive: number): void {
    this.#line.characterMaps(send, receive);
  }

  // ---- the modem

  receive(octets: Uint8Array): void {
    if (this.#scripts.isRunning) this.#scripts.hear(octets);
    else if (this.#users.hear(octets)) return;
    else if (this.#early !== undefined) this.#early = concatOctets(this.#early, octets);
    else if (this.#carrier) this.#line.hear(octets);
  }

  circuit(name: 'DCD' | 'RI', on: boolean): void {
    if (name === 'RI') return this.#ring(on);
    if (on === this.#carrier) return;
    this.#carrier = on;
    if (!on) return this.#carrierLost();
    this.#answerTimeout.stop();
    const call = this.#call;
    if (this.#users.hasReverse) return;
    if (call === undefined) this.#carrierCame();
    else if (!call.connected) this.#scripts.carrierCame();
  }

  trace(event: ModemTrace): void {
    this.#owner.record(event, this.name);
  }

  #ring(on: boolean): void {
    if (on && this.answers && this.isFree) this.#answerTimeout.rang(this.#settings?.answerTimeoutSeconds ?? 0);
    else if (!on && this.#modem?.state.name === 'command') this.#answerTimeout.stop();
  }

  #carrierLost(): void {
    const call = this.#call;
    if (this.#users.hasReverse) return;
    if (this.#users.hasTerminal) return this.#users.end();
    if (call === undefined || call.clearing) return;
    if (call.connected) this.#owner.disconnected(this, call, NORMAL_CLEARING);
    this.#hangUp(call, NORMAL_CLEARING, true);
  }

  #connected(call: LineCall): void {
    this.#scripts.connected();
    const { terminal } = call;
    if (terminal !== undefined) {
      this.#call = undefined;
      terminal.ended(true);
      return this.#beTerminal({ user: terminal.verify ? undefined : terminal.user });
    }
    this.#line.reset();
    if (call.link === undefined) this.uses += 1;
    this.connectedAt = this.#owner.clock.now;
    call.channel = 1;
    call.connected = true;
    this.#owner.connected(this, call);
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) this.#line.hear(early);
  }

  // ---- hanging up

  #hangUp(call: LineCall, cause: number, byPeer: boolean): void {
    call.clearing = true;
    this.#scripts.stop();
    this.#call = undefined;
    this.#early = undefined;
    this.#ready.drop();
    if (call.terminal === undefined) this.#owner.released(this, call, cause, byPeer);
    else call.terminal.ended(false, this.#scripts.failedBy ?? 'no carrier');
  }

  #lose(): void {
    const call = this.#call;
    if (this.#users.hasReverse || this.#users.hasTerminal) this.#users.end();
    if (call === undefined) return;
    if (call.connected && !call.clearing) this.#owner.disconnected(this, call, NORMAL_CLEARING);
    this.#hangUp(call, NORMAL_CLEARING, false);
  }
}
