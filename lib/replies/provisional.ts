import type { ContactUuid, SessionId } from '../ids.ts';
import type { AwaitedRow } from './records.ts';

/** What nobody could confirm for this long is taken back, though the server is still to be asked, or nobody is there to ask it. */
export const GIVE_UP_MS = 2 * 60_000;

/** What the page's socket said of one human, and nobody has confirmed yet. */
export interface Said {
  readonly rows: readonly AwaitedRow[];
  /** Grows with each word of the page, so that a look which began before the last one takes nothing of it back. */
  readonly version: number;
  readonly since: number;
}

/** One human of one session, by the contact that stands for them. */
interface Human {
  readonly sessionId: SessionId;
  readonly contactUuid: ContactUuid;
}

const keyOf = ({ sessionId, contactUuid }: Human): string => `${sessionId} ${contactUuid}`;

/**
 * Rows as the page's word would make them. They are shown in place of the stored ones until a look at the server has decided,
 * and are kept in memory alone: a background that stops forgets them, and the look that is due brings the truth.
 */
export function createProvisional() {
  const said = new Map<string, Said>();
  const keys = new Map<string, string>();
  const listeners = new Set<(rows: readonly AwaitedRow[]) => void>();
  let versions = 0;

  function forget(key: string): void {
    for (const { id } of said.get(key)?.rows ?? []) keys.delete(id);
    said.delete(key);
  }

  function tell(rows: readonly AwaitedRow[]): void {
    if (rows.length > 0) for (const listener of listeners) listener(rows);
  }

  return {
    /** The rows with the page's word in place of what is stored. */
    shown(rows: readonly AwaitedRow[]): AwaitedRow[] {
      return rows.map((row) => said.get(keys.get(row.id) ?? '')?.rows.find(({ id }) => id === row.id) ?? row);
    },
    of: (human: Human): Said | null => said.get(keyOf(human)) ?? null,
    /** @param rows every row of the human, as the page's word makes them of what was shown `before` */
    put(human: Human, rows: readonly AwaitedRow[], about: { readonly before: ReadonlyMap<string, AwaitedRow>; readonly now: number }): void {
      const key = keyOf(human);
      const since = said.get(key)?.since ?? about.now;
      versions += 1;
      const words = rows.map((row) => (row === about.before.get(row.id) ? row : { ...row, isProvisional: true }));
      said.set(key, { rows: words, version: versions, since });
      for (const { id } of rows) keys.set(id, key);
      tell(words.filter((row) => row !== about.before.get(row.id)));
    },
    /** Takes back what was said, and shows what is `stored` instead; does nothing when something newer was said. */
    takeBack(human: Human, version: number, stored: readonly AwaitedRow[]): void {
      const words = said.get(keyOf(human));
      if (words?.version !== version) return;
      forget(keyOf(human));
      tell(stored.filter((row) => words.rows.some(({ id }) => id === row.id)));
    },
    /** Rows that are stored now are newer than the page's word about their humans. @returns the other rows of these humans */
    overtake(rows: readonly AwaitedRow[]): ReadonlySet<string> {
      const others = new Set<string>();
      for (const key of new Set(rows.flatMap(({ id }) => keys.get(id) ?? []))) {
        for (const { id } of said.get(key)?.rows ?? []) others.add(id);
        forget(key);
      }
      for (const { id } of rows) others.delete(id);
      return others;
    },
    tell,
    onShown(listener: (rows: readonly AwaitedRow[]) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
