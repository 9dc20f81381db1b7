import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureTool } from './run.ts';

export interface Build {
  readonly browser: 'chrome' | 'firefox';
  /** The end-to-end build: it differs from the store's in its hosts and in taking its times from the sandbox. */
  readonly isSandbox: boolean;
}

/** Everything a build is made of. `node_modules` is told by the lockfile. */
const INPUTS = ['entrypoints', 'components', 'lib', 'public', 'wxt.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];

function addFile(hash: Hash, file: string): void {
  hash.update(`${file}\n`).update(readFileSync(file)).update('\n');
}

function addAll(hash: Hash, path: string): void {
  if (!statSync(path).isDirectory()) return addFile(hash, path);
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const file = join(path, name);
    if (statSync(file).isFile()) addFile(hash, file);
  }
}

const hashOf = (paths: readonly string[]): string => {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) addAll(hash, path);
  return hash.digest('hex');
};

const folderOf = ({ browser, isSandbox }: Build): string => join('.output', `${browser}-mv3${isSandbox ? '-sandbox' : ''}`);

/** What was built from what: the content of both, so that neither a changed source nor a touched result is taken for fresh. */
const stateOf = (build: Build): string => `${hashOf(INPUTS)} ${hashOf([folderOf(build)])}`;

/**
 * Builds the extension, unless the last build was made of the very same files and its result is still as it was made.
 *
 * @returns the exit code, and what the tool said when it failed
 */
export async function ensureBuilt(build: Build): Promise<{ readonly code: number; readonly output: string; readonly isFresh: boolean }> {
  const folder = folderOf(build);
  const stamp = `${folder}.built`;
  if (existsSync(stamp) && existsSync(folder) && readFileSync(stamp, 'utf8') === stateOf(build)) return { code: 0, output: '', isFresh: true };
  rmSync(stamp, { force: true });
  const { code, output } = await captureTool('wxt', ['build', '-b', build.browser, ...(build.isSandbox ? ['--mode', 'sandbox'] : [])]);
  if (code === 0) writeFileSync(stamp, stateOf(build));
  return { code, output, isFresh: false };
}
