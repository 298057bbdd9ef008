// `dir`, `more`, `show flash:` and `show startup-config`: the two file systems that the emulation has something of. NVRAM holds the startup
// configuration. Flash holds the name that `show version` gives as the system image, and nothing behind it: no vendor's
// software is here, so that nothing can be copied from it or deleted in it.

import { printRunningConfig } from '../../config/running-config.ts';
import { imageName } from '../../views/syslog.ts';
import { textOf } from './show.ts';
import type { Exec, Handler } from '../types.ts';

/** What a model of this size has. */
const NVRAM_OCTETS = 32_762;
const FLASH_OCTETS = 8_388_608;
/** What the image is told to take up. */
const IMAGE_OCTETS = 7_340_032;
const FILE_HEADER_OCTETS = 64;

export const fileHandlers: Readonly<Record<string, Handler>> = {
  'show.flash': (exec) => exec.printAll(showFlash(exec)),
  dir: (exec, args) => exec.printAll(textOf(args, 'filesystem') === 'nvram:' ? directoryOfNvram(exec) : directoryOfFlash(exec)),
  'show.startupConfig': (exec) => exec.printAll(startupConfig(exec)),
  'show.file': (exec, args) => exec.printAll(contents(exec, textOf(args, 'file') ?? '')),
};

function showFlash({ router }: Exec): readonly string[] {
  const used = IMAGE_OCTETS + FILE_HEADER_OCTETS;
  return [
    '',
    'System flash directory:',
    'File  Length   Name/status',
    `  1   ${IMAGE_OCTETS}  ${imageName(router)} `,
    `[${used} bytes used, ${FLASH_OCTETS - used} available, ${FLASH_OCTETS} total]`,
    `${FLASH_OCTETS / 1024}K bytes of processor board System flash (Read ONLY)`,
    '',
  ];
}

function directoryOfFlash({ router }: Exec): readonly string[] {
  const free = FLASH_OCTETS - IMAGE_OCTETS - FILE_HEADER_OCTETS;
  return ['Directory of flash:/', '', row(1, IMAGE_OCTETS, imageName(router)), '', `${FLASH_OCTETS} bytes total (${free} bytes free)`];
}

function directoryOfNvram({ router }: Exec): readonly string[] {
  const octets = router.startupConfig?.length ?? 0;
  const files = router.startupConfig === undefined ? ['No files in directory'] : [row(1, octets, 'startup-config')];
  return ['Directory of nvram:/', '', ...files, '', `${NVRAM_OCTETS} bytes total (${NVRAM_OCTETS - octets} bytes free)`];
}

function row(number: number, octets: number, name: string): string {
  return `${String(number).padStart(5)}  -rw-${String(octets).padStart(12)}                    <no date>  ${name}`;
}

function startupConfig({ router }: Exec): readonly string[] {
  const text = router.startupConfig;
  if (text === undefined) return ['startup-config is not present'];
  return [`Using ${text.length} out of ${NVRAM_OCTETS} bytes`, ...linesOf(text)];
}

function contents({ router }: Exec, file: string): readonly string[] {
  if (file === 'system:running-config') return [...printRunningConfig(router.config), ''];
  return router.startupConfig === undefined ? [`%Error opening ${file} (File not found)`] : linesOf(router.startupConfig);
}

/** With an empty one at the end, whatever the text ends with. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines : [...lines, ''];
}
