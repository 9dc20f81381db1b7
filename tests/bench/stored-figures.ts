import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Figure } from './figure.ts';

/** What decides a figure's value: the product and the server it is measured against. */
const MEASURED = [
  'lib',
  'components',
  'entrypoints',
  'public',
  'wxt.config.ts',
  'package-lock.json',
  'tests/sandbox',
] as const;
const FOLDER = '.output/figures';

const Stored = z.object({
  figures: z.array(
    z.object({
      id: z.string(),
      value: z.number(),
      unit: z.string(),
      baseline: z.exactOptional(z.number()),
      ratio: z.exactOptional(z.number()),
      low: z.exactOptional(z.number()),
      high: z.exactOptional(z.number()),
      n: z.number(),
      note: z.exactOptional(z.string()),
    }),
  ),
});

const git = (...args: readonly string[]): string =>
  execFileSync('git', [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/**
 * Names the state of the product: the same as long as no file of it changes, also over commits that change only tests
 * or pages. Null when files were changed without a commit, or without git: such figures are not kept.
 */
export function productState(): string | null {
  try {
    if (git('status', '--porcelain', '--', ...MEASURED) !== '') return null;
    return createHash('sha256')
      .update(git('ls-tree', 'HEAD', ...MEASURED))
      .digest('hex')
      .slice(0, 16);
  } catch {
    return null;
  }
}

/** Figures of earlier runs of this state of the product. */
export class StoredFigures {
  readonly #file: string | null;

  constructor(state: string | null, folder: string = FOLDER) {
    this.#file = state === null ? null : join(folder, `${state}.json`);
  }

  read(): readonly Figure[] {
    if (this.#file === null || !existsSync(this.#file)) return [];
    const parsed = Stored.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')));
    return parsed.success ? parsed.data.figures : [];
  }

  /** Adds figures; a newer one replaces the one with its id. */
  add(figures: readonly Figure[]): void {
    if (this.#file === null) return;
    const all = new Map([...this.read(), ...figures].map((figure) => [figure.id, figure]));
    mkdirSync(join(this.#file, '..'), { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify({ figures: [...all.values()] }, null, 1)}\n`);
  }
}
