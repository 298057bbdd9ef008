// A synchronous serial interface whose modem or terminal adapter is driven by V.25bis (`dialer in-band`): it places and takes
// calls by frames of commands and indications, and carries PPP or Cisco HDLC at the modem's clock once there is a carrier.
// With `dialer dtr` it raises data terminal ready, and the modem dials what it has stored. Without either the interface leaves that circuit
// low: nobody is called, and the modem answers nobody.

import type { InterfaceSettings } from '../../../config/model.ts';
import type { DceTrace } from '../../../protocols/modem/v25bis-types.ts';
import { stepDtr } from '../../../protocols/v25bis/dtr.ts';
import { AT_REST, step, type Failure, type TerminalAction, type TerminalEvent, type TerminalState, type TerminalTimerName } from '../../../protocols/v25bis/v25bis.ts';
import { parseV25bis, V25BIS_FRAME, v25bisText, type Parity } from '../../../wire/v25bis.ts';
import type { SyncModem, SyncTerminal } from '../../modems/sync-modem.ts';
import { TimerBank } from '../../timer-bank.ts';
import { Turnstile } from '../../turnstile.ts';
import { downState } from '../apply-settings.ts';
import type { CapturePoint, DialPort, DialPortOwner, PortCall, PortGlobals } from './dial-port.ts';
import { FramedLink } from './framed-link.ts';
import { InterfaceRuntime } from './interface-runtime.ts';
import { incomingCall, outgoingCall, type LineCall } from './line-call.ts';
import type { LinkChannel, LinkChannelOwner } from './link-channel.ts';
import { ReadyCircuit } from './ready-circuit.ts';
import type { SerialReading } from '../readings.ts';
import { SyncLine } from './sync-line.ts';

/** Q.850's nearest to what the modem says of a call that failed, for the dialer's statistics. */
const CAUSES: Readonly<Record<Failure, number>> = { ET: 17, RT: 19, NT: 18, AB: 0, CB: 0, INV: 0 };
const NORMAL_CLEARING = 16;

export class V25bisPort implements DialPort, SyncTerminal {
  readonly name: string;
  readonly kind = 'v25bis';
  readonly runtime: InterfaceRuntime;
  readonly channels: readonly LinkChannel[];
  readonly #owner: DialPortOwner;
  readonly #modem: SyncModem;
  readonly #line: SyncLine;
  readonly #timers: TimerBank<TerminalTimerName>;
  readonly #ready: ReadyCircuit;
  readonly #turnstile = new Turnstile();
  #state: TerminalState = AT_REST;
  #enabled = false;
  /** How the modem is told to dial: by frames of that parity, or by data terminal ready alone. Undefined without `dialer in-band` and `dialer dtr`. */
  #dialing: Parity | 'dtr' | undefined;
  #call: LineCall | undefined;
  #carrier = false;
  #incoming = 0;
  /** The free channels that the owner knows of. */
  #told = 0;

  constructor(owner: DialPortOwner, channelOwner: LinkChannelOwner, name: string, modem: SyncModem) {
    this.#owner = owner;
    this.name = name;
    this.#modem = modem;
    this.runtime = new InterfaceRuntime(name, owner.clock, owner.record);
    this.#line = new SyncLine(modem);
    this.channels = [new FramedLink(channelOwner, name, 1, this.#line, this.runtime)];
    this.#timers = new TimerBank(owner.clock, (timer) => this.#tell({ type: 'timer', timer }));
    this.#ready = this.#makeReady();
    modem.attach(this);
  }

  #makeReady(): ReadyCircuit {
    return new ReadyCircuit({
      clock: this.#owner.clock,
      wanted: () => this.usable && (this.#dialing !== 'dtr' || this.#state.name !== 'idle'),
      drive: (on) => {
        if (this.#modem.dtr === on) return;
        this.#owner.record({ type: 'v25bis.circuit', circuit: 'DTR', on }, this.name);
        this.#modem.dtr = on;
      },
      rested: () => this.#noticeChannel(),
    });
  }

  get usable(): boolean {
    return this.#enabled && this.#dialing !== undefined;
  }

  get freeChannels(): number {
    const free = this.#call === undefined && this.#state.name === 'idle' && !this.#carrier && !this.#ready.isLow;
    return free ? 1 : 0;
  }

  calls(): readonly PortCall[] {
    return this.#call === undefined ? [] : [this.#call];
  }

  initialise(shutdown: boolean): void {
    this.runtime.initialise(shutdown ? 'administratively down' : 'down', false);
  }

  apply(settings: InterfaceSettings, globals: PortGlobals): void {
    const before = this.usable;
    this.#enabled = !settings.shutdown;
    const dialing = dialingBy(settings, globals.leaderOf(settings));
    if (!this.usable || (dialing === 'dtr') !== (this.#dialing === 'dtr')) this.#lose();
    this.#dialing = dialing;
    if (!this.usable) this.#lose();
    if (settings.shutdown) this.runtime.setState(downState(settings));
    else if (this.runtime.state !== 'up') this.runtime.setState('down');
    this.#ready.follow();
    if (before !== this.usable) this.#owner.availability(this);
  }

  stop(): void {
    this.#lose();
    this.#enabled = false;
    this.#timers.stopAll();
    this.#ready.stop();
  }

  /** A DTE: the modem gives the clock. */
  reading(): SerialReading {
    return { cable: 'DTE', carrier: this.#carrier, clocked: true, ready: this.#modem.dtr, looped: false };
  }

  // ---- calls

  placeCall(id: string, number: string): PortCall | undefined {
    if (!this.usable || this.freeChannels === 0) return undefined;
    const call = outgoingCall(id, number);
    this.#call = call;
    this.#owner.clock.after(0, () => {
      if (this.#call === call) this.#tell({ type: 'call', number });
    });
    return call;
  }

  channelFor(): LinkChannel | undefined {
    return this.channels[0];
  }

  answer(call: PortCall, _channel: LinkChannel): void {
    if (this.#call?.id === call.id) this.#tell({ type: 'accept' });
  }

  reject(call: PortCall): void {
    this.#end(call, 'refuse');
  }

  release(call: PortCall): void {
    this.#end(call, 'hang-up');
  }

  #end(call: PortCall, how: 'refuse' | 'hang-up'): void {
    const own = this.#call;
    if (own === undefined || own.id !== call.id || own.clearing) return;
    this.#tell({ type: how });
    this.#released(own, NORMAL_CLEARING, false);
  }

  capturePoints(): readonly CapturePoint[] {
    return [{ suffix: 'sync', line: this.#line, linkType: () => (this.channels[0]?.mode === 'hdlc' ? 'hdlc' : 'ppp') }];
  }

  // ---- the modem

  receive(frame: Uint8Array): void {
    if (this.#carrier) return this.#line.hear(frame);
    const parity = this.#dialing;
    if (parity === undefined || parity === 'dtr') return;
    const text = V25BIS_FRAME[parity].parse(frame);
    if (!text.ok) return this.#owner.record({ type: 'v25bis.unreadable', because: text.error.message }, this.name);
    this.#owner.record({ type: 'v25bis.message', direction: 'RX', text: text.value }, this.name);
    const message = parseV25bis(text.value);
    if (message !== undefined) this.#tell({ type: 'message', message });
  }

  circuit(name: 'DCD' | 'RI', on: boolean): void {
    this.#owner.record({ type: 'v25bis.circuit', circuit: name, on }, this.name);
    if (name !== 'DCD') return;
    this.#carrier = on;
    this.#tell({ type: 'carrier', on });
  }

  trace(event: DceTrace): void {
    this.#owner.record(event, this.name);
  }

  #tell(event: TerminalEvent): void {
    this.#turnstile.pass(() => {
      const [state, actions] = this.#dialing === 'dtr' ? stepDtr(this.#state, event) : step(this.#state, event);
      this.#state = state;
      for (const action of actions) this.#perform(action);
      this.#noticeChannel();
    });
  }

  #perform(action: TerminalAction): void {
    const call = this.#call;
    switch (action.type) {
      case 'send': {
        const text = v25bisText(action.message);
        this.#owner.record({ type: 'v25bis.message', direction: 'TX', text }, this.name);
        this.#modem.send(V25BIS_FRAME[this.#dialing === 'odd' ? 'odd' : 'none'].serialize(text));
        return;
      }
      case 'offered':
        this.#incoming += 1;
        this.#call = incomingCall(this.name, this.#incoming);
        this.#owner.offered(this, this.#call);
        return;
      case 'connected':
        if (call === undefined) return;
        call.channel = 1;
        call.connected = true;
        this.#owner.connected(this, call);
        return;
      case 'lost':
        if (call === undefined) return;
        this.#owner.disconnected(this, call, NORMAL_CLEARING);
        this.#released(call, NORMAL_CLEARING, true);
        return;
      case 'failed':
        if (call !== undefined) this.#released(call, action.failure === undefined ? 0 : CAUSES[action.failure], false);
        return;
      case 'drop':
        this.#ready.drop();
        return;
      case 'raise':
        this.#ready.follow();
        return;
      case 'start':
        this.#timers.start(action.timer, action.ms);
        return;
      case 'stop':
        this.#timers.stop(action.timer);
    }
  }

  #noticeChannel(): void {
    const free = this.freeChannels;
    if (free === this.#told) return;
    this.#told = free;
    this.#owner.availability(this);
  }

  // ---- hanging up

  #released(call: LineCall, cause: number, byPeer: boolean): void {
    call.clearing = true;
    if (this.#call === call) this.#call = undefined;
    this.#owner.released(this, call, cause, byPeer);
  }

  #lose(): void {
    const call = this.#call;
    if (call === undefined) return;
    if (call.connected) this.#owner.disconnected(this, call, NORMAL_CLEARING);
    this.#end(call, 'hang-up');
  }
}

/** A member of a rotary group dials in-band where its Dialer interface does. */
function dialingBy(own: InterfaceSettings, leader: InterfaceSettings): Parity | 'dtr' | undefined {
  const { dialer } = own.dialer.inBand ? own : leader;
  if (!dialer.inBand) return undefined;
  if (dialer.dtr) return 'dtr';
  return dialer.oddParity ? 'odd' : 'none';
}
