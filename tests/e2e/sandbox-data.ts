import type { Sandbox } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { activeRoomsOfContact } from '../sandbox/world/store.ts';

/** Names that only one ordinary person has, in a sandbox with 300 contacts or more. */
export function uniqueNames(sandbox: Sandbox, count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => sandbox.contactAt(97 + place).name ?? '');
}

/** The uuid of a person's open chat in the central project; empty when there is none. */
export function roomOf(sandbox: Sandbox, name: string): string {
  return activeRoomsOfContact(sandbox.world, SEED.projects.central, sandbox.contactByName(name).uuid)[0]?.uuid ?? '';
}

/** How often Flows accepted each contact. Every screen must agree with it. */
export function startsByContact(sandbox: Sandbox): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const start of sandbox.flowsStarts())
    for (const contact of start.contacts) counts.set(contact, (counts.get(contact) ?? 0) + 1);
  return counts;
}

/** The names of the people Flows accepted, sorted; a person who was started twice is listed twice. */
export function startedNames(sandbox: Sandbox): readonly string[] {
  return sandbox
    .flowsStarts()
    .flatMap((start) => start.contacts)
    .map((uuid) => sandbox.contactByUuid(uuid)?.name ?? uuid)
    .sort();
}

/** Requests to start a flow that reached the server, answered or not. */
export function startRequests(sandbox: Sandbox) {
  return sandbox.log({ path: '/start_flow/', method: 'POST' });
}

/**
 * What the engine answers when it fails in the middle of a start (.github/docs/contract/rest.md#failures-of-a-start).
 */
export const ENGINE_500 = {
  kind: 'status',
  status: 500,
  body: { code: 'INTERNAL_ERROR', message: 'Internal server error' },
} as const;

/** A bucket that lets 300 starts leave in a row. */
export const WIDE_BUCKET = { perHour: 2_000, burst: 400 } as const;

/** The group of 300, all of whom can be written to. */
export const THREE_HUNDRED = { name: 'Campanha 300', members: 300 } as const;

/** The smart group of the world of 300. */
export const SIXTY = { name: 'Maceió (inteligente)', members: 60 } as const;

/**
 * The number of calls that used the project's hourly budgets. Flows' own search has a budget apart and is not
 * counted.
 */
export function rationedCalls(sandbox: Sandbox): number {
  return sandbox.flowsCalls().filter((call) => call.budget !== 'elastic').length;
}

/** The digits of an ordinary contact's number, as the server stores them. */
export function digitsAt(sandbox: Sandbox, index: number): string {
  return sandbox.contactAt(index).urns[0]?.replace('whatsapp:', '') ?? '';
}

/** The same number as people write it, one format after the other. */
export function writeNumber(digits: string, format: number): string {
  const [area, subscriber] = [digits.slice(2, 4), digits.slice(4)];
  const [first, second] = [subscriber.slice(0, -4), subscriber.slice(-4)];
  const formats = [
    digits,
    `+${digits}`,
    `+55 (${area}) ${first}-${second}`,
    `(${area}) ${first}-${second}`,
    `0${area} ${first} ${second}`,
    `${area}${subscriber}`,
    `55 ${area} ${first}.${second}`,
    // Without the ninth digit, as old lists have it.
    `${area} ${first.slice(1)}-${second}`,
  ];
  return formats[format % formats.length] ?? digits;
}
