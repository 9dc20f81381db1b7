import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureTool } from './run.ts';

export interface Build {
  readonly browser: 'chrome' | 'firefox';
  /**
   * Whether this is the build for end-to-end tests, which has other hosts and takes its time limits from the sandbox.
   */
  readonly isSandbox: boolean;
}

/** Everything that a build depends on. The lockfile stands for `node_modules`. */
const INPUTS = [
  'entrypoints',
  'components',
  'lib',
  'public',
  'wxt.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

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

const folderOf = ({ browser, isSandbox }: Build): string =>
  join('.output', `${browser}-mv3${isSandbox ? '-sandbox' : ''}`);

/** Hashes of sources and result. A build is stale when either changed since. */
const stateOf = (build: Build): string => `${hashOf(INPUTS)} ${hashOf([folderOf(build)])}`;

/**
 * Builds the extension, unless neither its sources nor its result changed since the last build.
 *
 * @returns the exit code, the output of the build, and `isFresh`: whether nothing had to be built
 */
export async function ensureBuilt(
  build: Build,
): Promise<{ readonly code: number; readonly output: string; readonly isFresh: boolean }> {
  const folder = folderOf(build);
  const stamp = `${folder}.built`;
  if (existsSync(stamp) && existsSync(folder) && readFileSync(stamp, 'utf8') === stateOf(build))
    return { code: 0, output: '', isFresh: true };
  rmSync(stamp, { force: true });
  const { code, output } = await captureTool('wxt', [
    'build',
    '-b',
    build.browser,
    ...(build.isSandbox ? ['--mode', 'sandbox'] : []),
  ]);
  if (code === 0) writeFileSync(stamp, stateOf(build));
  return { code, output, isFresh: false };
}
