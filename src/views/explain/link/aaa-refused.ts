// Why somebody was turned away whom AAA could judge: a server of the lab says in its own log what was wrong with him, a method list of
// authorization has nothing that knows him, or no method of it could say. No password is read: the line to change is where the
// other end keeps its own, and SECRET stands for the one that the server has.

import { aaaSettings, type AaaMethod } from '../../../config/aaa-settings.ts';
import { formatIpv4 } from '../../../base/ipv4.ts';
import type { TraceRecord } from '../../../network/trace.ts';
import type { AuthName } from '../../../protocols/ppp/trace.ts';
import { addLine, typeAtPc, type Change } from '../cures/changes.ts';
import { eventsOf, type CallSide } from '../attempt/calls.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { Plant } from '../plant.ts';
import { ownSecret, SECRET, type SecretEnd } from '../cures/shared-secrets.ts';

/** Whom the end's AAA judged, by which protocol, and what the two ends are called to each other. */
export interface Judged {
  readonly side: CallSide;
  readonly peer: CallSide | undefined;
  readonly name: string;
  readonly protocol: AuthName;
  /** What the end that judged, and the one that was judged, are to each other. */
  readonly ends: { readonly judging: SecretEnd; readonly proving: SecretEnd } | undefined;
}

export function explainRejected(judged: Judged, { plant, records }: Pick<Circumstances, 'plant' | 'records'>): Diagnosis {
  const { side, peer, name, protocol } = judged;
  const { device } = side;
  const told = records.findLast(({ at, event }) => event.type === 'aaaServer.authenticated' && !event.accepted && event.user === name && at >= (side.connectedAt ?? 0));
  const server = serverOf(side);
  if (told?.event.type !== 'aaaServer.authenticated') return diagnosis('AAA-REJECTED', `${server} said no to ${name}, whom ${device} asked it about`);
  const whom = peer?.device ?? 'its peer';
  switch (told.event.because ?? 'not-allowed') {
    case 'unknown-user':
      return diagnosis('AAA-REJECTED', `${server} has no user ${name}, whom ${device} asked it about`, ...rename(judged, told, plant));
    case 'wrong-password':
      return diagnosis('AAA-REJECTED', `${server}, which ${device} asked, has another password for ${name} than the one that ${whom} proved itself by`, ...password(judged, plant));
    case 'not-allowed':
      return diagnosis('AAA-REJECTED', `${server}, which ${device} asked, has no password of ${name} for ${protocol}`);
  }
}

/** Another name by which the router means whoever called, if the server has that. */
function rename({ side, peer, name, ends }: Judged, { device: server }: TraceRecord, plant: Plant): readonly Change[] {
  if (peer === undefined) return [];
  if (plant.lab.pcs?.some((pc) => pc.name === peer.device) === true) return [typeAtPc(peer.device, 'set user')];
  const meant = plant.mapTo(side.device, peer.device)?.map.name;
  const known = plant.lab.aaaServers?.find((each) => each.name === server)?.users.some((user) => user.name === meant) === true;
  if (meant === undefined || meant === name || !known) return [];
  const block = `interface ${ends?.proving.settings?.name ?? peer.dialing}`;
  const own = ends?.proving.settings?.ppp.chapHostname;
  if (own === undefined) return [{ router: peer.device, verb: 'change', line: `hostname ${name}`, to: `hostname ${meant}` }];
  return [{ router: peer.device, block, verb: 'change', line: `ppp chap hostname ${own}`, to: `ppp chap hostname ${meant}` }];
}

function password({ peer, protocol, ends }: Judged, plant: Plant): readonly Change[] {
  if (peer === undefined) return [];
  if (ends !== undefined) return ownSecret(ends.proving, ends.judging, protocol, plant);
  return plant.lab.pcs?.some((pc) => pc.name === peer.device) === true ? [typeAtPc(peer.device, `set password ${SECRET}`)] : [];
}

/** By which protocol's closing words PPP tells of it, where it was not the link itself. */
export const NOT_AUTHORISED_FOR = ['not authorised for PPP', 'not authorised for IP'] as const;

export function explainNotAuthorised(side: CallSide, name: string, { plant, records }: Pick<Circumstances, 'plant' | 'records'>): Diagnosis {
  const { device } = side;
  const decided = eventsOf(side, 'aaa.decided').findLast(({ what, outcome }) => what === 'authorization' && outcome !== 'pass');
  const knows = `${device} knows that it is ${name}`;
  const list = eventsOf(side, 'aaa.begun').findLast(({ id }) => id === decided?.id)?.list ?? '';
  const line = `aaa authorization network ${list === '' ? 'default' : list}`;
  const methods = methodsOf(device, list, plant);
  if (decided?.outcome === 'error') {
    return diagnosis(
      'AAA-NOT-AUTHORISED',
      `${knows}, and nobody in its list of authorization could say what ${name} may do`,
      methods && { router: device, verb: 'change', line: `${line} ${wordsOf(methods)}`, to: `${line} ${wordsOf(methods)} if-authenticated` },
    );
  }
  if (decided?.method === 'local' || decided?.method === 'local-case') {
    const servers = groupsThatKnow(side, device, plant);
    return diagnosis(
      'AAA-NOT-AUTHORISED',
      `${knows}, and its list of authorization goes by its own users, of whom ${name} is none`,
      methods && servers.length > 0 ? { router: device, verb: 'change', line: `${line} ${wordsOf(methods)}`, to: `${line} ${wordsOf([...servers, ...methods])}` } : addLine(device, `username ${name} password ${SECRET}`),
    );
  }
  const refused = records.findLast(({ at, event }) => event.type === 'aaaServer.authorized' && !event.accepted && event.user === name && at >= (side.connectedAt ?? 0))?.event;
  const what = refused?.type === 'aaaServer.authorized' ? refused.service : 'to use the link';
  return diagnosis('AAA-NOT-AUTHORISED', `${knows}, and ${serverOf(side)} does not allow ${name} ${what}`);
}

function methodsOf(device: string, list: string, plant: Plant): readonly AaaMethod[] | undefined {
  const config = plant.routers.get(device)?.config;
  return config === undefined ? undefined : aaaSettings(config).authorization.network.get(list === '' ? 'default' : list);
}

/** The groups of servers that the list of authentication asks: one of them knew who it is. */
function groupsThatKnow(side: CallSide, device: string, plant: Plant): readonly AaaMethod[] {
  const decided = eventsOf(side, 'aaa.decided').findLast(({ what }) => what === 'authentication');
  const config = plant.routers.get(device)?.config;
  if (config === undefined || (decided?.method !== 'radius' && decided?.method !== 'tacacs+')) return [];
  const list = eventsOf(side, 'aaa.begun').findLast(({ id }) => id === decided.id)?.list ?? '';
  return (aaaSettings(config).ppp.get(list === '' ? 'default' : list) ?? []).filter(({ kind }) => kind === 'group');
}

function wordsOf(methods: readonly AaaMethod[]): string {
  return methods.map((method) => (method.kind === 'group' ? `group ${method.group}` : method.kind)).join(' ');
}

/** Whom the router asked last. */
export function serverOf(side: CallSide): string {
  const radius = eventsOf(side, 'radius.received').at(-1)?.server ?? eventsOf(side, 'radius.sent').at(-1)?.server;
  const server = radius ?? eventsOf(side, 'tacacs.received').at(-1)?.server ?? eventsOf(side, 'tacacs.sent').at(-1)?.server;
  return server === undefined ? 'the AAA server' : `the AAA server ${formatIpv4(server)}`;
}

