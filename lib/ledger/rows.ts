import * as z from 'zod/mini';
import { DispatchRow, PersonRow } from '../dispatch/records.ts';
import { Draft } from '../draft/draft.ts';
import { AwaitedRow } from '../replies/records.ts';
import type { EngineTx, Key, LedgerEngine, RowQuery, StoreName } from './engine.ts';
import type { QuarantineReport } from './ledger.ts';

/** A row set aside: its report, and what was there, for an export by hand. */
export const QuarantineRow = z.object({
  report: z.object({ store: z.string(), key: z.string(), problems: z.array(z.string()), at: z.number() }),
  value: z.unknown(),
});

const SCHEMAS = { dispatches: DispatchRow, people: PersonRow, drafts: Draft, awaited: AwaitedRow, quarantine: QuarantineRow } as const;
type Parsed = typeof SCHEMAS;
type ParsedStore = keyof Parsed;
type RowOf<S extends ParsedStore> = z.infer<Parsed[S]>;

/** Rows that did not fit, gathered in one transaction and set aside after it. */
export interface Damaged {
  readonly store: StoreName;
  readonly key: Key;
  readonly value: unknown;
  readonly problems: readonly string[];
}

/** Reads that parse. What does not fit is left out and noted in `damaged`. */
export interface RowReader {
  readonly damaged: Damaged[];
  get<S extends ParsedStore>(tx: EngineTx, store: S, key: Key): Promise<RowOf<S> | null>;
  getAll<S extends ParsedStore>(tx: EngineTx, store: S, query: RowQuery): Promise<RowOf<S>[]>;
}

/** A reader for one transaction. */
export function createReader(engine: Pick<LedgerEngine, 'isTrusted'>): RowReader {
  const damaged: Damaged[] = [];
  function parse<S extends ParsedStore>(store: S, value: unknown): { readonly row: RowOf<S> } | { readonly problems: readonly string[] } {
    // A value this process wrote was typed when it was written; only what comes from a disk may be anything.
    if (engine.isTrusted(value)) return { row: value as RowOf<S> };
    const result = SCHEMAS[store].safeParse(value);
    return result.success ? { row: result.data as RowOf<S> } : { problems: result.error.issues.map((issue) => issue.path.join('.')) };
  }
  function note(store: StoreName, key: Key, value: unknown, problems: readonly string[]): null {
    damaged.push({ store, key, value, problems });
    return null;
  }
  return {
    damaged,
    get: async (tx, store, key) => {
      const value = await tx.get(store, key);
      if (value === undefined) return null;
      const parsed = parse(store, value);
      return 'row' in parsed ? parsed.row : note(store, key, value, parsed.problems);
    },
    getAll: async (tx, store, query) => {
      const parsed = (await tx.getValues(store, query)).map((value) => parse(store, value));
      const rows = parsed.flatMap((each) => ('row' in each ? [each.row] : []));
      if (rows.length === parsed.length) return rows;
      // Keys are asked for only to set damaged rows aside.
      for (const { key, value } of await tx.getAll(store, query)) {
        const each = parse(store, value);
        if ('problems' in each) note(store, key, value, each.problems);
      }
      return rows;
    },
  };
}

/** The report on one damaged row; names fields, never values. */
export function reportOf(damaged: Damaged, at: number): QuarantineReport {
  const key = typeof damaged.key === 'string' ? damaged.key : JSON.stringify(damaged.key);
  return { store: damaged.store, key, problems: [...damaged.problems], at };
}
