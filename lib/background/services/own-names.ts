import type { SessionId } from '../../ids.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { WeniPool } from './weni-pool.ts';

export interface OwnNamesPorts {
  readonly weni: WeniPool;
  readonly now: () => number;
  /** Called when an answer differs from the previous one. */
  readonly onKnown: () => void;
  readonly onError: (error: unknown) => void;
}

export interface OwnNames {
  /**
   * Whether the agent is the only project member with this name; null while not known. A missing or old answer makes a
   * request, whose result is there at a later call. Only for admins: only they see other agents' starts, and only they
   * may read the list of members.
   */
  isUnique(session: Pick<SessionRecord, 'sessionId' | 'role' | 'agentEmail' | 'agentName'>): boolean | null;
}

/** How long an answer (or a failed request) counts: later a member with the same name may have joined the project. */
const MAX_AGE_MS = 10 * 60_000;

/**
 * Finds out whether an agent's name is unique in the project. The server's history names agents by full name only, so
 * a start is surely the agent's own only if the name is unique (.github/docs/decisions.md#history-look-up).
 */
export function createOwnNames(ports: OwnNamesPorts): OwnNames {
  const answers = new Map<SessionId, { readonly askedAt: number; readonly isUnique: boolean | null }>();

  async function ask(session: Parameters<OwnNames['isUnique']>[0]): Promise<void> {
    const { api } = await ports.weni.of(session.sessionId);
    const { rows, badRows } = await api.listMembers();
    const isOther = (email: string) => email.toLowerCase() !== session.agentEmail.toLowerCase();
    // An unreadable row may be a member with the same name, so it counts as one.
    const isUnique =
      badRows === 0 &&
      session.agentName !== '' &&
      !rows.some((member) => isOther(member.email) && member.fullName === session.agentName);
    const before = answers.get(session.sessionId)?.isUnique ?? null;
    answers.set(session.sessionId, { askedAt: ports.now(), isUnique });
    if (before !== isUnique) ports.onKnown();
  }

  return {
    isUnique(session) {
      if (session.role !== 'admin') return null;
      const known = answers.get(session.sessionId) ?? null;
      if (known === null || Math.abs(ports.now() - known.askedAt) > MAX_AGE_MS) {
        answers.set(session.sessionId, { askedAt: ports.now(), isUnique: known?.isUnique ?? null });
        void ask(session).catch(ports.onError);
      }
      return known?.isUnique ?? null;
    },
  };
}
