import type { SessionId } from '../../ids.ts';
import { EMPTY_DRAFT, type Draft } from '../../draft/draft.ts';
import {
  expiresAt,
  isClockBack,
  isDue,
  MAX_PREPARED,
  Prepared,
  PREPARED_PREFIX,
  preparedKey,
  refuseTime,
  reviewPrepared,
  sortPrepared,
} from '../../draft/prepared.ts';
import { hasPicks } from '../../ledger/draft-slots.ts';
import { ERASURE_KEY, readErasure } from '../../ledger/erasure.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { LaterView } from '../../messaging/views.ts';
import { agentKeyOf, type SessionRecord } from '../../sessions/session.ts';
import { serially } from '../../util/serially.ts';

export interface PreparedPorts {
  readonly ledger: Pick<Ledger, 'changeDraft' | 'deleteKept' | 'getKept' | 'listKept' | 'putKept'>;
  readonly now: () => number;
  readonly newId: () => string;
  /** Days after which a prepared draft that was not opened is deleted. */
  readonly keepDays: () => number;
  /** Called when the stored drafts changed: views, icon and alarm follow. */
  readonly onChanged: () => void;
}

type Plain = { ok: true } | { ok: false; reason: string };

/**
 * Keeps drafts for later (lib/draft/prepared.ts). It offers them and sends nothing: opening one makes it the session's
 * draft, and everything after that is the agent's presses, as for any draft.
 */
export function createPreparedService(ports: PreparedPorts) {
  const { ledger, now } = ports;
  /** One change after the other: each reads what is stored and writes it anew. */
  const inTurn = serially();
  /** The draft of each session that was dropped last, for *Undo*; in memory only. */
  const dropped = new Map<SessionId, { readonly entry: Prepared; readonly generation: number }>();
  const generation = async (): Promise<number> => readErasure(await ledger.getKept(ERASURE_KEY)).generation;

  /** What is stored, read once until this service changes it: icon and views ask many times a minute. */
  let known: Promise<readonly Prepared[]> | null = null;

  /** Rows that do not parse stay where they are: a later version may read them. */
  const parse = ({ value }: { readonly value: unknown }): Prepared[] => {
    const parsed = Prepared.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  };

  function all(): Promise<readonly Prepared[]> {
    const reading = (known ??= ledger.listKept(PREPARED_PREFIX).then((rows) => rows.flatMap(parse)));
    reading.catch(() => {
      if (known === reading) known = null;
    });
    return reading;
  }

  /** Runs one change after the other. Whatever became of it, what is stored is read again afterwards. */
  const change = <Result>(work: () => Promise<Result>): Promise<Result> =>
    inTurn(async () => {
      try {
        return await work();
      } finally {
        known = null;
      }
    });

  async function own(sessionId: SessionId, id: string): Promise<Prepared | null> {
    const parsed = Prepared.safeParse(await ledger.getKept(preparedKey(sessionId, id)));
    return parsed.success && parsed.data.sessionId === sessionId ? parsed.data : null;
  }

  const put = async (entry: Prepared): Promise<void> =>
    await ledger.putKept({ key: preparedKey(entry.sessionId, entry.id), value: entry });

  const toEntry = (session: SessionRecord, draft: Draft, dueAt: number | null): Prepared => ({
    id: ports.newId(),
    sessionId: session.sessionId,
    agentKey: agentKeyOf(session),
    projectName: session.projectName,
    ...(session.flowsProject === undefined ? {} : { flowsProject: session.flowsProject }),
    draft: { ...draft, returned: null },
    dueAt,
    savedAt: now(),
    offeredAt: null,
  });

  const changed = <Result>(result: Result): Result => {
    ports.onChanged();
    return result;
  };

  /**
   * Makes `draft` the session's draft. What the agent had picked is put aside among the prepared drafts, in the same
   * transaction, so that nothing of it is lost. Resolves to false when `key` is named and no longer stored.
   */
  async function replaceDraft(session: SessionRecord, draft: Draft, key: string | null): Promise<boolean> {
    const aside = toEntry(session, EMPTY_DRAFT, null);
    const stored = await ledger.changeDraft(session.sessionId, key === null ? [] : [key], (current, kept) => {
      if (key !== null && !Prepared.safeParse(kept[0]).success) return null;
      const revision = Math.max(current?.revision ?? 0, draft.revision) + 1;
      // A flow alone is picked again at once, so it is not worth an entry.
      const hadPicks = current !== null && hasPicks({ ...current, flowUuid: null });
      return {
        draft: { ...draft, returned: null, revision },
        put: hadPicks
          ? [
              {
                key: preparedKey(session.sessionId, aside.id),
                value: { ...aside, draft: { ...current, returned: null } },
              },
            ]
          : [],
        remove: key === null ? [] : [key],
      };
    });
    return stored !== null;
  }

  return {
    all,

    /** The prepared drafts of a session, as lists show them, and which other projects of its agent have some due. */
    async viewOf(session: SessionRecord): Promise<Pick<LaterView, 'prepared' | 'elsewhere'>> {
      const at = now();
      const stored = await all();
      const own = agentKeyOf(session);
      const others = stored.filter(
        (entry) => entry.agentKey === own && entry.sessionId !== session.sessionId && isDue(entry, at),
      );
      return {
        prepared: sortPrepared(stored.filter((entry) => entry.sessionId === session.sessionId)).map((entry) => ({
          id: entry.id,
          flowName: entry.draft.flowName,
          people: entry.draft.people.length,
          dueAt: entry.dueAt,
          state: entry.dueAt === null ? 'aside' : isDue(entry, at) ? 'due' : 'waiting',
          expiresAt: expiresAt(entry, ports.keepDays()),
          isClockBack: isClockBack(entry, at),
          otherProject:
            entry.flowsProject !== undefined && entry.flowsProject.projectUuid !== session.flowsProject?.projectUuid
              ? entry.flowsProject.name
              : null,
        })),
        elsewhere: [...new Set(others.map((entry) => entry.projectName))],
      };
    },

    /**
     * Keeps the session's draft for `dueAt` (epoch ms) and empties it, in one transaction.
     *
     * @param revision of the draft that the agent saw
     */
    prepare: (
      session: SessionRecord,
      { revision, dueAt }: { readonly revision: number; readonly dueAt: number },
    ): Promise<{ ok: true; id: string } | { ok: false; reason: string }> =>
      change(async () => {
        const refused = refuseTime(dueAt, now());
        if (refused !== null) return { ok: false, reason: refused };
        if ((await all()).filter((entry) => entry.sessionId === session.sessionId).length >= MAX_PREPARED)
          return { ok: false, reason: 'too-many-prepared' };
        const entry = toEntry(session, EMPTY_DRAFT, dueAt);
        const key = preparedKey(session.sessionId, entry.id);
        const stored = await ledger.changeDraft(session.sessionId, [], (draft) =>
          draft === null || draft.revision !== revision || draft.people.length === 0
            ? null
            : {
                draft: { ...EMPTY_DRAFT, revision: revision + 1 },
                put: [{ key, value: { ...entry, draft: { ...draft, returned: null } } }],
              },
        );
        return stored === null ? { ok: false, reason: 'stale-draft' } : changed({ ok: true, id: entry.id });
      }),

    /** Makes a prepared draft the session's draft again. */
    open: (session: SessionRecord, id: string): Promise<Plain> =>
      change(async () => {
        const entry = await own(session.sessionId, id);
        if (entry === null) return { ok: false, reason: 'prepared-gone' };
        if (entry.flowsProject?.projectUuid !== session.flowsProject?.projectUuid)
          return { ok: false, reason: 'prepared-other-project' };
        const isDone = await replaceDraft(session, entry.draft, preparedKey(session.sessionId, id));
        return isDone ? changed({ ok: true }) : { ok: false, reason: 'prepared-gone' };
      }),

    /** Makes another draft (of a follow-up, of a recipe) the session's draft; what was picked is put aside. */
    replace: (session: SessionRecord, draft: Draft): Promise<boolean> =>
      change(async () => changed(await replaceDraft(session, draft, null))),

    retime: (session: SessionRecord, id: string, dueAt: number): Promise<Plain> =>
      change(async () => {
        const refused = refuseTime(dueAt, now());
        const entry = await own(session.sessionId, id);
        if (entry === null) return { ok: false, reason: 'prepared-gone' };
        if (refused !== null) return { ok: false, reason: refused };
        await put({ ...entry, dueAt, offeredAt: null, savedAt: now() });
        return changed({ ok: true });
      }),

    drop: (session: SessionRecord, id: string): Promise<Plain> =>
      change(async () => {
        const entry = await own(session.sessionId, id);
        if (entry === null) return { ok: false, reason: 'prepared-gone' };
        dropped.set(session.sessionId, { entry, generation: await generation() });
        await ledger.deleteKept([preparedKey(session.sessionId, id)]);
        return changed({ ok: true });
      }),

    /** Brings back the draft that was dropped last. */
    restore: (session: SessionRecord, id: string): Promise<Plain> =>
      change(async () => {
        const last = dropped.get(session.sessionId);
        dropped.delete(session.sessionId);
        if (last === undefined || last.entry.id !== id || last.generation !== (await generation()))
          return { ok: false, reason: 'prepared-gone' };
        await put(last.entry);
        return changed({ ok: true });
      }),

    /**
     * Looks at the time: marks what has become due, deletes what has expired.
     *
     * @returns the drafts that the agent is to be told of now, and when to look again (epoch ms)
     */
    review: (): Promise<{ readonly newlyDue: readonly Prepared[]; readonly nextAt: number | null }> =>
      change(async () => {
        const { newlyDue, expired, nextAt } = reviewPrepared(await all(), now(), ports.keepDays());
        await ledger.deleteKept(expired.map(({ sessionId, id }) => preparedKey(sessionId, id)));
        for (const entry of newlyDue) await put({ ...entry, offeredAt: now() });
        return { newlyDue, nextAt };
      }),
  };
}

export type PreparedService = ReturnType<typeof createPreparedService>;
