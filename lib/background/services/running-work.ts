import type { SessionId } from '../../ids.ts';
import type { WorkView } from '../../messaging/views.ts';

export interface RunningWorkPorts {
  readonly now: () => number;
  readonly onChange: () => void;
}

/** A long reading that runs: a look-up of lines, a pre-flight, a refresh of an audience. */
export interface Work {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Minimum time between two progress reports to views. Beginning and end are always reported. */
const REPORT_EVERY_MS = 150;

interface Entry extends WorkView {
  readonly sessionId: SessionId;
  readonly controller: AbortController;
  reportedAt: number;
}

/**
 * Runs long readings that a view can follow and stop. They end with the background. That loses nothing: they only read,
 * and the view asks again.
 */
export function createRunningWork({ now, onChange }: RunningWorkPorts) {
  const entries = new Map<string, Entry>();

  return {
    /**
     * Runs work under an id that the view chose; without an id no view can follow or stop it. New work stops running
     * work of the same id.
     */
    async run<Result>(
      what: { readonly workId: string | undefined; readonly kind: WorkView['kind']; readonly sessionId: SessionId },
      work: (work: Work) => Promise<Result>,
    ): Promise<Result> {
      const { workId, kind, sessionId } = what;
      const controller = new AbortController();
      if (workId === undefined) return await work({ signal: controller.signal, progress: () => undefined });
      entries.get(workId)?.controller.abort();
      const entry: Entry = { workId, kind, sessionId, done: 0, total: 0, controller, reportedAt: now() };
      entries.set(workId, entry);
      onChange();
      try {
        return await work({
          signal: controller.signal,
          progress(done, total) {
            entry.done = done;
            entry.total = total;
            if (now() - entry.reportedAt < REPORT_EVERY_MS) return;
            entry.reportedAt = now();
            onChange();
          },
        });
      } finally {
        if (entries.get(workId) === entry) entries.delete(workId);
        onChange();
      }
    },

    /** Stops work of this session; its caller gets what was read so far. @returns false when there is no such work */
    cancel(sessionId: SessionId, workId: string): boolean {
      const entry = entries.get(workId);
      if (entry === undefined || entry.sessionId !== sessionId) return false;
      entry.controller.abort();
      return true;
    },

    of: (sessionId: SessionId): WorkView[] =>
      [...entries.values()]
        .filter((entry) => entry.sessionId === sessionId)
        .map(({ workId, kind, done, total }) => ({ workId, kind, done, total })),
  };
}

export type RunningWork = ReturnType<typeof createRunningWork>;
