import type { SessionId } from '../../ids.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { WeniPool } from './weni-pool.ts';

export interface OwnNamesPorts {
  readonly weni: WeniPool;
  readonly now: () => number;
  /** An answer came that was not known before. */
  readonly onKnown: () => void;
  readonly onError: (error: unknown) => void;
}

export interface OwnNames {
  /**
   * Whether nobody else in the project goes by the agent's name; null while not known. Asked of the server in the
   * background for admins alone: only they see other people's starts, and only they may read who is in the project.
   */
  isMineAlone(session: Pick<SessionRecord, 'sessionId' | 'role' | 'agentEmail' | 'agentName'>): boolean | null;
}

/** Somebody may join the project under the same name: the answer ages. A refused question is not repeated at once. */
const MAX_AGE_MS = 10 * 60_000;

/**
 * The server's history names people by their full name alone: whose starts are surely the agent's own
 * (.github/docs/decisions.md#history-look-up).
 */
export function createOwnNames(ports: OwnNamesPorts): OwnNames {
  const answers = new Map<SessionId, { readonly askedAt: number; readonly isAlone: boolean | null }>();

  async function ask(session: Parameters<OwnNames['isMineAlone']>[0]): Promise<void> {
    const { api } = await ports.weni.of(session.sessionId);
    const { rows, badRows } = await api.listMembers();
    const isOther = (email: string) => email.toLowerCase() !== session.agentEmail.toLowerCase();
    // A row that cannot be read might bear the name.
    const isAlone = badRows === 0 && session.agentName !== '' && !rows.some((member) => isOther(member.email) && member.fullName === session.agentName);
    const before = answers.get(session.sessionId)?.isAlone ?? null;
    answers.set(session.sessionId, { askedAt: ports.now(), isAlone });
    if (before !== isAlone) ports.onKnown();
  }

  return {
    isMineAlone(session) {
      if (session.role !== 'admin') return null;
      const known = answers.get(session.sessionId) ?? null;
      if (known === null || Math.abs(ports.now() - known.askedAt) > MAX_AGE_MS) {
        answers.set(session.sessionId, { askedAt: ports.now(), isAlone: known?.isAlone ?? null });
        void ask(session).catch(ports.onError);
      }
      return known?.isAlone ?? null;
    },
  };
}
