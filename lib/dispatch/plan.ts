import type { ContactUuid, DispatchId } from '../ids.ts';
import type { ConfirmedPerson } from './dispatcher-api.ts';
import type { DispatchRow, PersonReason, PersonRow } from './records.ts';

/** Disparo's own limit of people per dispatch. */
export const MAX_PEOPLE = 10_000;
/** The engine refuses more in one request (chats-engine projects/serializers.py, seen live: 101 → 400). */
export const MAX_BATCH = 100;
/** Flows cuts longer strings silently (temba/api/v2/serializers.py). */
const MAX_PARAM_LENGTH = 640;

function skipReason(person: ConfirmedPerson): PersonReason | null {
  const values = Object.values(person.params ?? {});
  return values.some((value) => value.length > MAX_PARAM_LENGTH) ? 'params-too-long' : null;
}

function paramsKey(person: ConfirmedPerson): string {
  return JSON.stringify(Object.entries(person.params ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Divides people into batches with the same values. The first of each batch must be a person without another start of
 * this flow in the last 24 h, because the history names only the first.
 */
function planBatches(
  people: readonly ConfirmedPerson[],
  startedRecently: ReadonlySet<ContactUuid>,
): ConfirmedPerson[][] {
  const byParams = new Map<string, ConfirmedPerson[]>();
  for (const person of people) {
    if (person.roomUuid !== null || skipReason(person) !== null) continue;
    const key = paramsKey(person);
    const alike = byParams.get(key);
    if (alike === undefined) byParams.set(key, [person]);
    else alike.push(person);
  }
  const batches: ConfirmedPerson[][] = [];
  for (const alike of byParams.values()) {
    const firsts = alike.filter((person) => !startedRecently.has(person.contactUuid));
    const size = Math.min(firsts.length, Math.ceil(alike.length / MAX_BATCH));
    const heads = firsts.slice(0, size);
    const isHead = new Set(heads);
    const rest = alike.filter((person) => !isHead.has(person));
    for (const [index, head] of heads.entries()) {
      const members = [head, ...rest.slice(index * (MAX_BATCH - 1), (index + 1) * (MAX_BATCH - 1))];
      if (members.length > 1) batches.push(members);
    }
  }
  return batches;
}

/**
 * Makes the rows of one dispatch: each contact once (the first entry wins), batches before singles.
 *
 * @param people in the order picked
 * @param plan `startedRecently`: contacts with another start of this flow in the last 24 h
 * @returns rows in sending order, `queued` or `skipped`
 * @throws {RangeError} above MAX_PEOPLE
 */
export function planPeople(
  people: readonly ConfirmedPerson[],
  plan: {
    readonly dispatchId: DispatchId;
    readonly agentKey: string;
    readonly mode: DispatchRow['mode'];
    readonly startedRecently: ReadonlySet<ContactUuid>;
    readonly now: number;
  },
): PersonRow[] {
  const first = new Map<ContactUuid, ConfirmedPerson>();
  for (const person of people) if (!first.has(person.contactUuid)) first.set(person.contactUuid, person);
  const once = [...first.values()];
  if (once.length > MAX_PEOPLE) throw new RangeError(`${once.length} people, at most ${MAX_PEOPLE}`);
  const batches = plan.mode === 'batches' ? planBatches(once, plan.startedRecently) : [];
  const inBatch = new Set(batches.flat());
  const ordered: readonly (readonly [ConfirmedPerson, number | null])[] = [
    ...batches.flatMap((members, batch) => members.map((person) => [person, batch] as const)),
    ...once.filter((person) => !inBatch.has(person)).map((person) => [person, null] as const),
  ];
  return ordered.map(([person, batch], n) => {
    const reason = skipReason(person);
    return {
      dispatchId: plan.dispatchId,
      n,
      agentKey: plan.agentKey,
      contactUuid: person.contactUuid,
      name: person.name,
      status: reason === null ? 'queued' : 'skipped',
      reason,
      batch,
      isBatchFirst: batch !== null && batches[batch]?.[0] === person,
      ...(person.isFromGroup === true ? { isFromGroup: true } : {}),
      roomUuid: person.roomUuid,
      params: person.params === null ? null : { ...person.params },
      sentAt: null,
      checkingSince: null,
      settledAt: reason === null ? null : plan.now,
      startUuid: null,
      acceptedAt: null,
      attempts: 0,
      retryOf: null,
    };
  });
}
