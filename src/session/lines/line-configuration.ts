// The configuration of the line that a session is on: `line con 0`, or the `line vty` block whose range holds its number.

import { lineSettings, type LineSettings } from '../../config/model.ts';
import type { ConfigNode } from '../../config/node.ts';

/** A line by its kind and its number among those of the kind; not all of them have sessions. */
export interface LineName {
  readonly kind: 'con' | 'aux' | 'tty' | 'vty';
  readonly number: number;
}

export function lineNode(config: ConfigNode, line: LineName): ConfigNode | undefined {
  for (const { key, node } of config.children('lines')) {
    const [kind, first = '0', last = first] = key.split(' ');
    if (kind === line.kind && line.number >= Number(first) && line.number <= Number(last)) return node;
  }
  return undefined;
}

export function lineConfiguration(config: ConfigNode, line: LineName): LineSettings | undefined {
  const node = lineNode(config, line);
  return node && lineSettings(line.kind, node);
}
