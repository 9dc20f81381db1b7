import * as z from 'zod/mini';
import { DispatchRow, PersonRow } from '../dispatch/records.ts';
import { Draft } from '../draft/draft.ts';
import { AwaitedRow } from '../replies/records.ts';
import type { EngineTx, Key, LedgerEngine, RowQuery, StoreName } from './engine.ts';
import type { QuarantineCount } from './ledger.ts';

/** A quarantined row: its report, and the stored value, which the agent can export. */
export const QuarantineRow = z.object({
  report: z.object({ store: z.string(), key: z.string(), problems: z.array(z.string()), at: z.number() }),
  value: z.unknown(),
});

const SCHEMAS = {
  dispatches: DispatchRow,
  people: PersonRow,
  drafts: Draft,
  awaited: AwaitedRow,
  quarantine: QuarantineRow,
} as const;
type Parsed = typeof SCHEMAS;
type ParsedStore = keyof Parsed;
type RowOf<S extends ParsedStore> = z.infer<Parsed[S]>;

/** A row that did not parse. Collected during a transaction, moved to quarantine after it. */
export interface Damaged {
  readonly store: StoreName;
  readonly key: Key;
  readonly value: unknown;
  readonly problems: readonly string[];
}

/** Reads and parses rows. A row that does not parse is left out of the result and added to `damaged`. */
export interface RowReader {
  readonly damaged: Damaged[];
  get<S extends ParsedStore>(tx: EngineTx, store: S, key: Key): Promise<RowOf<S> | null>;
  getAll<S extends ParsedStore>(tx: EngineTx, store: S, query: RowQuery): Promise<RowOf<S>[]>;
}

/** Makes a reader for one transaction. */
export function createReader(engine: Pick<LedgerEngine, 'isTrusted'>): RowReader {
  const damaged: Damaged[] = [];
  function parse<S extends ParsedStore>(
    store: S,
    value: unknown,
  ): { readonly row: RowOf<S> } | { readonly problems: readonly string[] } {
    // A value that this process wrote was type-checked at that point. Only values from disk can have any shape.
    if (engine.isTrusted(value)) return { row: value as RowOf<S> };
    const result = SCHEMAS[store].safeParse(value);
    return result.success
      ? { row: result.data as RowOf<S> }
      : { problems: result.error.issues.map((issue) => issue.path.join('.')) };
  }
  function addDamaged(store: StoreName, key: Key, value: unknown, problems: readonly string[]): null {
    damaged.push({ store, key, value, problems });
    return null;
  }
  return {
    damaged,
    get: async (tx, store, key) => {
      const value = await tx.get(store, key);
      if (value === undefined) return null;
      const parsed = parse(store, value);
      return 'row' in parsed ? parsed.row : addDamaged(store, key, value, parsed.problems);
    },
    getAll: async (tx, store, query) => {
      const parsed = (await tx.getValues(store, query)).map((value) => parse(store, value));
      const rows = parsed.flatMap((each) => ('row' in each ? [each.row] : []));
      if (rows.length === parsed.length) return rows;
      // Only quarantine needs the keys, so read them only when a row is damaged.
      for (const { key, value } of await tx.getAll(store, query)) {
        const each = parse(store, value);
        if ('problems' in each) addDamaged(store, key, value, each.problems);
      }
      return rows;
    },
  };
}

/** Makes the report on a damaged row. It names fields, never values. */
export function reportOf(damaged: Damaged, at: number): QuarantineCount {
  const key = typeof damaged.key === 'string' ? damaged.key : JSON.stringify(damaged.key);
  return { store: damaged.store, key, problems: [...damaged.problems], at };
}
