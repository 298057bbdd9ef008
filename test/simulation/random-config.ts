// The configurations of a random lab's routers: what a hub and its spokes say of each other, over whatever lines they have.
// Timers, queues and the like are chance; everything else is as random-lab.ts has described it.

import type { RandomStream } from '../../src/engine/random.ts';
import { AUX_LINE, DIAL_SCRIPT, GULLIBLE_SCRIPT, TTY_LINES } from '../support/modems.ts';
import { controllerLines } from '../support/primary.ts';
import { hubAddress, hubMembers, insideAddress, leasedAddress, membersOf, pick, spokeAddress, TRUNK_SWITCHES, type Hub, type Leased, type Media, type Mistake, type Spoke, type Wire } from './random-lab.ts';

const ENDING = ['dialer-list 1 protocol ip permit', 'map-class dialer BACK', ' dialer callback-server username', 'map-class dialer PLAIN', ' dialer idle-timeout 45', 'end', ''];
const MASK = '255.255.255.0';

export function hubConfig(chance: RandomStream, hub: Hub): string {
  const { name, media, arrangement, protocol, spokes } = hub;
  const accept = spokes.some(({ callback }) => callback) ? [' ppp callback accept', ...(hub.secure ? [' dialer callback-secure'] : [])] : [];
  const common = [' encapsulation ppp', ' dialer-group 1', ...timers(chance, media), ...accept, ...authentication(protocol, name), ...multilink(chance, hub.multilink), ...linkLayer(hub.number)];
  const maps = spokes.map((spoke) => {
    const mapClass = classOf(spoke);
    return ` dialer map ip ${spokeAddress(hub, spoke)} name ${spoke.name}${mapClass === undefined ? '' : ` class ${mapClass}`} broadcast ${numberOf(hub, spoke)}`;
  });
  const lines = [
    `hostname ${name}`,
    ...spokes.flatMap((spoke) => (spoke.mistake === 'no user' ? [] : [user(protocol, spoke.name, spoke.mistake === 'wrong secret')])),
    ...beforeInterfaces(chance, media, arrangement === 'pri' ? hub.trunk : undefined),
  ];
  const address = ` ip address 10.${hub.index}.0.1 ${MASK}`;
  const inBand = media === 'isdn' ? [] : [...asyncMode(media), ' dialer in-band'];
  const members = hubMembers(hub);
  switch (arrangement) {
    case 'pri':
      lines.push(`interface Serial0:${hub.trunk === 'T1' ? 23 : 15}`, address, ...common, ...maps);
      break;
    case 'single':
      lines.push(`interface ${members[0]}`, address, ...inBand, ...common, ...maps);
      break;
    case 'rotary':
      lines.push('interface Dialer1', ' dialer in-band', address, ...common, ...redial(chance), ...maps);
      for (const member of members) lines.push(`interface ${member}`, ...inBand, ...(media === 'isdn' ? [] : [' encapsulation ppp']), ' dialer rotary-group 1');
      break;
    case 'profiles':
      for (const member of members) {
        const bundles = hub.multilink ? [' ppp multilink'] : [];
        lines.push(`interface ${member}`, ' no ip address', ' encapsulation ppp', ...inBand, ' dialer pool-member 1', ...accept.slice(0, 1), ...authentication(protocol, name), ...bundles);
      }
      for (const spoke of spokes) {
        const mapClass = classOf(spoke);
        lines.push(`interface Dialer${spoke.index}`, ` ip address ${hubAddress(hub, spoke)} ${MASK}`, ' dialer pool 1', ` dialer remote-name ${spoke.name}`);
        lines.push(` dialer string ${numberOf(hub, spoke)}${mapClass === undefined ? '' : ` class ${mapClass}`}`, ...common, ...redial(chance));
      }
  }
  return [...lines, ...hubLeased(hub), ...ENDING.slice(0, -2), ...lineLines(media, members.length, undefined), ...ENDING.slice(-2)].join('\n');
}

/** By which the hub calls the spoke. */
function numberOf({ spokes }: Hub, spoke: Spoke): string {
  if (spoke.mistake !== 'other number') return spoke.number;
  return spokes.find((each) => each !== spoke)?.number ?? '5990000';
}

/** Whoever calls the line speaks PPP at once. */
function asyncMode(media: Hub['media']): readonly string[] {
  return media === 'async' ? [' async mode dedicated'] : [];
}

export function spokeConfig(chance: RandomStream, hub: Hub, spoke: Spoke): string {
  const { name, mistake } = spoke;
  const { media } = hub;
  const number = mistake === 'wrong number' ? '5990000' : hub.number;
  const ppp = mistake !== 'no ppp';
  const own = membersOf(media, 1)[0] ?? '';
  const inBand = [...asyncMode(media), ...(media === 'isdn' || mistake === 'no in-band' ? [] : [' dialer in-band'])];
  const settings = [
    ` ip address ${spokeAddress(hub, spoke)} ${MASK}`,
    ...(ppp ? [' encapsulation ppp'] : []),
    ' dialer-group 1',
    ...timers(chance, media),
    ...(ppp ? [...(spoke.callback ? [' ppp callback request'] : []), ...authentication(hub.protocol, name), ...multilink(chance, spoke.multilink), ...linkLayer(spoke.number)] : []),
  ];
  const lines = [`hostname ${name}`, user(hub.protocol, hub.name, false), ...beforeInterfaces(chance, media, undefined, mistake), `interface ${own}`, ...overlap(media, spoke.number)];
  if (spoke.profile) {
    lines.push(' no ip address', ...inBand, ' dialer pool-member 1', ...(media === 'isdn' ? [] : [' encapsulation ppp', ...authentication(hub.protocol, name)]));
    if (spoke.multilink) lines.push(' ppp multilink');
    lines.push('interface Dialer1', ...settings, ' dialer pool 1', ` dialer remote-name ${hub.name}`, ` dialer string ${number}`, ...redial(chance));
  } else {
    const to = (nextHop: string): string => ` dialer map ip ${nextHop} name ${hub.name} broadcast ${number}`;
    lines.push(...inBand, ...settings, ...(ppp || media !== 'async' ? [to(hubAddress(hub, spoke))] : [` dialer string ${number}`]));
    if (spoke.leased?.way === 'watch') lines.push(to(network(insideAddress(hub))));
  }
  const dialing = spoke.profile ? 'Dialer1' : own;
  return [...lines, ...spokeLeased(hub, spoke, dialing), ...ENDING.slice(0, -2), ...lineLines(media, 1, mistake), ...ENDING.slice(-2)].join('\n');
}

/** Some exchanges give called numbers in parts (`digitsAtOnce`), and some routers wait for more whether any comes or not. */
function overlap(media: Media, number: string): readonly string[] {
  return media === 'isdn' && Number(number) % 2 === 0 ? [' isdn overlap-receiving t302 500'] : [];
}

/** What PPP does below the network, by the number: what only one end has, or each in its own way, comes to nothing. */
function linkLayer(number: string): readonly string[] {
  const fields = [' ppp pfc local request', ' ppp acfc local request', ' ppp pfc remote apply', ' ppp acfc remote apply'];
  return [[], [' compress stac'], [' compress predictor', ' ppp quality 50'], fields, [' ppp quality 80'], [' compress stac', ...fields]][Number(number) % 6] ?? [];
}

/** A modem must have hung up before its line is dialled through again, and whoever is called back by one must wait longer. */
function timers(chance: RandomStream, media: Media): readonly string[] {
  const isdn = media === 'isdn';
  return [
    ` dialer idle-timeout ${pick(chance, [20, 30, 60])}`,
    ` dialer enable-timeout ${pick(chance, isdn ? [1, 2, 5] : [4, 8, 15])}`,
    ` dialer fast-idle ${pick(chance, [3, 10, 20])}`,
    ...(isdn ? [] : [' dialer wait-for-carrier-time 60']),
    ...(chance.below(2) === 0 ? [` dialer hold-queue ${pick(chance, [1, 5, 20])} timeout ${pick(chance, isdn ? [10, 30, 60] : [60, 90])}`] : []),
  ];
}

/** What failed is tried again, and then not for a while. */
function redial(chance: RandomStream): readonly string[] {
  return [
    ...(chance.below(3) === 0 ? [` dialer redial interval ${pick(chance, [5, 8])} attempts ${pick(chance, [1, 3, 5])} re-enable ${pick(chance, [5, 20])}`] : []),
    ...(chance.below(4) === 0 ? [` dialer wait-for-line-protocol ${pick(chance, [20, 40])}`] : []),
  ];
}

/** A threshold of 1 brings the next link up for a few packets. */
function multilink(chance: RandomStream, on: boolean): readonly string[] {
  if (!on) return [];
  return [
    ' load-interval 30',
    ' ppp multilink',
    ...(chance.below(3) > 0 ? [` dialer load-threshold ${pick(chance, [1, 5, 60])} ${pick(chance, ['either', 'inbound', 'outbound'])}`] : []),
    ...(chance.below(4) === 0 ? [` ppp multilink fragment delay ${pick(chance, [10, 30])}`] : []),
    ...(chance.below(4) === 0 ? [' ppp multilink interleave'] : []),
    ...(chance.below(2) === 0 ? bandwidthAllocation(chance) : []),
  ];
}

/** Each end by itself: what one asks for the other may refuse. */
function bandwidthAllocation(chance: RandomStream): readonly string[] {
  const some = (lines: readonly string[]): readonly string[] => lines.filter(() => chance.below(2) === 0);
  const rare = (lines: readonly string[]): readonly string[] => lines.filter(() => chance.below(6) === 0);
  return [
    ' ppp multilink bap',
    ...some([' ppp bap call request', ' ppp bap callback request', ' ppp bap callback accept']),
    ...rare([' no ppp bap call accept', ' no ppp bap drop accept', ' no ppp bap drop request', ' ppp bap drop after-retries', ' no ppp bap monitor load', ' ppp bap timeout pending 5', ' ppp bap max dial-attempts 2']),
  ];
}

function authentication(protocol: 'chap' | 'pap', name: string): readonly string[] {
  return protocol === 'chap' ? [' ppp authentication chap'] : [' ppp authentication pap', ` ppp pap sent-username ${name} password S${name}`];
}

/** Both know one secret for CHAP; for PAP each has its own, which its name tells. */
function user(protocol: 'chap' | 'pap', name: string, wrong: boolean): string {
  return `username ${name} password ${wrong ? 'WRONG' : protocol === 'chap' ? 'COMMON' : `S${name}`}`;
}

function classOf(spoke: Spoke): string | undefined {
  if (!spoke.callback || spoke.mistake === 'no class') return undefined;
  return spoke.mistake === 'no callback server' ? 'PLAIN' : 'BACK';
}

function beforeInterfaces(chance: RandomStream, media: Media, trunk: Hub['trunk'] | undefined, mistake?: Mistake): readonly string[] {
  if (trunk !== undefined) return [`isdn switch-type ${TRUNK_SWITCHES[trunk]}`, ...controllerLines(trunk)];
  if (media === 'isdn') return ['isdn switch-type basic-ni'];
  return media === 'async' && mistake !== 'no script' ? [chance.below(4) === 0 ? GULLIBLE_SCRIPT : DIAL_SCRIPT] : [];
}

/** A router with one line has it on its auxiliary port. */
function lineLines(media: Media, count: number, mistake: Mistake | undefined): readonly string[] {
  if (media !== 'async') return [];
  const lines = count === 1 ? AUX_LINE : TTY_LINES;
  return mistake === 'no modem' ? lines.filter((line) => line !== ' modem InOut') : lines;
}

// ---- leased lines

function network(address: string): string {
  return address.replace(/\d+$/, '0');
}

/** The line, or the bundle of two: which has the address, and those that carry it. */
function leasedInterfaces(spoke: Spoke, leased: Leased, end: keyof Wire, address: string): readonly string[] {
  const [first, second] = leased.wires.map((wire) => wire[end]);
  const addressed = ` ip address ${address} ${MASK}`;
  if (first === undefined) return [];
  if (second === undefined) return [`interface ${first}`, addressed, ...(leased.encapsulation === 'ppp' ? [' encapsulation ppp'] : [])];
  const bundle = spoke.index;
  const links = [first, second].flatMap((name) => [`interface ${name}`, ' encapsulation ppp', ' ppp multilink', ` ppp multilink group ${bundle}`]);
  return [`interface Multilink${bundle}`, addressed, ' ppp multilink', ...links];
}

function hubLeased(hub: Hub): readonly string[] {
  const lines: string[] = [];
  const networks: string[] = [];
  for (const spoke of hub.spokes) {
    if (spoke.leased === undefined) continue;
    lines.push(...leasedInterfaces(spoke, spoke.leased, 'hubInterface', leasedAddress(hub, spoke, 1)));
    if (spoke.leased.way === 'watch') networks.push(` network 172.${16 + hub.index}.0.0`);
  }
  if (lines.length === 0) return [];
  lines.push('interface Loopback0', ` ip address ${insideAddress(hub)} ${MASK}`);
  if (networks.length > 0) lines.push('router rip', ' version 2', ...new Set(networks), ` network ${network(insideAddress(hub))}`);
  return lines;
}

function spokeLeased(hub: Hub, spoke: Spoke, dialing: string): readonly string[] {
  const { leased } = spoke;
  if (leased === undefined) return [];
  const inside = network(insideAddress(hub));
  const lines = [...leasedInterfaces(spoke, leased, 'spokeInterface', leasedAddress(hub, spoke, 2))];
  if (leased.way === 'backup') lines.push(` backup interface ${dialing}`, ' backup delay 3 5');
  if (leased.way === 'watch' && !spoke.profile) lines.push(`interface ${dialing}`, ' dialer watch-group 1');
  if (leased.way === 'watch') {
    lines.push('router rip', ' version 2', ` network 172.${16 + hub.index}.0.0`);
    lines.push(`dialer watch-list 1 ip ${inside} ${MASK}`);
  } else lines.push(`ip route ${inside} ${MASK} ${leasedAddress(hub, spoke, 1)}`);
  lines.push(`ip route ${inside} ${MASK} ${hubAddress(hub, spoke)} 200`);
  return lines;
}
