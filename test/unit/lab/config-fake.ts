// Configuration nodes from plain objects, for tests that need no grammar.

import type { Arguments, ConfigNode } from '../../../src/config/node.ts';

export interface NodeParts {
  readonly values?: Readonly<Record<string, Arguments>>;
  readonly flags?: Readonly<Record<string, boolean>>;
  readonly entries?: Readonly<Record<string, readonly Arguments[]>>;
  readonly children?: Readonly<Record<string, Readonly<Record<string, NodeParts>>>>;
}

export function configNode(parts: NodeParts): ConfigNode {
  const children = (path: string): readonly { key: string; node: ConfigNode }[] =>
    Object.entries(parts.children?.[path] ?? {}).map(([key, child]) => ({ key, node: configNode(child) }));
  return {
    version: 0,
    value: (path) => parts.values?.[path],
    flag: (path) => parts.flags?.[path],
    entries: (path) => parts.entries?.[path] ?? [],
    children,
    child: (path, key) => children(path).find((child) => child.key === key)?.node,
  };
}
