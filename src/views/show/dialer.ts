// `show dialer [interface X]` and `show dialer maps`: dial strings with their statistics, then each B channel with its
// timers, its state and why it was dialled, in the form of 12.x captures.

import { shortInterfaceName } from '../../base/interface-name.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { uptimeStamp } from '../../base/time.ts';
import type { DialerReading, RouterReader } from '../../network/router/readings.ts';
import type { DialerCall, DialerPolicy } from '../../protocols/dialer/types.ts';
import { left, right } from './columns.ts';

export function showDialer(router: RouterReader, interfaceName?: string): readonly string[] {
  const lines: string[] = [];
  for (const dialer of router.dialers()) {
    const block = dialerBlock(router, dialer, interfaceName);
    if (block.length > 0) lines.push(...(lines.length > 0 ? [''] : ['']), ...block);
  }
  return lines;
}

/** The blocks of a dialing interface, or of the one that was asked for. */
function dialerBlock(router: RouterReader, dialer: DialerReading, interfaceName: string | undefined): readonly string[] {
  const own = interfaceName === undefined || interfaceName === dialer.interface;
  if (dialer.profile) return own ? profileBlock(router, dialer) : [];
  const rotary = dialer.interface.startsWith('Dialer');
  const lines: string[] = [];
  if (own && rotary) lines.push(...rotaryHead(router, dialer), '');
  for (const { name: member, channels } of dialer.ports) {
    const wanted = interfaceName === undefined || own || interfaceName === member;
    if (channels[0] === member) {
      if (wanted) lines.push(...inBandBlock(router, dialer, member, rotary), '');
      continue;
    }
    if (wanted) {
      lines.push(`${member} - dialer type = ISDN`);
      if (rotary) lines.push(rotaryLine(dialer, member));
      lines.push('', ...(rotary ? [] : [...statistics(router, dialer), ...loadLines(dialer.policy), ...holdQueueLines(dialer), '']));
    }
    for (const channel of channels) {
      if (wanted || interfaceName === channel) lines.push(...channelBlock(router, dialer, channel), '');
    }
  }
  for (const bundle of bundlesOf(dialer)) if (own || interfaceName === bundle) lines.push(...bundleBlock(dialer, bundle), '');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A line of one channel is that channel: its timers and state come first, its dial strings behind them. */
function inBandBlock(router: RouterReader, dialer: DialerReading, member: string, rotary: boolean): readonly string[] {
  const [, ...rest] = channelBlock(router, dialer, member);
  const reading = router.interface(member);
  const type = reading?.kind === 'async' ? 'ASYNC' : 'SYNC';
  const own = reading?.settings.dialer;
  const ruling = own?.inBand === true ? own : router.interface(dialer.interface)?.settings.dialer;
  const how = ruling?.dtr === true ? `DTR ${type}` : `IN-BAND ${type} ${ruling?.oddParity === true ? 'ODD' : 'NO'}-PARITY`;
  const lines = [`${member} - dialer type = ${how}`, ...(rotary ? [rotaryLine(dialer, member)] : []), ...rest];
  return rotary ? lines : [...lines, ...holdQueueLines(dialer), '', ...statistics(router, dialer)];
}

function bundlesOf({ calls }: DialerReading): readonly string[] {
  return [...new Set(calls.flatMap(({ bundle }) => (bundle === undefined ? [] : [bundle])))];
}

/** A bundle's timers and state; what was dialled stands with its links. */
function bundleBlock(dialer: DialerReading, bundle: string): readonly string[] {
  const call = dialer.calls.find((candidate) => candidate.bundle === bundle);
  if (call === undefined) return [];
  const leftMs = dialer.idleLeftMs(call.id);
  return [
    `${bundle} - dialer type = IN-BAND SYNC NO-PARITY`,
    ...timerLines(withClass(dialer.policy, call)),
    `Dialer state is ${phaseText(call)}`,
    ...(leftMs === undefined ? [] : [`Time until disconnect ${Math.floor(leftMs / 1000)} secs`]),
    `Connected to <unknown phone number>${call.peerName === undefined ? '' : ` (${call.peerName})`}`,
  ];
}

function rotaryHead(router: RouterReader, dialer: DialerReading): readonly string[] {
  const { policy } = dialer;
  return [
    `${dialer.interface} - dialer type = IN-BAND SYNC NO-PARITY`,
    ...loadLines(policy),
    ...timerLines(policy),
    ...holdQueueLines(dialer),
    ...statistics(router, dialer),
  ];
}

/** A profile: its own timers, state and strings; the channels of its calls stand with their interface. */
function profileBlock(router: RouterReader, dialer: DialerReading): readonly string[] {
  const { policy, calls } = dialer;
  const connected = calls.filter(({ connectedAt }) => connectedAt !== undefined);
  const furthest = connected.find(({ phase }) => phase === 'data link layer up') ?? calls[0];
  return [
    `${shortInterfaceName(dialer.interface)} - dialer type = DIALER PROFILE`,
    ...loadLines(policy),
    ...timerLines(policy),
    `Dialer state is ${router.interface(dialer.interface)?.state === 'administratively down' ? 'shutdown' : furthest === undefined ? 'idle' : phaseText(furthest)}`,
    ...holdQueueLines(dialer),
    ...(connected.length === 0 ? [] : [`Number of active calls = ${connected.length}`]),
    '',
    ...statisticsRows(dialer, router.now),
  ];
}

function rotaryLine(dialer: DialerReading, member: string): string {
  const priority = dialer.policy.members.find((candidate) => candidate.interface === member)?.priority ?? 0;
  return `Rotary group ${dialer.interface.slice('Dialer'.length)}, priority = ${priority}`;
}

function statistics(router: RouterReader, dialer: DialerReading): readonly string[] {
  return [
    ...statisticsRows(dialer, router.now),
    `${dialer.screened} incoming call(s) have been screened.`,
    `${dialer.rejectedForCallback} incoming call(s) rejected for callback.`,
  ];
}

function statisticsRows(dialer: DialerReading, now: number): readonly string[] {
  const rows = dialer.statistics.map(({ number, successes, failures, lastDialled, lastStatus }) => {
    const last = lastDialled === undefined ? 'never' : uptimeStamp(now - lastDialled);
    const row = left(number, 17) + right(successes, 9) + right(failures, 11) + right(last, 12) + right(lastStatus, 17);
    // A string of a profile has its class behind it.
    return dialer.profile ? `${row}   ${dialer.policy.maps.find((map) => map.number === number)?.mapClass ?? 'Default'}` : row;
  });
  return ['Dial String      Successes   Failures    Last DNIS   Last status', ...rows];
}

function holdQueueLines({ policy, queued }: DialerReading): readonly string[] {
  if (policy.holdQueuePackets === 0) return [];
  const lines = [`Hold queue is on, ${policy.holdQueuePackets} packets, ${policy.holdQueueTimeoutSeconds} seconds`];
  if (queued > 0) lines.push(`${queued} packet(s) in the hold queue`);
  return lines;
}

function loadLines({ load }: DialerPolicy): readonly string[] {
  return load?.threshold === undefined ? [] : [`Load threshold for dialing additional calls is ${load.threshold.load}`];
}

function timerLines(policy: DialerPolicy): readonly string[] {
  return [
    `Idle timer (${policy.idleTimeoutSeconds} secs), Fast idle timer (${policy.fastIdleSeconds} secs)`,
    `Wait for carrier (${policy.waitForCarrierSeconds} secs), Re-enable (${policy.enableTimeoutSeconds} secs)`,
  ];
}

function channelBlock(router: RouterReader, dialer: DialerReading, channel: string): readonly string[] {
  const bound = router.dialers().find(({ profile, calls }) => profile && calls.some((each) => each.channel === channel));
  const { policy, calls, idleLeftMs } = bound ?? dialer;
  const call = calls.find((candidate) => candidate.channel === channel);
  const lines = [`${channel} - dialer type = ISDN`, ...timerLines(withClass(policy, call))];
  if (router.interface(channel)?.state === 'administratively down') return [...lines, 'Dialer state is shutdown'];
  if (call === undefined) return [...lines, 'Dialer state is idle'];
  lines.push(`Dialer state is ${stateText(call)}`);
  const reason = reasonText(call);
  if (reason !== undefined) lines.push(`Dial reason: ${reason}`);
  if (bound !== undefined) lines.push(`Interface bound to profile ${shortInterfaceName(bound.interface)}`);
  // The links of a bundle are idle together: it is told of the bundle.
  const leftMs = call.bundle === undefined ? idleLeftMs(call.id) : undefined;
  if (leftMs !== undefined) lines.push(`Time until disconnect ${Math.floor(leftMs / 1000)} secs`);
  if (call.connectedAt !== undefined) {
    const name = call.peerName ?? call.map?.name;
    lines.push(`Connected to ${call.number === '' ? '<unknown phone number>' : call.number}${name === undefined ? '' : ` (${name})`}`);
  }
  return lines;
}

/** A map class's timers are those of its calls. */
function withClass(policy: DialerPolicy, call: DialerCall | undefined): DialerPolicy {
  const mapClass = call?.map?.mapClass === undefined ? undefined : policy.mapClasses.get(call.map.mapClass);
  if (mapClass === undefined) return policy;
  return {
    ...policy,
    idleTimeoutSeconds: mapClass.idleTimeoutSeconds ?? policy.idleTimeoutSeconds,
    fastIdleSeconds: mapClass.fastIdleSeconds ?? policy.fastIdleSeconds,
    waitForCarrierSeconds: mapClass.waitForCarrierSeconds ?? policy.waitForCarrierSeconds,
    enableTimeoutSeconds: mapClass.enableTimeoutSeconds ?? policy.enableTimeoutSeconds,
  };
}

function stateText(call: DialerCall): string {
  return call.bundle !== undefined && call.phase === 'data link layer up' ? 'multilink member' : phaseText(call);
}

function phaseText(call: DialerCall): string {
  switch (call.phase) {
    case 'dialing':
      return 'dialing';
    case 'data link layer up':
      return 'data link layer up';
    case 'disconnecting':
      return 'disconnecting';
    default:
      return 'physical layer up';
  }
}

function reasonText({ reason }: DialerCall): string | undefined {
  switch (reason.kind) {
    case 'packet':
      return `ip (s=${formatIpv4(reason.source)}, d=${formatIpv4(reason.destination)})`;
    case 'callback':
      return 'Callback return call';
    case 'exec':
      return 'Dialing on user request';
    case 'watch':
      return 'Dialing on watched route loss';
    case 'persistent':
      return 'Dialing to keep the connection up';
    case 'load':
      return reason.bundle ? 'Multilink bundle overloaded' : 'Rotary group overloaded';
    case 'answered':
      return undefined;
  }
}

export function showDialerMaps(router: RouterReader): readonly string[] {
  const lines: string[] = [];
  for (const dialer of router.dialers()) {
    for (const row of dialer.maps) {
      const name = row.name === undefined ? '' : ` name ${row.name}`;
      const where = row.interface ?? dialer.interface;
      lines.push(`${row.dynamic ? 'Dynamic' : 'Static'} dialer map ip ${formatIpv4(row.nextHop)}${name} (${row.number ?? ''}) on ${where}`);
    }
  }
  return lines;
}
