import type { SessionId } from '../../ids.ts';
import type { WorkView } from '../../messaging/views.ts';

export interface RunningWorkPorts {
  readonly now: () => number;
  readonly onChange: () => void;
}

/** One long reading on its way: lines looked up, a pre-flight, an audience refreshed. */
export interface Work {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Views hear of progress this often at most; the end and the beginning always. */
const TELL_EVERY_MS = 150;

interface Entry extends WorkView {
  readonly sessionId: SessionId;
  readonly controller: AbortController;
  toldAt: number;
}

/**
 * Long readings that a view can follow and stop. They live as long as this background does: a view whose background
 * stopped asks again, and nothing here has an effect that could be lost.
 */
export function createRunningWork({ now, onChange }: RunningWorkPorts) {
  const entries = new Map<string, Entry>();

  return {
    /** Runs work under an id the view chose; without an id nobody can follow or stop it. The newest of an id replaces the older one. */
    async run<Result>(what: { readonly workId: string | undefined; readonly kind: WorkView['kind']; readonly sessionId: SessionId }, work: (work: Work) => Promise<Result>): Promise<Result> {
      const { workId, kind, sessionId } = what;
      const controller = new AbortController();
      if (workId === undefined) return await work({ signal: controller.signal, progress: () => undefined });
      entries.get(workId)?.controller.abort();
      const entry: Entry = { workId, kind, sessionId, done: 0, total: 0, controller, toldAt: now() };
      entries.set(workId, entry);
      onChange();
      try {
        return await work({
          signal: controller.signal,
          progress(done, total) {
            entry.done = done;
            entry.total = total;
            if (now() - entry.toldAt < TELL_EVERY_MS) return;
            entry.toldAt = now();
            onChange();
          },
        });
      } finally {
        if (entries.get(workId) === entry) entries.delete(workId);
        onChange();
      }
    },

    /** Stops work of that session; its caller gets what was read so far. False when there is no such work. */
    cancel(sessionId: SessionId, workId: string): boolean {
      const entry = entries.get(workId);
      if (entry === undefined || entry.sessionId !== sessionId) return false;
      entry.controller.abort();
      return true;
    },

    of: (sessionId: SessionId): WorkView[] =>
      [...entries.values()].filter((entry) => entry.sessionId === sessionId).map(({ workId, kind, done, total }) => ({ workId, kind, done, total })),
  };
}

export type RunningWork = ReturnType<typeof createRunningWork>;
