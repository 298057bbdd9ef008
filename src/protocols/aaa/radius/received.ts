// A datagram that comes to the RADIUS client: it is dropped unless it parses, answers something that is out to just that server
// and port, and is signed with the secret shared with it (RFC 2865 §3, RFC 2866 §3). A reply of the wrong kind is dropped, too.

import { RADIUS, RADIUS_CODE, type RadiusPacket } from '../../../wire/radius.ts';
import { attributeOf, RADIUS_ATTRIBUTE, textOf } from '../../../wire/radius-attributes.ts';
import { counted, serverKey } from '../server-counters.ts';
import type { RadiusTrace } from '../trace.ts';
import { NO_ATTRIBUTES, type AaaClientEvent, type AaaCounters, type AaaReply, type RadiusServerSettings } from '../types.ts';
import { attributesOfAccept } from './accepted.ts';
import { attributeTexts, CODE_NAMES } from './attribute-text.ts';
import { revive } from './dead-servers.ts';
import { isSignedReply } from './secret.ts';
import { exchangeOf, portsOf, put, serverOf, type Exchange, type Turn } from './state.ts';

type Dropped = Extract<RadiusTrace, { type: 'radius.dropped' }>['why'];

export interface Answered {
  readonly exchange: Exchange;
  readonly reply: AaaReply;
}

/** Undefined where what came is dropped. */
export function received(turn: Turn, { from, fromPort, octets }: Extract<AaaClientEvent<RadiusServerSettings>, { type: 'datagram' }>): Answered | undefined {
  const identifier = octets[1] ?? 0;
  const drop = (why: Dropped): undefined => {
    countDropped(turn, from, fromPort, why);
    turn.actions.push({ type: 'trace', event: { type: 'radius.dropped', server: from, port: fromPort, identifier, why } });
    return undefined;
  };
  const parsed = RADIUS.parse(octets);
  if (!parsed.ok) return drop('malformed');
  const packet = parsed.value;
  const found = exchangeOf(turn.state, from, fromPort, packet.identifier);
  const server = found === undefined ? undefined : serverOf(found.exchange);
  if (found === undefined || server === undefined) return drop(isServer(turn, from, fromPort) ? 'unknown-identifier' : 'unknown-server');
  const { exchange, packet: out } = found;
  if (!isSignedReply(octets, out.authenticator, server.key)) {
    put(turn, { ...exchange, sawBadAuthenticator: true });
    return drop('wrong-authenticator');
  }
  const code = CODE_NAMES[packet.code] ?? String(packet.code);
  const attributes = attributeTexts(packet.attributes);
  turn.actions.push({ type: 'trace', event: { type: 'radius.received', server: from, port: fromPort, code, identifier, lengthOctets: octets.length, attributes } });
  const reply = replyOf(exchange, packet);
  if (reply === undefined) return drop('malformed');
  revive(turn, server);
  const counts: Partial<AaaCounters> = reply.type === 'pass' ? { accepts: 1 } : reply.type === 'ask' ? { challenges: 1 } : { rejects: 1 };
  const key = serverKey(server.address, portsOf(server));
  turn.state = { ...turn.state, servers: counted(turn.state.servers, key, exchange.request.kind, { ...counts, responseMs: turn.now - exchange.sentAt }) };
  const state = attributeOf(packet, RADIUS_ATTRIBUTE.state);
  return { exchange: { ...exchange, challengeState: reply.type === 'ask' ? state : undefined }, reply };
}

function replyOf({ request }: Exchange, packet: RadiusPacket): AaaReply | undefined {
  const text = textOf(packet, RADIUS_ATTRIBUTE.replyMessage);
  const message = text === undefined ? {} : { message: text };
  if (request.kind === 'accounting') return packet.code === RADIUS_CODE.accountingResponse ? { type: 'pass', attributes: NO_ATTRIBUTES } : undefined;
  switch (packet.code) {
    case RADIUS_CODE.accessAccept:
      return { type: 'pass', attributes: attributesOfAccept(packet), ...message };
    case RADIUS_CODE.accessReject:
      return { type: 'fail', ...message };
    case RADIUS_CODE.accessChallenge:
      // RFC 2865 §4.4: whoever cannot ask the user takes it for a reject.
      return request.proof.kind === 'ascii' ? { type: 'ask', what: 'data', prompt: text ?? 'Password: ', echo: false } : { type: 'fail', ...message };
    default:
      return undefined;
  }
}

function isServer(turn: Turn, address: number, port: number): boolean {
  return [...turn.state.servers.values()].some((server) => server.address === address && server.ports.includes(port));
}

function countDropped(turn: Turn, address: number, port: number, why: Dropped): void {
  for (const [key, server] of turn.state.servers) {
    if (server.address !== address || !server.ports.includes(port)) continue;
    const kind = server.ports[1] === port ? 'accounting' : 'authentication';
    const counts: Partial<AaaCounters> = why === 'wrong-authenticator' ? { badAuthenticators: 1 } : why === 'malformed' ? { errors: 1 } : { unexpected: 1 };
    turn.state = { ...turn.state, servers: counted(turn.state.servers, key, kind, counts) };
    return;
  }
}
