import type { ContactUuid, SessionId } from '../ids.ts';
import type { AwaitedRow } from './records.ts';

/**
 * A page report that the server has not confirmed within this time is withdrawn, even if the server is still to be
 * asked or no session is left to ask it with.
 */
export const GIVE_UP_MS = 2 * 60_000;

/** Rows of one human as the page's socket reported them, not yet confirmed by the server. */
export interface ProvisionalRows {
  readonly rows: readonly AwaitedRow[];
  /** Grows with each report of the page. A look that began before the newest report therefore cannot withdraw it. */
  readonly version: number;
  readonly since: number;
}

/** One human of one session, identified by the contact that represents them. */
interface Human {
  readonly sessionId: SessionId;
  readonly contactUuid: ContactUuid;
}

const keyOf = ({ sessionId, contactUuid }: Human): string => `${sessionId} ${contactUuid}`;

/**
 * Holds rows as the page's reports would change them. Views show them in place of the stored rows until a look at the
 * server has decided. They are kept in memory only: when the background stops they are lost, and the look, which is
 * stored as a due check, brings the truth.
 */
export function createProvisional() {
  const byHuman = new Map<string, ProvisionalRows>();
  const humanKeys = new Map<string, string>();
  const listeners = new Set<(rows: readonly AwaitedRow[]) => void>();
  let versions = 0;

  function forget(key: string): void {
    for (const { id } of byHuman.get(key)?.rows ?? []) humanKeys.delete(id);
    byHuman.delete(key);
  }

  function emitShown(rows: readonly AwaitedRow[]): void {
    if (rows.length > 0) for (const listener of listeners) listener(rows);
  }

  return {
    /** Replaces stored rows by the reported ones, where there are any. */
    shown(rows: readonly AwaitedRow[]): AwaitedRow[] {
      return rows.map((row) => byHuman.get(humanKeys.get(row.id) ?? '')?.rows.find(({ id }) => id === row.id) ?? row);
    },
    of: (human: Human): ProvisionalRows | null => byHuman.get(keyOf(human)) ?? null,
    /**
     * Stores a report and emits the rows that it changed.
     *
     * @param rows every row of the human, with the report applied to what was shown `before`
     */
    put(
      human: Human,
      rows: readonly AwaitedRow[],
      about: { readonly before: ReadonlyMap<string, AwaitedRow>; readonly now: number },
    ): void {
      const key = keyOf(human);
      const since = byHuman.get(key)?.since ?? about.now;
      versions += 1;
      const marked = rows.map((row) => (row === about.before.get(row.id) ? row : { ...row, isProvisional: true }));
      byHuman.set(key, { rows: marked, version: versions, since });
      for (const { id } of rows) humanKeys.set(id, key);
      emitShown(marked.filter((row) => row !== about.before.get(row.id)));
    },
    /** Withdraws a report and emits the `stored` rows in its place. Does nothing if a newer report has come since. */
    withdraw(human: Human, version: number, stored: readonly AwaitedRow[]): void {
      const report = byHuman.get(keyOf(human));
      if (report?.version !== version) return;
      forget(keyOf(human));
      emitShown(stored.filter((row) => report.rows.some(({ id }) => id === row.id)));
    },
    /**
     * Drops the reports about the humans of these rows, because newly stored rows are newer than any report.
     *
     * @returns ids of the other reported rows of these humans, which have to be shown as stored again
     */
    dropFor(rows: readonly AwaitedRow[]): ReadonlySet<string> {
      const others = new Set<string>();
      for (const key of new Set(rows.flatMap(({ id }) => humanKeys.get(id) ?? []))) {
        for (const { id } of byHuman.get(key)?.rows ?? []) others.add(id);
        forget(key);
      }
      for (const { id } of rows) others.delete(id);
      return others;
    },
    emitShown,
    onShown(listener: (rows: readonly AwaitedRow[]) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
