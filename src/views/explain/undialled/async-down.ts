// Why an asynchronous line could not dial: nothing drives its modem, or no chat script says how. What a script that ran came
// to is told by the call that failed (call-failed.ts).

import { asyncLines, chatScripts, type AsyncLineSettings } from '../../../config/async-settings.ts';
import { hardwareModel } from '../../../network/router/models.ts';
import { addLine, addToInterface, type Change } from '../cures/changes.ts';
import { diagnosis, type Circumstances, type Diagnosis } from '../diagnosis.ts';
import type { Plant } from '../plant.ts';

/** Undefined when nothing of its own keeps the line from dialling. */
export function asyncFault(router: string, name: string, { plant, records }: Circumstances): Diagnosis | undefined {
  const line = asyncLineOf(router, name, plant);
  if (line?.calls !== 'out' && line?.calls !== 'both') {
    const where = line?.line ?? 'the line';
    return diagnosis('NO-MODEM-CONTROL', `${where} of ${router}, which is ${name}, does not drive its modem`, inLine(router, line, 'modem InOut'));
  }
  const settings = plant.settings(router, name);
  if (settings?.dialer.inBand !== true && plant.dialing(router, name)?.dialer.inBand !== true) {
    return diagnosis('NO-IN-BAND', `${name} of ${router} does not dial in-band: nothing is routed to it until somebody calls`, addToInterface(router, name, 'dialer in-band'));
  }
  const last = records.findLast(({ device, interface: where, event }) => device === router && where === name && event.type.startsWith('chat.'))?.event;
  if (last?.type === 'chat.none') {
    const sentence = last.wanted === undefined ? `no chat script is set for ${line.line} of ${router}` : `no chat script of ${router} is called "${last.wanted}"`;
    return diagnosis('NO-CHAT-SCRIPT', sentence, ...(logsIn(router, name, last.wanted, plant) ?? scriptChanges(router, line, last.wanted, plant)));
  }
  if (last?.type === 'chat.malformed') return diagnosis('NO-CHAT-SCRIPT', `chat script ${last.script} of ${router} makes no sense: ${last.why}`);
  return undefined;
}

/** A script that is to log in (`system-script`): what it must say, only the other end knows. */
function logsIn(router: string, name: string, wanted: string | undefined, plant: Plant): readonly Change[] | undefined {
  const isSystem = wanted !== undefined && plant.dialing(router, name)?.dialer.maps.some(({ systemScript }) => systemScript === wanted) === true;
  return isSystem ? [addLine(router, `chat-script ${wanted} EXPECT SEND`)] : undefined;
}

export function asyncLineOf(router: string, name: string, plant: Plant): AsyncLineSettings | undefined {
  const config = plant.routers.get(router)?.config;
  const model = hardwareModel(plant.lab.routers.find((each) => each.name === router)?.model ?? '');
  return config === undefined || model === undefined ? undefined : asyncLines(config, model).get(name);
}

function inLine(router: string, line: AsyncLineSettings | undefined, text: string): Change {
  return { router, block: line?.line ?? 'line aux 0', verb: 'add', line: text };
}

/** A script that is there already serves; else one that dials by tone. */
function scriptChanges(router: string, line: AsyncLineSettings, wanted: string | undefined, plant: Plant): readonly Change[] {
  const config = plant.routers.get(router)?.config;
  const [there] = config === undefined ? [] : [...chatScripts(config).keys()];
  const name = there ?? wanted ?? 'DIAL';
  const script = addLine(router, `chat-script ${name} ABORT BUSY ABORT "NO CARRIER" TIMEOUT 60 "" "ATDT\\T" CONNECT \\c`);
  const use = wanted === name ? [] : [inLine(router, line, `script dialer ${name}`)];
  return there === undefined ? [script, ...use] : use;
}
