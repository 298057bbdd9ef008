// The rules of RIP one by one: what is told where, what is believed, and the life of a route.

import { describe, expect, it } from 'vitest';
import { maskOf, parseIpv4, formatIpv4, prefixLength } from '../../../../src/base/ipv4.ts';
import { entriesFor, RIP_MULTICAST } from '../../../../src/protocols/rip/output.ts';
import { keyOf, readDatabase, readRoutes } from '../../../../src/protocols/rip/readers.ts';
import { createRip, RIP_DEFAULT_TIMES, step, type RipState } from '../../../../src/protocols/rip/rip.ts';
import type { RipAction, RipEvent, RipInterface, RipLocal, RipPolicy, RipVersion } from '../../../../src/protocols/rip/types.ts';
import type { RipEntry, RipRouteEntry } from '../../../../src/wire/rip.ts';

const ip = (text: string): number => parseIpv4(text) ?? 0;
const net = (text: string): { prefix: number; mask: number } => {
  const [address = '', length = '0'] = text.split('/');
  return { prefix: ip(address), mask: maskOf(Number(length)) };
};
const shown = ({ prefix, mask, metric }: { prefix: number; mask: number; metric: number }): string => `${formatIpv4(prefix)}/${prefixLength(mask)} ${metric}`;

function serial(name: string, address: string, more: Partial<RipInterface> = {}): RipInterface {
  const { prefix, mask } = net(address);
  return { name, address: prefix, mask, passive: false, splitHorizon: true, sends: [1], receives: [1, 2], broadcastsVersion2: false, unnumbered: false, ...more };
}
const connected = (network: string, name: string): RipLocal => ({ ...net(network), metric: 1, origin: 'connected', interface: name });

const SERIAL0 = serial('Serial0', '10.1.1.1/24');
const ETHERNET0 = serial('Ethernet0', '10.2.2.1/24');
const policy = (more: Partial<RipPolicy> = {}): RipPolicy => ({
  interfaces: [SERIAL0, ETHERNET0],
  locals: [connected('10.1.1.0/24', 'Serial0'), connected('10.2.2.0/24', 'Ethernet0')],
  preferred: new Set(),
  autoSummary: true,
  neighbors: [],
  times: RIP_DEFAULT_TIMES,
  maximumPaths: 4,
  ...more,
});

class Machine {
  state: RipState = createRip();
  now = 0;
  actions: readonly RipAction[] = [];

  constructor(first: RipPolicy) {
    this.tell({ type: 'configure', policy: first });
    this.tell({ type: 'timer', timer: 'triggered' });
  }

  tell(event: RipEvent): readonly RipAction[] {
    const [state, actions] = step(this.state, event, this.now);
    this.state = state;
    this.actions = actions;
    return actions;
  }

  hear(entries: readonly string[], { from = '10.1.1.2', on = 'Serial0', version = 1 as RipVersion, port = 520, own = false } = {}): readonly RipAction[] {
    const list = entries.map((entry): RipEntry => {
      const [network = '', metric = '1', via = '0.0.0.0'] = entry.split(' ');
      const { prefix, mask } = net(network);
      return { kind: 'route', family: 2, tag: 0, prefix, mask: version === 1 ? 0 : mask, nextHop: ip(via), metric: Number(metric) };
    });
    return this.tell({ type: 'message', message: { command: 2, version, unused: 0, entries: list }, from: ip(from), port, interface: on, own });
  }

  routes(): string[] {
    return readRoutes(this.state).map((route) => `${shown(route)} ${route.phase} via ${formatIpv4(route.nextHop)}`).sort();
  }

  sends(): Extract<RipAction, { type: 'send' }>[] {
    return this.actions.filter((action) => action.type === 'send');
  }

  traces(): string[] {
    return this.actions.flatMap((action) => (action.type === 'trace' ? [action.event.type] : []));
  }
}

describe('what is told', () => {
  const local = (network: string): RipLocal => connected(network, 'Loopback0');
  const rows: [string, RipInterface, RipVersion, RipLocal, boolean, readonly string[]][] = [
    ['a subnet with the mask of the interface, in its network', SERIAL0, 1, local('10.9.9.0/24'), true, ['10.9.9.0/24 1']],
    ['no subnet with another mask', SERIAL0, 1, local('10.9.0.0/16'), true, []],
    ['a host of its network', SERIAL0, 1, local('10.9.9.9/32'), true, ['10.9.9.9/32 1']],
    ['the whole network across its border', SERIAL0, 1, local('172.16.3.0/24'), true, ['172.16.0.0/16 1']],
    ['the network itself', SERIAL0, 1, local('192.168.1.0/24'), true, ['192.168.1.0/24 1']],
    ['nothing wider than its class', SERIAL0, 1, local('192.168.0.0/16'), true, []],
    ['the default', SERIAL0, 1, local('0.0.0.0/0'), true, ['0.0.0.0/0 1']],
    ['any mask in version 2, in its network', SERIAL0, 2, local('10.9.0.0/16'), true, ['10.9.0.0/16 1']],
    ['the whole network across its border in version 2', SERIAL0, 2, local('172.16.3.0/24'), true, ['172.16.0.0/16 1']],
    ['subnets without automatic summaries', SERIAL0, 2, local('172.16.3.0/24'), false, ['172.16.3.0/24 1']],
    ['a supernet in version 2', SERIAL0, 2, local('192.168.0.0/16'), true, ['192.168.0.0/16 1']],
  ];
  it.each(rows)('%s', (_what, where, version, own, autoSummary, told) => {
    const { state } = new Machine(policy({ interfaces: [where], locals: [own], autoSummary }));
    expect(entriesFor(state, where, version, false).map(shown)).toEqual(told);
  });

  it('leaves out the interface itself and what was learnt there, unless split horizon is off', () => {
    const machine = new Machine(policy());
    machine.hear(['10.3.3.0/24 2']);
    expect(entriesFor(machine.state, SERIAL0, 1, false).map(shown)).toEqual(['10.2.2.0/24 1']);
    expect(entriesFor(machine.state, ETHERNET0, 1, false).map(shown)).toEqual(['10.1.1.0/24 1', '10.3.3.0/24 3']);
    expect(entriesFor(machine.state, { ...SERIAL0, splitHorizon: false }, 1, false).map(shown)).toEqual(['10.1.1.0/24 1', '10.2.2.0/24 1', '10.3.3.0/24 3']);
  });

  it('counts 15 hops and no more', () => {
    const machine = new Machine(policy());
    machine.hear(['10.3.3.0/24 15', '10.4.4.0/24 16']);
    expect(machine.routes()).toEqual(['10.3.3.0/24 15 valid via 10.1.1.2']);
    expect(entriesFor(machine.state, ETHERNET0, 1, false).map(shown)).toEqual(['10.1.1.0/24 1', '10.3.3.0/24 16']);
  });

  it('tells the best of the subnets that a summary stands for', () => {
    const machine = new Machine(policy());
    machine.hear(['172.16.1.0/24 4', '172.16.2.0/24 2'], { version: 2 });
    expect(entriesFor(machine.state, ETHERNET0, 2, false).map(shown)).toContain('172.16.0.0/16 3');
  });

  it('asks and tells on a new interface, then everybody every 25.5 to 30 seconds', () => {
    const machine = new Machine(policy({ interfaces: [] }));
    machine.tell({ type: 'configure', policy: policy({ interfaces: [SERIAL0] }) });
    expect(machine.sends().map(({ message, destination }) => [message.command, destination])).toEqual([[1, 0xffffffff], [2, 0xffffffff]]);
    expect(machine.actions).toContainEqual({ type: 'start', timer: 'update', ms: 25_500, jitterMs: 4_500 });
    machine.tell({ type: 'timer', timer: 'update' });
    expect(machine.sends().map(({ message }) => message.entries.map((entry) => shown(entry as RipRouteEntry)))).toEqual([['10.2.2.0/0 1']]);
  });

  it('goes to 224.0.0.9 in version 2, and to everybody where that is configured', () => {
    const machine = new Machine(policy({ interfaces: [{ ...SERIAL0, sends: [2] }] }));
    machine.tell({ type: 'timer', timer: 'update' });
    expect(machine.sends().map(({ destination }) => destination)).toEqual([RIP_MULTICAST]);
    machine.tell({ type: 'configure', policy: policy({ interfaces: [{ ...SERIAL0, sends: [1, 2], broadcastsVersion2: true }] }) });
    machine.tell({ type: 'timer', timer: 'update' });
    expect(machine.sends().map(({ destination, message }) => [destination, message.version])).toEqual([[0xffffffff, 1], [0xffffffff, 2]]);
  });

  it('says nothing on a passive interface, but to a neighbor there', () => {
    const passive = { ...SERIAL0, passive: true };
    const machine = new Machine(policy({ interfaces: [passive] }));
    expect(machine.tell({ type: 'timer', timer: 'update' }).some(({ type }) => type === 'send')).toBe(false);
    machine.tell({ type: 'configure', policy: policy({ interfaces: [passive], neighbors: [{ address: ip('10.1.1.2'), interface: 'Serial0' }] }) });
    machine.tell({ type: 'timer', timer: 'update' });
    expect(machine.sends().map(({ destination }) => formatIpv4(destination))).toEqual(['10.1.1.2']);
  });

  it('sends no empty update', () => {
    const machine = new Machine(policy({ interfaces: [SERIAL0], locals: [connected('10.1.1.0/24', 'Serial0')] }));
    machine.tell({ type: 'timer', timer: 'update' });
    expect(machine.sends()).toEqual([]);
    expect(machine.traces()).toEqual(['rip.update']);
  });

  it('parts what is too much for one message', () => {
    const locals = Array.from({ length: 60 }, (_, i) => connected(`10.9.${i}.0/24`, 'Loopback0'));
    const machine = new Machine(policy({ interfaces: [SERIAL0], locals }));
    machine.tell({ type: 'timer', timer: 'update' });
    expect(machine.sends().map(({ message }) => message.entries.length)).toEqual([25, 25, 10]);
  });
});

describe('what is told at once', () => {
  it('only what changed, and then nothing for a while', () => {
    const machine = new Machine(policy());
    machine.hear(['10.3.3.0/24 1']);
    const sent = machine.sends();
    expect(sent.map(({ interface: where, message }) => [where, message.entries.map((entry) => shown(entry as RipRouteEntry))])).toEqual([['Ethernet0', ['10.3.3.0/0 2']]]);
    expect(machine.actions).toContainEqual({ type: 'start', timer: 'triggered', ms: 1_000, jitterMs: 4_000 });
    expect(machine.hear(['10.4.4.0/24 1']).some(({ type }) => type === 'send')).toBe(false);
    machine.tell({ type: 'timer', timer: 'triggered' });
    expect(machine.sends().map(({ message }) => message.entries.map((entry) => shown(entry as RipRouteEntry)))).toEqual([['10.4.4.0/0 2']]);
  });

  it('that a network of its own is gone, everywhere', () => {
    const machine = new Machine(policy({ locals: [...policy().locals, connected('10.9.9.0/24', 'Loopback0')] }));
    machine.tell({ type: 'configure', policy: policy() });
    expect(machine.sends().map(({ interface: where, message }) => [where, message.entries.map((entry) => shown(entry as RipRouteEntry))])).toEqual([
      ['Serial0', ['10.9.9.0/0 16']],
      ['Ethernet0', ['10.9.9.0/0 16']],
    ]);
    machine.tell({ type: 'timer', timer: 'flush:10.9.9.0/24>0.0.0.0@Loopback0' });
    expect(entriesFor(machine.state, SERIAL0, 1, false).map(shown)).toEqual(['10.2.2.0/24 1']);
  });
});

describe('what is believed', () => {
  const hears = (entries: readonly string[], more: Parameters<Machine['hear']>[1] = {}, first = policy()): Machine => {
    const machine = new Machine(first);
    machine.hear(entries, more);
    return machine;
  };

  it.each([
    ['a subnet by the mask of the interface', '10.3.3.0', '10.3.3.0/24 1'],
    ['a host by its host bits', '10.3.3.3', '10.3.3.3/32 1'],
    ['a network by its class', '172.16.0.0', '172.16.0.0/16 1'],
    ['a subnet of another network as a host', '172.16.3.0', '172.16.3.0/32 1'],
    ['the default', '0.0.0.0', '0.0.0.0/0 1'],
  ])('version 1: %s', (_what, network, route) => {
    expect(hears([`${network}/24 1`]).routes()).toEqual([`${route} valid via 10.1.1.2`]);
  });

  it('version 1: not a whole network whose subnets are known from elsewhere', () => {
    const locals = [...policy().locals, connected('172.16.9.0/24', 'Ethernet0')];
    expect(hears(['172.16.0.0/16 1'], {}, policy({ locals })).routes()).toEqual([]);
    expect(hears(['172.16.0.0/16 1'], { version: 2 }, policy({ locals })).routes()).toEqual(['172.16.0.0/16 1 valid via 10.1.1.2']);
  });

  it('version 2: the mask and a next hop on the same network', () => {
    expect(hears(['172.16.3.0/26 2 10.1.1.3'], { version: 2 }).routes()).toEqual(['172.16.3.0/26 2 valid via 10.1.1.3']);
    expect(hears(['172.16.3.0/26 2 192.168.9.9'], { version: 2 }).routes()).toEqual(['172.16.3.0/26 2 valid via 10.1.1.2']);
  });

  it.each([
    ['who is not on the network', { from: '192.168.1.1' }, 'source'],
    ['itself', { own: true }, 'own'],
    ['another port', { port: 1024 }, 'port'],
    ['an interface without RIP', { on: 'BRI0' }, 'no-rip'],
  ])('nothing from %s', (_what, more, because) => {
    const machine = hears(['10.3.3.0/24 1'], more);
    expect(machine.routes()).toEqual([]);
    expect(machine.actions).toContainEqual(expect.objectContaining({ event: expect.objectContaining({ type: 'rip.ignored', because }) }));
  });

  it('no version that is not received', () => {
    const machine = hears(['10.3.3.0/24 1'], { version: 1 }, policy({ interfaces: [{ ...SERIAL0, receives: [2] }] }));
    expect(machine.routes()).toEqual([]);
  });

  it.each(['127.0.0.0/8 1', '224.0.0.0/4 1', '10.3.3.0/24 17', '10.3.3.0/24 0'])('not %s', (entry) => {
    const machine = hears([entry]);
    expect(machine.routes()).toEqual([]);
    expect(machine.traces()).toContain('rip.badEntry');
  });

  it('nothing about its own networks, nor where another protocol knows better', () => {
    expect(hears(['10.2.2.0/24 1']).routes()).toEqual([]);
    expect(hears(['10.3.3.0/24 1'], {}, policy({ preferred: new Set(['10.3.3.0/24']) })).routes()).toEqual([]);
  });

  it('of two gateways the nearer, and of equals all, up to as many as are kept', () => {
    const machine = hears(['10.3.3.0/24 3']);
    machine.hear(['10.3.3.0/24 3'], { from: '10.2.2.2', on: 'Ethernet0' });
    expect(machine.routes()).toEqual(['10.3.3.0/24 3 valid via 10.1.1.2', '10.3.3.0/24 3 valid via 10.2.2.2']);
    // Split horizon is for every interface that a path leads over.
    expect([SERIAL0, ETHERNET0].flatMap((where) => entriesFor(machine.state, where, 1, false)).map(shown)).not.toContain('10.3.3.0/24 4');
    machine.hear(['10.3.3.0/24 4']);
    expect(machine.routes()).toEqual(['10.3.3.0/24 3 valid via 10.2.2.2']);
    machine.hear(['10.3.3.0/24 3']);
    machine.hear(['10.3.3.0/24 16']);
    expect(machine.routes()).toEqual(['10.3.3.0/24 3 valid via 10.2.2.2']);
    machine.hear(['10.3.3.0/24 3']);
    machine.tell({ type: 'timer', timer: 'invalid:10.3.3.0/24>10.2.2.2@Ethernet0' });
    expect(machine.routes()).toEqual(['10.3.3.0/24 3 valid via 10.1.1.2']);
    const single = hears(['10.3.3.0/24 3'], {}, policy({ maximumPaths: 1 }));
    single.hear(['10.3.3.0/24 3'], { from: '10.2.2.2', on: 'Ethernet0' });
    expect(single.routes()).toEqual(['10.3.3.0/24 3 valid via 10.1.1.2']);
    machine.hear(['10.3.3.0/24 2'], { from: '10.2.2.2', on: 'Ethernet0' });
    expect(machine.routes()).toEqual(['10.3.3.0/24 2 valid via 10.2.2.2']);
    machine.hear(['10.3.3.0/24 5'], { from: '10.2.2.2', on: 'Ethernet0' });
    expect(machine.routes()).toEqual(['10.3.3.0/24 5 valid via 10.2.2.2']);
  });
});

describe('the life of a route', () => {
  const learnt = (): Machine => {
    const machine = new Machine(policy());
    machine.hear(['10.3.3.0/24 1']);
    return machine;
  };
  const other = { from: '10.2.2.2', on: 'Ethernet0' };

  it('is unheard of: suppressed and still used, told as unreachable, then flushed', () => {
    const machine = learnt();
    machine.tell({ type: 'timer', timer: 'triggered' });
    machine.tell({ type: 'timer', timer: 'invalid:10.3.3.0/24>10.1.1.2@Serial0' });
    expect(machine.routes()).toEqual(['10.3.3.0/24 1 holddown via 10.1.1.2']);
    expect(machine.sends().map(({ interface: where, message }) => [where, shown(message.entries[0] as RipRouteEntry)])).toEqual([
      ['Serial0', '10.3.3.0/0 16'],
      ['Ethernet0', '10.3.3.0/0 16'],
    ]);
    machine.hear(['10.3.3.0/24 1'], other);
    expect(machine.routes()).toEqual(['10.3.3.0/24 1 holddown via 10.1.1.2']);
    expect(machine.tell({ type: 'timer', timer: 'flush:10.3.3.0/24>10.1.1.2@Serial0' })).toContainEqual({ type: 'routes' });
    expect(machine.routes()).toEqual([]);
    machine.hear(['10.3.3.0/24 1'], other);
    expect(machine.routes()).toEqual(['10.3.3.0/24 1 valid via 10.2.2.2']);
  });

  it('its gateway says that it is lost, and that it is back', () => {
    const machine = learnt();
    machine.hear(['10.3.3.0/24 16']);
    expect(machine.routes()).toEqual(['10.3.3.0/24 1 holddown via 10.1.1.2']);
    expect(machine.actions).toContainEqual({ type: 'start', timer: 'holddown:10.3.3.0/24>10.1.1.2@Serial0', ms: 180_000, jitterMs: 0 });
    machine.hear(['10.3.3.0/24 1']);
    expect(machine.routes()).toEqual(['10.3.3.0/24 1 valid via 10.1.1.2']);
    expect(machine.actions).toContainEqual({ type: 'stop', timer: 'holddown:10.3.3.0/24>10.1.1.2@Serial0' });
  });

  it('others are believed again after the holddown', () => {
    const machine = learnt();
    machine.hear(['10.3.3.0/24 16']);
    machine.tell({ type: 'timer', timer: 'holddown:10.3.3.0/24>10.1.1.2@Serial0' });
    expect(machine.routes()).toEqual(['10.3.3.0/24 1 expired via 10.1.1.2']);
    machine.hear(['10.3.3.0/24 4'], other);
    expect(machine.routes()).toEqual(['10.3.3.0/24 4 valid via 10.2.2.2']);
  });

  it('its interface goes: not used any more, told as unreachable, open to others', () => {
    const machine = learnt();
    machine.tell({ type: 'configure', policy: policy({ interfaces: [ETHERNET0], locals: [connected('10.2.2.0/24', 'Ethernet0')] }) });
    expect(machine.routes()).toEqual([]);
    expect(entriesFor(machine.state, ETHERNET0, 1, false).map(shown)).toEqual(['10.1.1.0/24 16', '10.3.3.0/24 16']);
    machine.hear(['10.3.3.0/24 4'], other);
    expect(machine.routes()).toEqual(['10.3.3.0/24 4 valid via 10.2.2.2']);
  });

  it('a better route of another protocol takes its place', () => {
    const machine = learnt();
    machine.tell({ type: 'configure', policy: policy({ preferred: new Set(['10.3.3.0/24']) }) });
    expect(machine.routes()).toEqual([]);
    machine.tell({ type: 'configure', policy: policy() });
    machine.hear(['10.3.3.0/24 1']);
    expect(machine.routes()).toEqual(['10.3.3.0/24 1 valid via 10.1.1.2']);
  });

  it('is cleared and asked for again', () => {
    const machine = learnt();
    machine.tell({ type: 'clear' });
    expect(machine.routes()).toEqual([]);
    expect(machine.sends().filter(({ message }) => message.command === 1)).toHaveLength(2);
  });

  it('lives by other times once they are configured', () => {
    const machine = learnt();
    machine.now = 10_000;
    machine.tell({ type: 'configure', policy: policy({ times: { updateSeconds: 5, invalidSeconds: 15, holddownSeconds: 15, flushSeconds: 30 } }) });
    expect(machine.actions).toContainEqual({ type: 'start', timer: 'invalid:10.3.3.0/24>10.1.1.2@Serial0', ms: 5_000, jitterMs: 0 });
    expect(machine.actions).toContainEqual({ type: 'start', timer: 'flush:10.3.3.0/24>10.1.1.2@Serial0', ms: 20_000, jitterMs: 0 });
    expect(machine.actions).toContainEqual({ type: 'start', timer: 'update', ms: 4_250, jitterMs: 750 });
  });
});

describe('requests', () => {
  const ask = (machine: Machine, entries: readonly RipEntry[], port = 520): readonly RipAction[] =>
    machine.tell({ type: 'message', message: { command: 1, version: 1, unused: 0, entries }, from: ip('10.1.1.2'), port, interface: 'Serial0', own: false });
  const entry = (prefix: string, family: number, metric: number): RipEntry => ({ kind: 'route', family, tag: 0, prefix: ip(prefix), mask: 0, nextHop: 0, metric });

  it('for everything are answered to the asker, with split horizon', () => {
    const machine = new Machine(policy());
    ask(machine, [entry('0.0.0.0', 0, 16)], 1234);
    expect(machine.sends().map(({ destination, port, message }) => [formatIpv4(destination), port, message.entries.map((each) => shown(each as RipRouteEntry))])).toEqual([
      ['10.1.1.2', 1234, ['10.2.2.0/0 1']],
    ]);
  });

  it('for networks are answered as asked', () => {
    const machine = new Machine(policy());
    ask(machine, [entry('10.1.1.0', 2, 0), entry('10.9.9.0', 2, 0)]);
    expect(machine.sends().map(({ message }) => message.entries.map((each) => shown(each as RipRouteEntry)))).toEqual([['10.1.1.0/0 1', '10.9.9.0/0 16']]);
  });

  it('are not answered on a passive interface, but to a program that asks', () => {
    const machine = new Machine(policy({ interfaces: [{ ...SERIAL0, passive: true }, ETHERNET0] }));
    ask(machine, [entry('0.0.0.0', 0, 16)]);
    expect(machine.sends()).toEqual([]);
    ask(machine, [entry('0.0.0.0', 0, 16)], 1234);
    expect(machine.sends()).toHaveLength(1);
  });

  it('without entries get no answer', () => {
    const machine = new Machine(policy());
    ask(machine, []);
    expect(machine.sends()).toEqual([]);
  });
});

it('its database has what is known, under the network of its class', () => {
  const machine = new Machine(policy());
  machine.hear(['172.16.0.0/16 2']);
  expect(readDatabase(machine.state).map((each) => [keyOf(each), each.summary, each.local?.origin, each.learnt[0]?.metric])).toEqual([
    ['10.0.0.0/8', true, undefined, undefined],
    ['10.1.1.0/24', false, 'connected', undefined],
    ['10.2.2.0/24', false, 'connected', undefined],
    ['172.16.0.0/16', true, undefined, 2],
  ]);
});

it('timers that nothing expects change nothing', () => {
  const machine = new Machine(policy());
  const before = machine.state;
  for (const timer of ['triggered', 'invalid:1.0.0.0/8', 'holddown:1.0.0.0/8', 'flush:1.0.0.0/8', 'nonsense']) {
    expect(machine.tell({ type: 'timer', timer })).toEqual([]);
    expect(machine.state).toBe(before);
  }
});
