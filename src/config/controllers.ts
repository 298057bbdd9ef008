// T1 and E1 controllers: which serial interfaces their channel groups make. A `pri-group` makes the D channel's, in the last
// timeslot of a T1 and in the sixteenth of an E1; each `channel-group` one of its own number.

import { commandsOf } from '../grammar/grammar.ts';
import type { Arguments } from '../grammar/types.ts';
import type { Block } from './block.ts';
import type { ConfigNode } from './node.ts';
import type { ConfigStore } from './store.ts';

/** `Serial0:23` of a controller `T1 0` with a `pri-group`. */
export function channelInterfaces(key: string, controller: ConfigNode): readonly string[] {
  const [type = '', unit = ''] = key.split(' ');
  const groups = controller.entries('channelGroups').map((args) => Number(args['group']));
  const channels = controller.value('priGroup') === undefined ? groups : [...groups, type === 'T1' ? 23 : 15];
  return channels.map((channel) => `Serial${unit}:${channel}`);
}

/** Whether a controller has made the interface. */
export function isChannelInterface(root: ConfigNode, name: string): boolean {
  return name.includes(':') && root.children('controllers').some(({ key, node }) => channelInterfaces(key, node).includes(name));
}

/** The controller's timeslots changed: its interfaces come and go with them. */
export function makeChannelInterfaces(store: ConfigStore, controller: Block): void {
  const unit = controller.key.split(' ')[1] ?? '';
  const wanted = channelInterfaces(controller.key, controller);
  const interfaces = store.root.children('interfaces');
  for (const { key } of interfaces) {
    if (!key.startsWith(`Serial${unit}:`) || wanted.includes(key)) continue;
    store.root.blocks?.get('interfaces')?.delete(key);
    store.addresses.forget(key);
    store.changed(store.root, 'interfaces');
  }
  const command = commandsOf(store.grammar, store.root.mode).find(({ effect }) => effect.verb === 'enters' && effect.path === 'interfaces');
  for (const name of wanted) {
    if (command?.effect.verb !== 'enters' || store.root.child('interfaces', name)) continue;
    store.changed(store.root.setChild('interfaces', name, command.effect.mode, { command, args: { name }, atBoot: store.booting }), '');
  }
}

/** Of a controller's command the word that another type of controller would take, or that is no list of timeslots. */
export function unfitForController(controller: Block, path: string, args: Arguments): string | undefined {
  const isT1 = controller.key.startsWith('T1');
  const words = ONLY_ON[path];
  const word = String(args[path === 'linecode' ? 'code' : 'framing'] ?? '');
  if (words) return (isT1 ? words.t1 : words.e1).includes(word) ? undefined : word;
  const timeslots = args['timeslots'];
  return timeslots === undefined || isTimeslots(String(timeslots), isT1 ? 24 : 31) ? undefined : String(timeslots);
}

const ONLY_ON: Readonly<Record<string, { readonly t1: readonly string[]; readonly e1: readonly string[] }>> = {
  framing: { t1: ['sf', 'esf'], e1: ['crc4', 'no-crc4'] },
  linecode: { t1: ['ami', 'b8zs'], e1: ['ami', 'hdb3'] },
};

/** `1-24`, `1-10,12`. */
function isTimeslots(text: string, last: number): boolean {
  let before = 0;
  return text.split(',').every((part) => {
    const range = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part);
    const from = Number(range?.[1] ?? 0);
    const to = Number(range?.[2] ?? from);
    const fits = from > before && to >= from && to <= last;
    before = to;
    return fits;
  });
}
