// `debug aaa authentication|authorization|accounting`: how questions walk through their method lists, in the form of the samples
// of the 12.2 debug command reference. The number in parentheses is the question's, from its first line to its last; what
// is said of a list that is not configured is our own wording.

import type { RouterReader } from '../../network/router/readings.ts';
import type { TraceEvent, TraceRecord } from '../../network/trace.ts';

type Begun = Extract<TraceEvent, { type: 'aaa.begun' }>;
type Listed = Extract<TraceEvent, { type: 'aaa.list' }>;
type Recorded = Extract<TraceEvent, { type: 'aaa.record' }>;

export function aaaDebug(record: TraceRecord, router: RouterReader): readonly string[] {
  const { event } = record;
  const on = (topic: string): boolean => router.debugging.has(`aaa.${topic}`);
  if (event.type === 'aaa.record') return on('accounting') ? recordLines(event) : [];
  if (event.type === 'aaa.continued') return on('authentication') ? [`AAA/AUTHEN/CONT (${event.id}): continue_login (user='${event.user ?? '(undef)'}')`] : [];
  if (!('what' in event) || !event.type.startsWith('aaa.') || !on(String(event.what))) return [];
  switch (event.type) {
    case 'aaa.begun':
      return begunLines(event);
    case 'aaa.list':
      return listLines(event, record.interface ?? '');
    case 'aaa.method':
      return [`${LABELS[event.what]} (${event.id}): Method=${methodText(event.method, event.group)}`];
    case 'aaa.status':
      return [statusLine(event)];
    case 'aaa.decided':
      return event.what === 'authorization' ? event.pairs.map(({ name, value, mandatory }) => `AAA/AUTHOR (${event.id}): Processing AV ${name}${mandatory ? '=' : '*'}${value}`) : [];
    default:
      return [];
  }
}

const LABELS = { authentication: 'AAA/AUTHEN/START', authorization: 'AAA/AUTHOR', accounting: 'AAA/ACCT' } as const;
const AUTHEN_TYPES = { ascii: 1, pap: 2, chap: 3, 'ms-chap': 5 } as const;
const SERVICES: Readonly<Record<string, number>> = { login: 1, enable: 2, ppp: 3 };

function begunLines(event: Begun): readonly string[] {
  const { id, what, port, list, service, remote, user = '' } = event;
  if (what === 'authentication') {
    return [
      `AAA/AUTHEN: create_user user='${user}' ruser='' port='${port}' rem_addr='${remote}' authen_type=${AUTHEN_TYPES[event.proof ?? 'ascii']} service=${SERVICES[service] ?? 1} priv=${event.privilege ?? 1}`,
      `AAA/AUTHEN/START (${id}): port='${port}' list='${list}' action=LOGIN service=${service.toUpperCase()}`,
    ];
  }
  if (what === 'accounting') return [];
  return [
    `AAA/AUTHOR (${id}): Port='${port}' list='${list}' service=${service === 'shell' ? 'EXEC' : service === 'outbound' ? 'OUTBOUND' : 'NET'}`,
    `AAA/AUTHOR (${id}): user='${user}'`,
    ...(event.pairs ?? []).map(({ name, value, mandatory }) => `AAA/AUTHOR (${id}): send AV ${name}${mandatory ? '=' : '*'}${value}`),
  ];
}

function listLines({ id, what, list }: Listed, port: string): readonly string[] {
  if (what === 'accounting') return [];
  const label = LABELS[what];
  if (list === undefined) return [`${label} (${id}): no such method list`];
  if (list === 'default') return [`${label} (${id}): using "default" list`];
  if (list !== '') return [`${label} (${id}): found list ${list}`];
  return [`${label} (${id}): ${port === 'tty0' ? 'console' : 'non-console'}, no list - default methods`];
}

function methodText(method: string, group: string | undefined): string {
  const name = method.toUpperCase();
  return group === undefined || group === method ? name : `${group} (${method})`;
}

const STATUS: Readonly<Record<string, string>> = { pass: 'PASS', fail: 'FAIL', error: 'ERROR', 'get-user': 'GETUSER', 'get-password': 'GETPASS', 'get-data': 'GETDATA' };

function statusLine(event: Extract<TraceEvent, { type: 'aaa.status' }>): string {
  const word = STATUS[event.status] ?? '';
  if (event.what === 'authentication') return `AAA/AUTHEN (${event.id}): status = ${word}`;
  if (event.what === 'accounting') return `AAA/ACCT (${event.id}): status = ${word}`;
  return `AAA/AUTHOR (${event.id}): Post authorization status = ${event.status === 'pass' ? (event.replaces === true ? 'PASS_REPL' : 'PASS_ADD') : word}`;
}

function recordLines({ record, service, port, pairs }: Recorded): readonly string[] {
  const what = service === 'shell' ? 'EXEC' : 'NET';
  const where = port.startsWith('tty') ? `line ${port.slice(3)}` : port;
  if (record === 'start') return [`AAA/ACCT: ${what} acct start, ${where}`];
  return [`AAA/ACCT: ${what} acct ${record}, ${where}:\n${pairs.map(({ name, value }) => `${name}=${value}`).join(' ')}`];
}
