// An asynchronous line with a modem: it raises DTR, runs the chat script that dials, takes the carrier for the call, and drops DTR
// to hang up. A carrier that comes by itself is a call from outside. Who is called and why is the dialer's business; what the
// modem does is the modem's (network/modem.ts).

import { fromText, toText } from '../../base/octets.ts';
import type { AsyncLineSettings } from '../../config/async-settings.ts';
import type { InterfaceSettings } from '../../config/model.ts';
import { createChat, step as stepChat, type ChatAction, type ChatEvent, type ChatState, type ChatTimerName } from '../../protocols/chat/chat.ts';
import { parseChatScript } from '../../protocols/chat/script.ts';
import type { ModemTrace } from '../../protocols/modem/types.ts';
import type { Modem, Terminal } from '../modem.ts';
import { TimerBank } from '../timer-bank.ts';
import { Turnstile } from '../turnstile.ts';
import { downState } from './apply-settings.ts';
import { AsyncLine } from './async-line.ts';
import type { CallOptions, CapturePoint, DialPort, DialPortOwner, PortCall, PortGlobals } from './dial-port.ts';
import { FramedLink } from './framed-link.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import { incomingCall, outgoingCall, type LineCall } from './line-call.ts';
import type { LinkChannel, LinkChannelOwner } from './link-channel.ts';

/** Q.850's nearest to what a modem says of a call that failed, for the dialer's statistics. */
const CAUSES: Readonly<Record<string, number>> = { BUSY: 17, 'NO ANSWER': 19, 'NO CARRIER': 18 };
const NORMAL_CLEARING = 16;
/** DTR stays low so long, that the modem notices. */
const DTR_LOW_MS = 2000;
/** The carrier must follow CONNECT within this. */
const CARRIER_MS = 5000;

type PortTimer = ChatTimerName | 'dtr-low' | 'carrier';

export class AsyncPort implements DialPort, Terminal {
  readonly name: string;
  readonly kind = 'async';
  readonly runtime: InterfaceRuntime;
  readonly channels: readonly LinkChannel[];
  readonly #owner: DialPortOwner;
  readonly #line: AsyncLine;
  readonly #modem: Modem | undefined;
  readonly #timers: TimerBank<PortTimer>;
  readonly #turnstile = new Turnstile();
  #enabled = false;
  #settings: AsyncLineSettings | undefined;
  #scripts: ReadonlyMap<string, string> = new Map();
  #call: LineCall | undefined;
  #chat: ChatState | undefined;
  #carrier = false;
  #incoming = 0;
  #failedBy: string | undefined;

  constructor(owner: DialPortOwner, channelOwner: LinkChannelOwner, name: string, modem: Modem | undefined) {
    this.#owner = owner;
    this.name = name;
    this.#modem = modem;
    this.runtime = new InterfaceRuntime(name, owner.clock, (event, interfaceName) => owner.record(event, interfaceName));
    this.#line = new AsyncLine({
      send: (octets) => modem?.send(octets),
      get full() {
        return modem?.full ?? false;
      },
      get bitsPerSecond() {
        return modem?.state.bitsPerSecond ?? 0;
      },
    });
    this.channels = [new FramedLink(channelOwner, name, 1, this.#line, this.runtime)];
    this.#timers = new TimerBank(owner.clock, (timer) => this.#timer(timer));
    modem?.attach(this);
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
    return this.#call === undefined && this.#timers.endsAt('dtr-low') === undefined && !this.#carrier ? 1 : 0;
  }

  get modem(): Modem | undefined {
    return this.#modem;
  }

  get carrier(): boolean {
    return this.#carrier;
  }

  calls(): readonly PortCall[] {
    return this.#call === undefined ? [] : [this.#call];
  }

  initialise(shutdown: boolean): void {
    this.runtime.initialise(shutdown ? 'administratively down' : 'down', false);
  }

  apply(settings: InterfaceSettings, globals: PortGlobals): void {
    this.#settings = globals.asyncLines.get(this.name);
    if (this.#modem !== undefined && this.#settings !== undefined) this.#modem.terminalBitsPerSecond = this.#settings.bitsPerSecond;
    this.#scripts = globals.chatScripts;
    const before = this.usable;
    this.#enabled = !settings.shutdown;
    if (settings.shutdown) {
      this.#lose();
      this.runtime.setState(downState(settings));
    } else if (this.runtime.state !== 'up') this.runtime.setState('down');
    this.#followDtr();
    if (before !== this.usable) this.#owner.availability(this);
  }

  stop(): void {
    this.#lose();
    this.#enabled = false;
    this.#settings = undefined;
    this.#timers.stopAll();
    this.#followDtr();
  }

  // ---- calls

  placeCall(id: string, number: string, { modemScript }: CallOptions): PortCall | undefined {
    if (!this.usable || this.#call !== undefined) return undefined;
    const wanted = modemScript ?? this.#settings?.scripts.get('dialer');
    const found = this.#scriptFor(wanted);
    if (found === undefined) {
      this.#owner.record({ type: 'chat.none', ...(wanted === undefined ? {} : { wanted }) }, this.name);
      return undefined;
    }
    const script = parseChatScript(found.text);
    if (!script.ok) {
      this.#owner.record({ type: 'chat.malformed', script: found.name, why: script.error }, this.name);
      return undefined;
    }
    const call = outgoingCall(id, number);
    this.#call = call;
    this.#failedBy = undefined;
    this.#owner.record({ type: 'chat.chosen', script: found.name, number }, this.name);
    this.#followDtr();
    this.#chat = createChat(found.name, script.value, number);
    this.#owner.clock.after(0, () => {
      if (this.#call === call) this.#tellChat({ type: 'start' });
    });
    return call;
  }

  /** The first chat script whose name the regular expression matches. */
  #scriptFor(wanted: string | undefined): { readonly name: string; readonly text: string } | undefined {
    if (wanted === undefined) return undefined;
    for (const [name, text] of this.#scripts) if (matchesName(wanted, name)) return { name, text };
    return undefined;
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
    this.#tellChat({ type: 'hung-up' });
    this.#hangUp(own, NORMAL_CLEARING, false);
  }

  capturePoints(): readonly CapturePoint[] {
    return [{ suffix: 'async', line: this.#line, linkType: () => (this.channels[0]?.mode === 'slip' ? 'raw' : 'ppp') }];
  }

  characterMaps(send: number, receive: number): void {
    this.#line.characterMaps(send, receive);
  }

  // ---- the modem

  receive(octets: Uint8Array): void {
    if (this.#chat !== undefined) this.#tellChat({ type: 'received', text: toText(octets) });
    else if (this.#carrier) this.#line.hear(octets);
  }

  circuit(name: 'DCD' | 'RI', on: boolean): void {
    if (name !== 'DCD' || on === this.#carrier) return;
    this.#carrier = on;
    if (!on) return this.#carrierLost();
    const call = this.#call;
    if (call === undefined) this.#offer();
    else if (this.#chat === undefined && !call.connected) this.#connected(call);
  }

  trace(event: ModemTrace): void {
    this.#owner.record(event, this.name);
  }

  /** A carrier that nobody here has asked for: somebody calls. A line that takes no notice of its modem does not see it. */
  #offer(): void {
    const { calls } = this.#settings ?? {};
    if (!this.#enabled || (calls !== 'in' && calls !== 'both')) return;
    this.#incoming += 1;
    this.#call = incomingCall(this.name, this.#incoming);
    this.#owner.offered(this, this.#call);
  }

  #carrierLost(): void {
    const call = this.#call;
    if (call === undefined || call.clearing) return;
    if (call.connected) this.#owner.disconnected(this, call, NORMAL_CLEARING);
    call.clearing = true;
    this.#hangUp(call, NORMAL_CLEARING, true);
  }

  #connected(call: LineCall): void {
    this.#timers.stop('carrier');
    this.#line.reset();
    call.channel = 1;
    call.connected = true;
    this.#owner.connected(this, call);
  }

  // ---- the chat script

  #tellChat(event: ChatEvent): void {
    // The modem echoes and answers while a send is still being performed.
    this.#turnstile.pass(() => {
      if (this.#chat === undefined) return;
      const [state, actions] = stepChat(this.#chat, event);
      this.#chat = state;
      for (const action of actions) this.#performChat(action);
    });
  }

  #performChat(action: ChatAction): void {
    switch (action.type) {
      case 'send':
        this.#modem?.send(fromText(action.text));
        return;
      case 'break':
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
        return;
      case 'trace':
        if (action.event.type === 'chat.finished') this.#failedBy = action.event.abortedBy;
        this.#owner.record(action.event, this.name);
        return;
      case 'finished':
        this.#chatFinished(action.status === 'success');
    }
  }

  #chatFinished(success: boolean): void {
    this.#chat = undefined;
    const call = this.#call;
    if (call === undefined || call.clearing) return;
    if (success && this.#carrier) this.#connected(call);
    else if (success) this.#timers.start('carrier', CARRIER_MS);
    else {
      call.clearing = true;
      this.#hangUp(call, CAUSES[this.#failedBy ?? ''] ?? 0, false);
    }
  }

  #timer(timer: PortTimer): void {
    if (timer === 'expect' || timer === 'pause') return this.#tellChat({ type: 'timer', timer });
    if (timer === 'dtr-low') {
      this.#followDtr();
      this.#owner.availability(this);
      return;
    }
    const call = this.#call;
    if (call === undefined || call.connected) return;
    call.clearing = true;
    this.#hangUp(call, 0, false);
  }

  // ---- hanging up

  #hangUp(call: LineCall, cause: number, byPeer: boolean): void {
    this.#chat = undefined;
    for (const timer of ['expect', 'pause', 'carrier'] as const) this.#timers.stop(timer);
    this.#call = undefined;
    this.#timers.start('dtr-low', DTR_LOW_MS);
    this.#followDtr();
    this.#owner.released(this, call, cause, byPeer);
  }

  #lose(): void {
    const call = this.#call;
    if (call === undefined) return;
    if (call.connected && !call.clearing) this.#owner.disconnected(this, call, NORMAL_CLEARING);
    call.clearing = true;
    this.#hangUp(call, NORMAL_CLEARING, false);
  }

  /** DTR is low while the line is shut down and for a moment after a call; that hangs the modem up. */
  #followDtr(): void {
    const on = this.#enabled && this.#timers.endsAt('dtr-low') === undefined;
    if (this.#modem === undefined || this.#modem.state.dtrOn === on) return;
    this.#owner.record({ type: 'line.dtr', on, carrier: this.#carrier }, this.name);
    this.#modem.dtr = on;
  }
}

/** `.` and `*` of IOS's regular expressions are enough for names; an expression that is none matches by itself. */
function matchesName(expression: string, name: string): boolean {
  try {
    return new RegExp(expression).test(name);
  } catch {
    return expression === name;
  }
}
