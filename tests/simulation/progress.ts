import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';

/** The sources that the result of a seed depends on: the dispatcher, what it builds on, and the simulation itself. */
const PLAYED = [
  'lib/contacts',
  'lib/dispatch',
  'lib/draft',
  'lib/flow',
  'lib/ledger',
  'lib/numbers',
  'lib/preflight',
  'lib/replies',
  'lib/util',
  'tests/ledger',
  'tests/simulation',
] as const;

const Progress = z.object({ code: z.string(), from: z.number(), next: z.number(), violations: z.number() });
/**
 * Progress of a campaign. `code`: hash of the sources it was played with; `from`: its first seed; `next`: the first
 * seed that was not played yet.
 */
export type Progress = z.infer<typeof Progress>;

/** Hash of the sources that the result of a seed depends on. */
export function markOfCode(): string {
  const hash = createHash('sha256');
  for (const folder of PLAYED) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (file.endsWith('.ts')) hash.update(`${folder}/${file}\n`).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex');
}

/**
 * Returns the stored progress if it belongs to the same code and range, else a new beginning. Progress beyond `until`
 * belongs to another range.
 */
export function readProgress(
  file: string,
  campaign: { readonly code: string; readonly from: number; readonly until: number },
): Progress {
  const beginning = { code: campaign.code, from: campaign.from, next: campaign.from, violations: 0 };
  if (!existsSync(file)) return beginning;
  const kept = Progress.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!kept.success) return beginning;
  const isSame =
    kept.data.code === campaign.code && kept.data.from === campaign.from && kept.data.next <= campaign.until;
  return isSame ? kept.data : beginning;
}

export function keepProgress(file: string, progress: Progress): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(progress));
}
