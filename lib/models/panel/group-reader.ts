import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { GroupUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { CallError } from '../../messaging/protocol.ts';
import type { GroupRow } from '../../messaging/views.ts';
import type { ContactRow } from '../../contacts/contact-row.ts';
import { addGroupMembers, beginGroup } from '../../draft/selection.ts';
import type { Selection } from '../../draft/selection.ts';
import type { PeopleModel } from './people-model.ts';
import { toCallError } from '../shared/resource.ts';

/** The state of reading a group's members. */
export interface GroupReading {
  readonly groupUuid: GroupUuid;
  readonly name: string;
  readonly loaded: number;
  readonly total: number;
  /** Members that could not be parsed; they are not in the selection. */
  readonly badRows: number;
  /** `gone`: the group was deleted; `incomplete`: read to its end, except for its `badRows`. */
  readonly status: 'reading' | 'failed' | 'never-ending' | 'gone' | 'incomplete';
  readonly error: CallError | null;
}

/** Adds the members of groups to the selection, one result page after the other. */
export interface GroupReader {
  readonly readings: ReadonlySignal<readonly GroupReading[]>;
  readonly pick: (group: GroupRow) => Promise<void>;
  readonly stop: (groupUuid: GroupUuid) => void;
  readonly stopAll: () => void;
}

/** A group of 10,000 has 40 result pages of 250. A list with more than this is taken for one that never ends. */
const MAX_GROUP_PAGES = 400;

/** Members are in the selection as soon as their result page is read, and stay there however the reading ends. */
export function createGroupReader(
  client: BackgroundClient,
  parts: {
    people: PeopleModel;
    selection: ReadonlySignal<Selection>;
    change: (edit: (selection: Selection) => Selection) => void;
  },
): GroupReader {
  const { people, selection, change } = parts;
  const readings = signal<readonly GroupReading[]>([]);
  const stopped = new Set<GroupUuid>();
  const ask = (groupUuid: GroupUuid, cursor: string | null) =>
    client.call('people:expand-group', { groupUuid, cursor });

  const setReading = (reading: GroupReading | null, groupUuid: GroupUuid): void => {
    const others = readings.peek().filter((one) => one.groupUuid !== groupUuid);
    readings.value = reading === null ? others : [...others, reading];
  };

  /** Where a reading stopped. The next attempt continues there, because each result page costs a rationed call. */
  const stoppedAt = new Map<
    GroupUuid,
    {
      readonly cursor: string | null;
      readonly seen: Set<string>;
      readonly cursors: Set<string>;
      readonly badRows: number;
    }
  >();

  /**
   * Whether a group was deleted. Flows answers its members with an error or an empty list then, so the list of groups
   * is read.
   */
  async function isGone(groupUuid: GroupUuid): Promise<boolean> {
    try {
      const { groups, badRows } = await client.call('people:list-groups', { refresh: true });
      return badRows === 0 && !groups.some((group) => group.groupUuid === groupUuid);
    } catch {
      // Not known: the reading then ends with its own error.
      return false;
    }
  }

  async function pick(group: GroupRow): Promise<void> {
    const { groupUuid } = group;
    const base = { groupUuid, name: group.name, total: group.count };
    if (readings.peek().some((one) => one.groupUuid === groupUuid && one.status === 'reading')) return;
    stopped.delete(groupUuid);
    const resumed = selection.peek().groups.has(groupUuid) ? stoppedAt.get(groupUuid) : undefined;
    if (resumed === undefined)
      change((now) => beginGroup(now, { ...group, name: group.name === '' ? null : group.name }));
    const { seen, cursors } = resumed ?? { seen: new Set<string>(), cursors: new Set<string>() };
    let cursor = resumed?.cursor ?? null;
    let badRows = resumed?.badRows ?? 0;
    const end = async (status: GroupReading['status'], error: CallError | null): Promise<void> => {
      if (stopped.has(groupUuid)) return setReading(null, groupUuid);
      stoppedAt.set(groupUuid, { cursor, seen, cursors, badRows });
      const isDeleted =
        status === 'failed' && error?.kind !== 'offline' && error?.kind !== 'session' && (await isGone(groupUuid));
      setReading({ ...base, loaded: seen.size, badRows, status: isDeleted ? 'gone' : status, error }, groupUuid);
    };
    const finish = async (): Promise<void> => {
      stoppedAt.delete(groupUuid);
      if (seen.size === 0 && group.count > 0 && (await isGone(groupUuid)))
        setReading({ ...base, loaded: 0, badRows, status: 'gone', error: null }, groupUuid);
      else
        setReading(
          badRows === 0 ? null : { ...base, loaded: seen.size, badRows, status: 'incomplete', error: null },
          groupUuid,
        );
    };
    try {
      for (let page = 0; page < MAX_GROUP_PAGES; page += 1) {
        setReading({ ...base, loaded: seen.size, badRows, status: 'reading', error: null }, groupUuid);
        const answer: Awaited<ReturnType<typeof ask>> = await ask(groupUuid, cursor);
        if (stopped.has(groupUuid)) return setReading(null, groupUuid);
        // A member may be on two result pages, if rows moved between the requests.
        const members: ContactRow[] = answer.rows.filter((row) => !seen.has(row.contactUuid)).map(people.learn);
        for (const member of members) seen.add(member.contactUuid);
        badRows += answer.badRows;
        change((now) => addGroupMembers(now, groupUuid, members));
        if (answer.next === null) return await finish();
        if (cursors.has(answer.next)) break;
        cursors.add(answer.next);
        cursor = answer.next;
      }
      await end('never-ending', null);
    } catch (thrown) {
      await end('failed', toCallError(thrown));
    }
  }

  return {
    readings,
    pick,
    stop(groupUuid) {
      stopped.add(groupUuid);
      setReading(null, groupUuid);
    },
    stopAll() {
      for (const reading of readings.peek()) stopped.add(reading.groupUuid);
      readings.value = [];
    },
  };
}
