// Handlers that load, save and erase configurations (cli-behaviour §9).

import { loadConfiguration } from '../../config/load-text.ts';
import { printConfiguration } from '../../config/running-config.ts';
import { configuredBy } from '../configured-by.ts';
import { converse } from '../typing/dialogue.ts';
import { configureNetwork } from './tftp.ts';
import type { Exec, Handler } from '../types.ts';

/** Octets a second that `copy` reports: what NVRAM of the time gave. */
const NVRAM_OCTETS_PER_SECOND = 3000;

export const configHandlers: Readonly<Record<string, Handler>> = {
  configure: (exec) => {
    exec.ask('Configuring from terminal, memory, or network [terminal]? ', true, (answer) => {
      if (answer === undefined) return;
      const word = answer.trim().toLowerCase();
      if ('terminal'.startsWith(word)) fromTerminal(exec);
      else if ('memory'.startsWith(word)) fromMemory(exec);
      else if ('network'.startsWith(word)) converse(exec, configureNetwork(exec));
      else exec.print('?Must be "terminal", "memory" or "network"');
    });
  },
  'configure.terminal': fromTerminal,
  'configure.memory': fromMemory,
  'copy.runningStartup': (exec) => {
    askFileName(exec, 'startup-config', () => saveRunning(exec));
  },
  'copy.startupRunning': (exec) => {
    askFileName(exec, 'running-config', () => copyToRunning(exec));
  },
  'copy.memory': saveRunning,
  'erase.startup': (exec) => {
    exec.confirm('Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]', (accepted) => {
      if (!accepted) return;
      const trouble = exec.router.eraseStartup();
      if (trouble !== undefined) {
        exec.print(`%Error erasing nvram: (${trouble})`);
        return;
      }
      exec.print('[OK]', 'Erase of nvram: complete');
      exec.router.record({ type: 'sys.nvramInitialized' });
    });
  },
};

function fromTerminal(exec: Exec): void {
  exec.print('Enter configuration commands, one per line.  End with CNTL/Z.');
  exec.configure();
}

function fromMemory(exec: Exec): void {
  const octets = merge(exec);
  if (octets === undefined) exec.print('startup-config is not present');
  else exec.router.record({ type: 'sys.configured', from: 'memory', by: configuredBy(exec) });
}

export function saveRunning(exec: Exec): void {
  exec.print('Building configuration...');
  const trouble = exec.router.saveStartup(printConfiguration(exec.router.config));
  if (trouble !== undefined) {
    exec.print(`%Error opening nvram:/startup-config (${trouble})`);
    return;
  }
  exec.saved();
  exec.print('[OK]');
}

function askFileName(exec: Exec, name: string, copy: () => void): void {
  exec.ask(`Destination filename [${name}]? `, true, (answer) => {
    if (answer === undefined) return;
    const file = answer.trim().toLowerCase().replace(/^(nvram|system):/, '');
    if (file === '' || name.startsWith(file)) copy();
    else exec.print(`%Error opening ${answer.trim()} (Undefined error)`);
  });
}

/** Loads the startup configuration on top of the running one; its size, or undefined if there is none. */
function merge({ router, privilege }: Exec): number | undefined {
  const text = router.startupConfig;
  if (text === undefined) return undefined;
  loadConfiguration(router.config, text, { privilege, interfaceExists: (name) => router.interfaceExists(name), merge: true });
  return text.length;
}

function copyToRunning(exec: Exec): void {
  const octets = merge(exec);
  if (octets === undefined) {
    exec.print('startup-config is not present');
    return;
  }
  const durationMs = Math.max(1, Math.round((octets * 1000) / NVRAM_OCTETS_PER_SECOND));
  const running = exec.run(() => undefined);
  exec.router.clock.after(durationMs, () => {
    const seconds = (durationMs / 1000).toFixed(3);
    running.freshLine();
    running.write(`${octets} bytes copied in ${seconds} secs (${Math.round((octets * 1000) / durationMs)} bytes/sec)\r\n`);
    exec.router.record({ type: 'sys.configured', from: 'memory', by: configuredBy(exec) });
    running.done();
  });
}
