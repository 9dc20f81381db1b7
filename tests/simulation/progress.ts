import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';

/** What a seed is played with: the dispatcher, what it builds on, and the simulation itself. */
const PLAYED = ['lib/contacts', 'lib/dispatch', 'lib/draft', 'lib/flow', 'lib/ledger', 'lib/numbers', 'lib/preflight', 'lib/replies', 'lib/util', 'tests/simulation'] as const;

const Progress = z.object({ code: z.string(), from: z.number(), next: z.number(), violations: z.number() });
/** How far a campaign is. `code`: the mark of the sources it was played with; `from`: its first seed; `next`: the first one not played. */
export type Progress = z.infer<typeof Progress>;

/** A mark that changes with every change of what a seed is played with. */
export function markOfCode(): string {
  const hash = createHash('sha256');
  for (const folder of PLAYED) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (file.endsWith('.ts')) hash.update(`${folder}/${file}\n`).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex');
}

/** Where to go on: what is kept of the same code and the same range, else its beginning. Seeds past `until` belong to another range. */
export function readProgress(file: string, campaign: { readonly code: string; readonly from: number; readonly until: number }): Progress {
  const beginning = { code: campaign.code, from: campaign.from, next: campaign.from, violations: 0 };
  if (!existsSync(file)) return beginning;
  const kept = Progress.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!kept.success) return beginning;
  const isSame = kept.data.code === campaign.code && kept.data.from === campaign.from && kept.data.next <= campaign.until;
  return isSame ? kept.data : beginning;
}

export function keepProgress(file: string, progress: Progress): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(progress));
}
