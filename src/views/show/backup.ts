// `show backup`, and what `show interfaces` says of an interface that is backed up.

import type { BackupSettings } from '../../config/model.ts';
import type { RouterReader } from '../../network/router/readings.ts';
import { left } from './columns.ts';

export function showBackup(router: RouterReader): readonly string[] {
  return [
    'Primary Interface   Secondary Interface   Status',
    '-----------------   -------------------   ------',
    ...router.backups().map(({ primary, secondary, status }) => `${left(primary, 20)}${left(secondary, 22)}${status}`),
  ];
}

export function backupLines(backup: BackupSettings | undefined): readonly string[] {
  if (backup === undefined) return [];
  const delay = (seconds: number | 'never'): string => (seconds === 'never' ? seconds : `${seconds} sec`);
  const load = (percent: number | undefined): string => (percent === undefined ? 'not set' : `${percent}%`);
  return [
    `  Backup interface ${backup.interface}, failure delay ${delay(backup.enableSeconds)}, secondary disable delay ${delay(backup.disableSeconds)},`,
    `  kickin load ${load(backup.kickInPercent)}, kickout load ${load(backup.kickOutPercent)}`,
  ];
}
