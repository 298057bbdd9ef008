// Banners as a line shows them: `banner motd`, `login` and `exec` with the tokens that stand for the router and the line.

import { banner } from '../../config/model.ts';
import type { RouterControl } from '../../network/router/control.ts';
import { lineConfiguration } from '../lines/line-configuration.ts';
import type { SessionLine } from '../types.ts';
import { absoluteLine } from '../lines/vty-lines.ts';

/** Its lines; undefined where there is no such banner. A token that is not known stays as it is. */
export function bannerLines(router: RouterControl, line: SessionLine, kind: 'motd' | 'login' | 'exec'): readonly string[] | undefined {
  const text = banner(router.config, kind);
  if (text === undefined) return undefined;
  const tokens: Readonly<Record<string, string>> = {
    hostname: router.hostname,
    domain: String(router.config.value('ip.domainName')?.['name'] ?? ''),
    line: String(absoluteLine(router, line)),
    'line-desc': lineConfiguration(router.config, line)?.location ?? '',
  };
  return text.replace(/\$\(([a-z-]+)\)/g, (token, name: string) => tokens[name] ?? token).split('\n');
}
