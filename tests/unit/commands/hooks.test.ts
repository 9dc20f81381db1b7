import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
const { CI: _ci, ...env } = process.env;
const prepare = (more: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [resolve('tests/commands/hooks.mjs')], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, ...more },
  });
const hook = () => join(folder, '.git/hooks/pre-commit');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disparo-hooks-'));
  copyFileSync('package.json', join(folder, 'package.json'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the step after an install', () => {
  it('sets the hook of a repository', () => {
    mkdirSync(join(folder, '.git'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

    expect(prepare().status).toBe(0);
    expect(readFileSync(hook(), 'utf8')).toContain('npm run --silent --if-present pre-commit');
  });

  it('leaves sources without a repository as they are, and the install goes on', () => {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

    expect(prepare().status).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(['node_modules', 'package.json']);
  });

  it('goes on without the tools, and in CI', () => {
    mkdirSync(join(folder, '.git'));
    expect(prepare().status).toBe(0);

    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    expect(prepare({ CI: 'true' }).status).toBe(0);
    expect(existsSync(hook())).toBe(false);
  });
});
