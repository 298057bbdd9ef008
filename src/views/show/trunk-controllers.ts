// `show controllers t1|e1`: how a controller stands, what it was configured for, and its errors of the interval under way and of
// the last day. A simulated line has outages and nothing else: seconds without signal or frame count as unavailable. The form is
// that of 12.2 captures.

import type { ControllerReading, RouterReader } from '../../network/router/readings.ts';

/** ITU-T G.826 and the DS1 MIB count in intervals of a quarter of an hour. */
const INTERVAL_MS = 900_000;

/** All of the type, or one; without a type, both types. */
export function showTrunkControllers(router: RouterReader, type?: 'T1' | 'E1', unit?: string): readonly string[] {
  return router
    .controllers()
    .filter((controller) => (type === undefined || controller.type === type) && (unit === undefined || controller.unit === unit))
    .flatMap((controller) => controllerBlock(router.now, controller));
}

function controllerBlock(now: number, controller: ControllerReading): readonly string[] {
  const { settings, state, name, countedSince } = controller;
  const elapsedMs = (now - countedSince) % INTERVAL_MS;
  const intervals = Math.floor((now - countedSince) / INTERVAL_MS);
  const whole = intervals === 0 ? [] : [`  Total Data (last ${spanText(intervals)})`, ...errorLines(controller, countedSince, now - elapsedMs)];
  return [
    `${name} is ${state}.`,
    ...appliqueLines(controller),
    ...alarmLines(controller),
    ...(settings === undefined
      ? []
      : [`  Framing is ${settings.framing.toUpperCase()}, Line Code is ${settings.lineCode.toUpperCase()}, Clock Source is ${titled(settings.clockSource)}.`]),
    `  Data in current interval (${Math.floor(elapsedMs / 1000)} seconds elapsed):`,
    ...errorLines(controller, now - elapsedMs, now),
    ...whole,
  ];
}

function appliqueLines({ type, settings }: ControllerReading): readonly string[] {
  const description = settings?.description === undefined ? [] : [`  Description: ${settings.description}`];
  if (type === 'E1') return ['  Applique type is Channelized E1 - balanced', ...description];
  return ['  Applique type is Channelized T1', `  Cablelength is ${settings?.cableLength ?? 'long gain36 0db'}`, ...description];
}

function alarmLines({ state, alarm }: ControllerReading): readonly string[] {
  if (state === 'administratively down') return ['  Transmitter is sending AIS.'];
  if (alarm === 'none') return ['  No alarms detected.', '  alarm-trigger is not set'];
  return ['  Transmitter is sending remote alarm.', `  Receiver has ${alarm}.`];
}

function errorLines({ troubles }: ControllerReading, from: number, to: number): readonly string[] {
  let unavailable = 0;
  let frameLoss = 0;
  // With the wrong line code no second is without violations; more is not known of them.
  let violations = 0;
  for (const span of troubles) {
    const seconds = Math.floor(Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)) / 1000);
    if (span.trouble === 'line code') violations += seconds;
    else unavailable += seconds;
    if (span.trouble === 'loss of frame') frameLoss += seconds;
  }
  return [
    `     ${violations} Line Code Violations, 0 Path Code Violations`,
    `     0 Slip Secs, ${frameLoss} Fr Loss Secs, ${violations} Line Err Secs, 0 Degraded Mins`,
    `     ${violations} Errored Secs, 0 Bursty Err Secs, 0 Severely Err Secs, ${unavailable} Unavail Secs`,
  ];
}

function spanText(intervals: number): string {
  const minutes = intervals * 15;
  if (minutes % 60 !== 0) return minutes < 60 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours ${minutes % 60} minutes`;
  return `${minutes / 60} hour${minutes === 60 ? '' : 's'}`;
}

/** `line primary` to `Line Primary`. */
function titled(words: string): string {
  return words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
