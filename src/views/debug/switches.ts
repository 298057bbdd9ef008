// The names of debug switches: a topic, or a topic on one interface (`debug isdn q931 interface bri 0`).

import type { RouterReader } from '../../network/router/readings.ts';

export function onInterface(topic: string, interfaceName: string): string {
  return `${topic} ${interfaceName}`;
}

/** Of a switch on one interface, too. */
export function topicOf(name: string): string {
  return name.split(' ', 1)[0] ?? name;
}

/** Whether the topic is watched, on that interface or on all. */
export function isWatched({ debugging }: RouterReader, topic: string, interfaceName: string | undefined): boolean {
  return debugging.has(topic) || (interfaceName !== undefined && debugging.has(onInterface(topic, interfaceName)));
}
