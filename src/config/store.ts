// A router's running configuration. Lines reach it through apply.ts, readers ask it through ConfigNode (model.ts), and
// listeners hear of every change once it is stored. It knows no command: what is stored where is the grammar's to say.

import { modeOf, type Grammar } from '../grammar/grammar.ts';
import type { Arguments } from '../grammar/types.ts';
import { AddressIndex } from './address-index.ts';
import { Block } from './block.ts';
import { factoryConfiguration, type FactoryHardware } from './factory.ts';
import { blocksOfPlace } from './interface-range.ts';
import { loadConfiguration } from './load-text.ts';
import type { ConfigChange, ConfigNode } from './node.ts';

export interface ConfigOptions {
  /** 32 random bits: salts and seeds of stored passwords. */
  readonly random?: () => number;
}

/** An empty configuration. */
export function createConfig(grammar: Grammar, options: ConfigOptions = {}): ConfigStore {
  return new ConfigStore(grammar, options.random ?? (() => 0));
}

export class ConfigStore implements ConfigNode {
  readonly grammar: Grammar;
  readonly root: Block;
  readonly random: () => number;
  /** Networks of the interfaces. */
  readonly addresses = new AddressIndex();
  /** Interfaces that are there as hardware and cannot be removed. */
  physicalInterfaces: ReadonlySet<string> = new Set();
  /** Whether there is, or may be made, an interface of the name. */
  interfaceExists: (name: string) => boolean = () => true;
  /** Whether a clock may be configured on the interface: not where the other end gives it. */
  givesClock: (name: string) => boolean = () => true;
  hardware: FactoryHardware = { hasAux: true, vtyLines: 5 };
  /** What is stored now came with the startup configuration. */
  booting = false;
  /** Interfaces that were told to have no address, and how. */
  #unaddressed = new WeakMap<Block, 'NVRAM' | 'manual'>();
  readonly #listeners = new Set<(change: ConfigChange) => void>();

  constructor(grammar: Grammar, random: () => number) {
    this.grammar = grammar;
    this.root = new Block(modeOf(grammar, 'config').name, undefined, '', '', undefined);
    this.random = random;
  }

  get version(): number {
    return this.root.version;
  }

  value(path: string): Arguments | undefined {
    return this.root.value(path);
  }

  flag(path: string): boolean | undefined {
    return this.root.flag(path);
  }

  entries(path: string): readonly Arguments[] {
    return this.root.entries(path);
  }

  children(path: string): readonly { readonly key: string; readonly node: ConfigNode }[] {
    return this.root.children(path);
  }

  child(path: string, key: string): Block | undefined {
    return this.root.child(path, key);
  }

  /** Calls `listen` after every change, until the result is called. */
  onChange(listen: (change: ConfigChange) => void): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  /** The block of a path such as `interfaces[BRI0]`; `''` is the global one; of several (`interface range`) the first. */
  blockAt(path: string): Block | undefined {
    if (path === '') return this.root;
    const several = blocksOfPlace(path);
    if (several) return this.blockAt(several[0] ?? '');
    let block: Block | undefined = this.root;
    for (const part of path.matchAll(BLOCK_PART)) block = block?.child(part[1] ?? '', part[2] ?? '');
    return block;
  }

  /** Counts and announces a change. */
  changed(block: Block, path: string): void {
    block.touch();
    this.#noteAddresses(block, path);
    if (this.#listeners.size === 0) return;
    const change: ConfigChange = { block: block.path, path };
    for (const listen of this.#listeners) listen(change);
  }

  #noteAddresses(block: Block, path: string): void {
    if (block.parent === this.root && (path === '' || path === 'ip.address' || path === 'ip.secondary') && block.path.startsWith('interfaces[')) {
      if (this.root.child('interfaces', block.key) === block) this.addresses.update(block);
    }
  }

  /** What a router with this hardware has before anything is configured: its interfaces shut, its lines. */
  initialise(interfaces: readonly string[], hardware: FactoryHardware): void {
    this.physicalInterfaces = new Set(interfaces);
    this.hardware = hardware;
    loadConfiguration(this, factoryConfiguration(interfaces, hardware), {
      privilege: 15,
      interfaceExists: (name) => this.physicalInterfaces.has(name),
      merge: true,
    });
    this.#unaddressed = new WeakMap();
  }

  /** `no ip address` was read. */
  withoutAddress(block: Block): void {
    this.#unaddressed.set(block, this.booting ? 'NVRAM' : 'manual');
  }

  /** Who said that the interface has no address; undefined when nobody did. */
  unaddressedBy(interfaceName: string): 'NVRAM' | 'manual' | undefined {
    const block = this.root.child('interfaces', interfaceName);
    return block && this.#unaddressed.get(block);
  }

  /** Whether what is at a path of an interface came with the startup configuration. */
  loadedAtBoot(interfaceName: string, path: string): boolean {
    return this.root.child('interfaces', interfaceName)?.values?.get(path)?.atBoot === true;
  }
}

const BLOCK_PART = /(?:^|\.)([A-Za-z0-9.]+)\[([^\]]*)\]/g;
