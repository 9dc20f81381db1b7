import { type ContactUuid, SessionId } from '../../ids.ts';
import { addExcluded, ExclusionList, removeExcluded } from '../../contacts/exclusion-list.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { flowsScopeOf, readFlowsScope, type FlowsScope, type SessionRecord } from '../../sessions/session.ts';
import { serially } from '../../util/serially.ts';

/** The session of the agent whose list is changed. */
type ListOwner = Pick<SessionRecord, 'sessionId' | 'projectName' | 'flowsProject'>;

type Plain = { ok: true } | { ok: false; reason: string };

const PREFIX = 'exclusions:';
const NOBODY: ExclusionList = { projectName: '', people: [] };

/**
 * Keeps the agents' own exclusion lists in the ledger: one list per agent and project (under a principal project: per
 * secondary project, because contacts belong to it).
 */
export function createExclusionLists(ports: {
  readonly kept: Pick<Ledger, 'getKept' | 'putKept' | 'listKept'>;
  readonly now: () => number;
  /** Other known contacts of the same human. */
  readonly twinsOf: (scope: FlowsScope, contactUuid: ContactUuid) => readonly ContactUuid[];
}) {
  /** Changes one after the other: two views may change a list at once, and neither change may be lost. */
  const inTurn = serially();
  let revision = 0;
  /**
   * Who is on each list; null: what is stored cannot be read. Each start asks, and only this life writes, so the lists
   * are read once.
   */
  const known = new Map<FlowsScope, ReadonlySet<ContactUuid> | null>();
  const key = (scope: FlowsScope) => `${PREFIX}${scope}`;

  /** Null: nothing is stored. @throws {Error} when what is stored cannot be read, so that it is not overwritten */
  async function read(scope: FlowsScope): Promise<ExclusionList | null> {
    const stored = await ports.kept.getKept(key(scope));
    return stored === undefined ? null : ExclusionList.parse(stored);
  }

  async function listedOf(scope: FlowsScope): Promise<ReadonlySet<ContactUuid> | null> {
    const listed = known.get(scope);
    if (listed !== undefined) return listed;
    return await inTurn(async () => {
      const stored = await ports.kept.getKept(key(scope));
      const parsed = stored === undefined ? { success: true as const, data: NOBODY } : ExclusionList.safeParse(stored);
      const found = parsed.success ? new Set(parsed.data.people.map(({ contactUuid }) => contactUuid)) : null;
      known.set(scope, found);
      return found;
    });
  }

  async function write(scope: FlowsScope, list: ExclusionList): Promise<void> {
    await ports.kept.putKept({ key: key(scope), value: list });
    known.set(scope, new Set(list.people.map(({ contactUuid }) => contactUuid)));
    revision += 1;
  }

  return {
    /** Puts people on the list of a session. Refusal `exclusions-full`: the list cannot hold them all. */
    async add(
      session: ListOwner,
      people: readonly { readonly contactUuid: ContactUuid; readonly name: string | null }[],
    ): Promise<Plain> {
      const scope = flowsScopeOf(session);
      return await inTurn(async (): Promise<Plain> => {
        // The other contacts of a person are stored too: after a restart nobody knows that they are one human.
        const everyContact = people.flatMap(({ contactUuid, name }) =>
          [contactUuid, ...ports.twinsOf(scope, contactUuid)].map((each) => ({ contactUuid: each, name })),
        );
        const next = addExcluded((await read(scope))?.people ?? [], everyContact, ports.now());
        if (next === null) return { ok: false, reason: 'exclusions-full' };
        const projectName = session.flowsProject?.name ?? session.projectName;
        await write(scope, { projectName, people: next });
        return { ok: true };
      });
    },

    /** Takes people off a list. */
    async remove(scope: FlowsScope, contactUuids: readonly ContactUuid[]): Promise<void> {
      await inTurn(async () => {
        const stored = await read(scope);
        if (stored === null) return;
        const people = removeExcluded(stored.people, contactUuids);
        await write(scope, { ...stored, people });
      });
    },

    /** The lists of these sessions that hold anybody, with the scope of each. */
    async list(sessionIds: ReadonlySet<string>): Promise<(ExclusionList & { readonly scope: FlowsScope })[]> {
      const rows = await ports.kept.listKept(PREFIX);
      return rows.flatMap(({ key: stored, value }) => {
        const scope = SessionId.parse(stored.slice(PREFIX.length));
        const parsed = ExclusionList.safeParse(value);
        const isOwn = sessionIds.has(readFlowsScope(scope).sessionId);
        return isOwn && parsed.success && parsed.data.people.length > 0 ? [{ scope, ...parsed.data }] : [];
      });
    },

    /** Grows whenever a list changes. In memory only. */
    revision: (): number => revision,

    /**
     * Those of these people who are on the list of a scope, themselves or by another contact of the same human. Null:
     * what is stored cannot be read.
     */
    async excludedOf(
      scope: FlowsScope,
      contactUuids: readonly ContactUuid[],
    ): Promise<ReadonlySet<ContactUuid> | null> {
      const listed = await listedOf(scope);
      if (listed === null) return null;
      if (listed.size === 0) return listed;
      const isListed = (contactUuid: ContactUuid) =>
        [contactUuid, ...ports.twinsOf(scope, contactUuid)].some((each) => listed.has(each));
      return new Set(contactUuids.filter(isListed));
    },
  };
}

export type ExclusionLists = ReturnType<typeof createExclusionLists>;
