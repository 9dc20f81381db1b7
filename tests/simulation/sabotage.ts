import type { DispatchLedger } from '../../lib/dispatch/ledger-port.ts';
import { movePerson } from '../../lib/dispatch/states.ts';
import { decideFollowUp } from '../../lib/replies/follow-up.ts';
import type { Sabotage } from './simulate.ts';

function withSettle(
  ledger: DispatchLedger,
  spoil: (after: NonNullable<ReturnType<Parameters<DispatchLedger['settle']>[2]>>) => typeof after | null,
): DispatchLedger {
  return {
    ...ledger,
    settle: (dispatchId, ns, change, also) =>
      ledger.settle(
        dispatchId,
        ns,
        (row) => {
          const after = change(row);
          return after === null ? null : spoil(after);
        },
        also,
      ),
  };
}

/** Dispatchers that are each wrong in one way. If the simulation does not catch one of them, it proves nothing. */
export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'a follow-up to people who answered': {
    followUp: (ids, awaited, started) =>
      decideFollowUp(
        ids,
        awaited.map((row) => ({ ...row, repliedAt: null })),
        started,
      ),
  },
  'a follow-up to people who were written to since': {
    followUp: (ids, awaited) =>
      decideFollowUp(
        ids,
        awaited.filter(({ dispatchId }) => dispatchId !== null && ids.has(dispatchId)),
        [],
      ),
  },
  'the request leaves before its intent is on disk': {
    ledger: (ledger, world, life) => ({
      ...ledger,
      intend: async (dispatchId, ns, intent) => {
        const dispatch = await ledger.getDispatch(dispatchId);
        const rows = await ledger.getPeople(dispatchId, ns);
        if (dispatch === null || dispatch.state.status !== 'running' || rows.some((row) => row.status !== 'queued'))
          return null;
        world.at(20, 'late intent', () => void ledger.intend(dispatchId, ns, intent), life);
        return {
          dispatch,
          moves: rows.map((before) => ({
            before,
            after: movePerson(before, 'sending', { reason: null, sentAt: intent.sentAt }),
          })),
        };
      },
    }),
  },
  'an intent a power cut takes away': {
    ledger: (ledger) => ({
      ...ledger,
      intend: (dispatchId, ns, intent) =>
        ledger.settle(dispatchId, ns, (row) =>
          row.status === 'queued' ? movePerson(row, 'sending', { reason: null, sentAt: intent.sentAt }) : null,
        ),
    }),
    weni: (weni) => ({
      ...weni,
      listFlowStarts: async () => ({ kind: 'ok', rows: [], complete: true, serverAt: null }),
    }),
  },
  'an unknown is sent again by the machine': {
    ledger: (ledger) =>
      withSettle(ledger, (after) =>
        after.status === 'unknown' ? { ...after, status: 'queued', sentAt: null } : after,
      ),
  },
  'whoever was on their way when the background died is queued again': {
    ledger: (ledger) =>
      withSettle(ledger, (after) =>
        after.reason === 'background-stopped' && after.status === 'checking'
          ? { ...after, status: 'queued', sentAt: null }
          : after,
      ),
  },
  'a lost answer is taken for an accepted one': {
    ledger: (ledger) =>
      withSettle(ledger, (after) =>
        after.reason === 'no-answer' ? { ...after, status: 'accepted', reason: null } : after,
      ),
  },
  'a 500 is taken for a refusal': {
    ledger: (ledger) =>
      withSettle(ledger, (after) =>
        after.reason === 'engine-error' && after.status === 'unknown' ? { ...after, status: 'refused' } : after,
      ),
  },
  'every row of the history is mine to take': {
    weni: (weni) => ({
      ...weni,
      listFlowStarts: async (query) => {
        const answer = await weni.listFlowStarts({ sinceAt: 0 });
        if (answer.kind === 'failed') return answer;
        return {
          ...answer,
          rows: answer.rows.flatMap((row) => [row, { ...row }, { ...row, createdAt: row.createdAt + 1 }]),
          complete: query.sinceAt > 0,
        };
      },
    }),
  },
  'a pause that is never written': {
    ledger: (ledger) => ({
      ...ledger,
      changeDispatch: async (dispatchId, change, durability) => {
        let isPause = false;
        const stored = await ledger.changeDispatch(
          dispatchId,
          (row) => {
            const after = change(row);
            isPause = after?.state.status === 'paused' && after.state.reason === 'by-agent';
            return isPause ? row : after;
          },
          durability,
        );
        return stored;
      },
    }),
  },
  'a wait that the server asked for cut short': {
    weni: (weni) => ({
      ...weni,
      startFlow: async (request) => {
        const answer = await weni.startFlow(request);
        return answer.kind === 'held-off' ? { ...answer, retryAfterMs: 0 } : answer;
      },
    }),
  },
  'a refused login tried again as if nothing had left': {
    weni: (weni) => ({
      ...weni,
      startFlow: async (request) => {
        const answer = await weni.startFlow(request);
        return answer.kind === 'unauthorized' ? { kind: 'not-sent' } : answer;
      },
    }),
  },
  'a throttled start taken for a refused one': {
    weni: (weni) => ({
      ...weni,
      startFlow: async (request) => {
        const answer = await weni.startFlow(request);
        return answer.kind === 'held-off' ? { kind: 'refused', status: 429, reason: 'invalid-request' } : answer;
      },
    }),
  },
  'unopened replies that are not counted': {
    ledger: (ledger) => ({
      ...ledger,
      openReplies: async (dispatch) => ({ ...(await ledger.openReplies(dispatch)), open: 0 }),
    }),
  },
  'a hold that handled replies do not end': {
    ledger: (ledger) => ({
      ...ledger,
      openReplies: async (dispatch) => {
        const { open, handledAt } = await ledger.openReplies(dispatch);
        return { open: open > 0 || handledAt.length > 0 ? 1_000 : 0, handledAt };
      },
    }),
  },
  'a hold that time alone ends': {
    ledger: (ledger, world) => ({
      ...ledger,
      openReplies: async (dispatch) => {
        const { open } = await ledger.openReplies(dispatch);
        const row = await ledger.getDispatch(dispatch.dispatchId);
        const isHeld = row?.state.status === 'paused' && row.state.reason === 'open-replies';
        return { open: isHeld ? 0 : open, handledAt: [world.now()] };
      },
    }),
  },
  'settlements that are forgotten': {
    ledger: (ledger) => withSettle(ledger, (after) => (after.status === 'accepted' ? null : after)),
  },
};
