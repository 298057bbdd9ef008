// The configuration of the line that a session is on: `line con 0`, or the `line vty` block whose range holds its number.

import { lineSettings, type LineSettings } from '../config/model.ts';
import type { ConfigNode } from '../config/node.ts';
import type { SessionLine } from './types.ts';

export function lineNode(config: ConfigNode, line: SessionLine): ConfigNode | undefined {
  if (line.kind === 'con') return config.child('lines', 'con 0');
  for (const { key, node } of config.children('lines')) {
    const [kind, first = '0', last = first] = key.split(' ');
    if (kind === 'vty' && line.number >= Number(first) && line.number <= Number(last)) return node;
  }
  return undefined;
}

export function lineConfiguration(config: ConfigNode, line: SessionLine): LineSettings | undefined {
  const node = lineNode(config, line);
  return node && lineSettings(line.kind, node);
}
