import type { DispatchRow, FollowUp } from '../../dispatch/records.ts';
import { type Draft, EMPTY_DRAFT } from '../../draft/draft.ts';
import type { ContactUuid, DispatchId, SessionId } from '../../ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { FollowUpLeftOut, FollowUpView } from '../../messaging/views.ts';
import type { FindingKind, PreflightReport } from '../../preflight/preflight-report.ts';
import { decideFollowUp, followUpDueAt, type FollowUpPeople } from '../../replies/follow-up.ts';
import type { ReplyWatcher } from '../../replies/ports.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { serially } from '../../util/serially.ts';
import type { PreflightService } from './preflight-service.ts';
import type { PreparedService } from './prepared-service.ts';

export interface FollowUpPorts {
  readonly ledger: Pick<
    Ledger,
    'changeDispatch' | 'getDispatch' | 'listAwaited' | 'listDispatches' | 'peopleByContact'
  >;
  readonly watcher: Pick<ReplyWatcher, 'shown'>;
  readonly preflight: Pick<PreflightService, 'check'>;
  readonly prepared: Pick<PreparedService, 'replace'>;
  readonly now: () => number;
  /** Length of a day, ms; the sandbox build makes it shorter. */
  readonly dayMs: () => number;
  /** Called when the rule of a dispatch changed: views, icon and alarm follow. */
  readonly onChanged: (dispatchId: DispatchId) => void;
}

type Plain = { ok: true } | { ok: false; reason: string };
type LeftOutReason = FollowUpLeftOut['reason'];

const MOST_DISPATCHES = 5_000;

/** Findings of the checks that take a person out of a follow-up. A check that failed takes nobody out. */
const OUT_BY_FINDING: Readonly<Partial<Record<FindingKind, LeftOutReason>>> = {
  'open-chat': 'open-chat',
  stopped: 'opted-out',
  blocked: 'opted-out',
  'opted-out': 'opted-out',
  excluded: 'excluded',
  'on-own-list': 'excluded',
  'often-written': 'often-written',
  'no-urn': 'unreachable',
  gone: 'unreachable',
};

/** Takes out whom the checks found something about, and counts each person once, by the first reason. */
function withoutFound(
  people: FollowUpPeople['people'],
  report: PreflightReport,
): { readonly people: FollowUpPeople['people']; readonly reasons: readonly LeftOutReason[] } {
  const out = new Map<ContactUuid, LeftOutReason>();
  for (const finding of report.findings) {
    const reason = finding.level === 'unknown' ? undefined : OUT_BY_FINDING[finding.kind];
    if (reason === undefined) continue;
    for (const { contactUuid } of finding.people) if (!out.has(contactUuid)) out.set(contactUuid, reason);
  }
  return { people: people.filter(({ contactUuid }) => !out.has(contactUuid)), reasons: [...out.values()] };
}

/**
 * Offers a flow to those who did not answer a dispatch (lib/replies/follow-up.ts). The rule is kept with the dispatch;
 * who is in the follow-up is decided anew each time, so it ends with the answer. It sends nothing.
 */
export function createFollowUpService(ports: FollowUpPorts) {
  const { ledger, now } = ports;
  const inTurn = serially();
  /** The dispatches with a rule that was not used yet; read once in a life. */
  let known: Promise<Map<DispatchId, DispatchRow>> | null = null;

  const hasRule = ({ followUp }: DispatchRow): boolean =>
    followUp !== undefined && followUp !== null && followUp.endedAt === null;

  function rows(): Promise<Map<DispatchId, DispatchRow>> {
    known ??= ledger.listDispatches({ sessionId: null, limit: MOST_DISPATCHES }).then(
      (all) => new Map(all.filter(hasRule).map((row) => [row.dispatchId, row])),
      (error: unknown) => {
        known = null;
        throw error;
      },
    );
    return known;
  }

  /**
   * How many people each follow-up holds, for lists, until somebody answers or a dispatch changes. Views are told of
   * changes many times a minute, and counting reads every awaited row.
   */
  const counted = new Map<DispatchId, number>();

  async function remember(changed: readonly DispatchRow[], gone: readonly DispatchId[] = []): Promise<void> {
    counted.clear();
    if (known === null) return;
    const map = await known;
    for (const row of changed) {
      if (hasRule(row)) map.set(row.dispatchId, row);
      else map.delete(row.dispatchId);
    }
    for (const id of gone) map.delete(id);
  }

  async function change(
    dispatchId: DispatchId,
    rule: (row: DispatchRow) => FollowUp | null | undefined,
  ): Promise<DispatchRow | null> {
    const stored = await ledger.changeDispatch(
      dispatchId,
      (row) => {
        const next = rule(row);
        return next === undefined ? null : { ...row, followUp: next };
      },
      'strict',
    );
    if (stored !== null) await remember([stored]);
    return stored;
  }

  /** The dispatch and, recursively, its child dispatches. */
  async function familyOf(dispatch: DispatchRow): Promise<ReadonlySet<DispatchId>> {
    const all = await ledger.listDispatches({ sessionId: dispatch.sessionId, limit: MOST_DISPATCHES });
    const ids = new Set([dispatch.dispatchId]);
    for (const row of all.toReversed()) if (row.parentId !== null && ids.has(row.parentId)) ids.add(row.dispatchId);
    return ids;
  }

  /** Counts without asking whom other dispatches have in their queues; opening asks that too. */
  async function count(dispatch: DispatchRow): Promise<number> {
    const known = counted.get(dispatch.dispatchId);
    if (known !== undefined) return known;
    const awaited = ports.watcher.shown(await ledger.listAwaited(dispatch.agentKey));
    const { people } = decideFollowUp(await familyOf(dispatch), awaited, []);
    counted.set(dispatch.dispatchId, people.length);
    return people.length;
  }

  async function decide(dispatch: DispatchRow): Promise<FollowUpPeople> {
    const { agentKey } = dispatch;
    const ids = await familyOf(dispatch);
    const awaited = ports.watcher.shown(await ledger.listAwaited(agentKey));
    const own = awaited.filter((row) => row.dispatchId !== null && ids.has(row.dispatchId));
    const contacts = new Set(
      own.flatMap((row) => [row.contactUuid, ...(row.humanUuid === undefined ? [] : [row.humanUuid])]),
    );
    const started = await Promise.all([...contacts].map((uuid) => ledger.peopleByContact(agentKey, uuid)));
    return decideFollowUp(ids, awaited, started.flat());
  }

  return {
    familyOf,

    /** Somebody answered, or an awaited row changed otherwise. */
    awaitedChanged: (): void => counted.clear(),

    /** Hears of dispatches that changed. */
    changed: remember,

    /** The follow-ups of a session, the first due first. Those for which nobody is left are not among them. */
    async viewsOf(sessionId: SessionId): Promise<FollowUpView[]> {
      const own = [...(await rows()).values()].filter((row) => row.sessionId === sessionId);
      const views: FollowUpView[] = [];
      for (const row of own) {
        const dueAt = followUpDueAt(row, ports.dayMs());
        const { followUp } = row;
        if (dueAt === null || followUp === undefined || followUp === null) continue;
        const people = await count(row);
        if (people === 0) continue;
        views.push({
          dispatchId: row.dispatchId,
          name: row.name ?? row.flowName,
          flowName: followUp.flow?.flowName ?? row.flowName,
          people,
          total: row.total,
          sentAt: row.createdAt,
          dueAt,
          isDue: followUp.offeredAt !== null || dueAt <= now(),
        });
      }
      return views.toSorted((a, b) => a.dueAt - b.dueAt);
    },

    set: (dispatchId: DispatchId, rule: Pick<FollowUp, 'days' | 'flow'> | null): Promise<Plain> =>
      inTurn(async () => {
        const stored = await change(dispatchId, () =>
          rule === null ? null : { ...rule, offeredAt: null, endedAt: null },
        );
        if (stored === null) return { ok: false, reason: 'gone' };
        ports.onChanged(dispatchId);
        return { ok: true };
      }),

    /**
     * Makes a draft of those who have not answered. The rule ends first, so that it is offered once.
     *
     * @throws {WeniApiError} when the server could not be asked at all; then the rule stays
     */
    open: (
      session: SessionRecord,
      dispatch: DispatchRow,
    ): Promise<{ ok: true; people: number; leftOut: FollowUpLeftOut[] } | { ok: false; reason: string }> =>
      inTurn(async () => {
        if (dispatch.flowsProject?.projectUuid !== session.flowsProject?.projectUuid)
          return { ok: false, reason: 'prepared-other-project' };
        const { people: unanswered, leftOut } = await decide(dispatch);
        const rule = dispatch.followUp ?? null;
        const flow = rule?.flow ?? { flowUuid: dispatch.flowUuid, flowName: dispatch.flowName };
        const name = dispatch.name ?? dispatch.flowName;
        const toDraft = (people: FollowUpPeople['people']): Draft => ({
          ...EMPTY_DRAFT,
          ...flow,
          people: people.map((person) => ({ ...person, origins: [{ kind: 'audience', name }] })),
        });
        const found =
          unanswered.length === 0
            ? { people: unanswered, reasons: [] }
            : withoutFound(unanswered, await ports.preflight.check(session, toDraft(unanswered)));
        const counts = new Map<LeftOutReason, number>();
        for (const reason of found.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
        const before = (['answered', 'written-since', 'done', 'not-watched', 'asked-to-stop'] as const).map(
          (reason) => ({ reason, count: leftOut[reason] }) satisfies FollowUpLeftOut,
        );
        const out = [...before, ...[...counts].map(([reason, count]) => ({ reason, count }))];
        if (found.people.length > 0) {
          if (rule !== null) await change(dispatch.dispatchId, () => ({ ...rule, endedAt: now() }));
          try {
            await ports.prepared.replace(session, toDraft(found.people));
          } catch (error) {
            if (rule !== null) await change(dispatch.dispatchId, () => rule);
            throw error;
          }
          ports.onChanged(dispatch.dispatchId);
        }
        return { ok: true, people: found.people.length, leftOut: out.filter(({ count }) => count > 0) };
      }),

    /**
     * Looks at the time: marks what has become due, and ends the rules of dispatches that everybody has answered.
     *
     * @returns the dispatches whose follow-up the agent is to be told of, and when to look again (epoch ms)
     */
    review: (): Promise<{
      readonly newlyDue: readonly { readonly row: DispatchRow; readonly people: number }[];
      readonly nextAt: number | null;
    }> =>
      inTurn(async () => {
        const newlyDue: { row: DispatchRow; people: number }[] = [];
        let nextAt: number | null = null;
        for (const row of (await rows()).values()) {
          const dueAt = followUpDueAt(row, ports.dayMs());
          const rule = row.followUp;
          if (dueAt === null || rule === undefined || rule === null || rule.offeredAt !== null) continue;
          if (dueAt > now()) {
            nextAt = Math.min(nextAt ?? dueAt, dueAt);
            continue;
          }
          const { people } = await decide(row);
          const mark = people.length === 0 ? { endedAt: now() } : { offeredAt: now() };
          const stored = await change(row.dispatchId, () => ({ ...rule, ...mark }));
          if (stored !== null && people.length > 0) newlyDue.push({ row: stored, people: people.length });
        }
        return { newlyDue, nextAt };
      }),

    /** The dispatches whose follow-up was offered and not used yet, of all agents. */
    async due(): Promise<readonly DispatchRow[]> {
      return [...(await rows()).values()].filter(({ followUp }) => (followUp?.offeredAt ?? null) !== null);
    },
  };
}

export type FollowUpService = ReturnType<typeof createFollowUpService>;
