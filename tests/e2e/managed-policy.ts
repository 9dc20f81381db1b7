import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import type { Which } from './browser.ts';

const SANDBOX_ID = 'lgiegenaifmkfadhclbmfemhkcgjbgkg';

/**
 * The file in which each browser on Linux reads what an administrator fixed for an extension. It applies to the whole
 * machine.
 */
const PATHS: Readonly<Record<Which, string>> = {
  chromium: '/etc/chromium/policies/managed/disparo-test.json',
  firefox: join(homedir(), '.mozilla', 'managed-storage', `${GECKO_ID}.json`),
};

/** The file that names the process whose policy stands, so that another run on this machine does not remove it. */
const ownerPath = (which: Which): string => join(tmpdir(), `disparo-policy-${which}.pid`);

/** Whether a policy stands that belongs to a process that still runs, and not to this one. */
function isHeldByAnother(which: Which): boolean {
  try {
    const owner = Number(readFileSync(ownerPath(which), 'utf8'));
    if (owner === process.pid) return false;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // No file, or no such process.
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}

/** Sets the policy once no other run on this machine has one. */
export async function putPolicy(which: Which, policy: object): Promise<void> {
  await expect.poll(() => isHeldByAnother(which), 'a policy of another run').toBe(false);
  writeFileSync(ownerPath(which), String(process.pid));
  const content =
    which === 'chromium'
      ? { '3rdparty': { extensions: { [SANDBOX_ID]: policy } } }
      : { name: GECKO_ID, description: 'Disparo', type: 'storage', data: policy };
  mkdirSync(dirname(PATHS[which]), { recursive: true });
  writeFileSync(PATHS[which], JSON.stringify(content));
}

export function removePolicy(which: Which): void {
  rmSync(PATHS[which], { force: true });
  rmSync(ownerPath(which), { force: true });
}

/**
 * Runs before all tests: a run that was killed may have left its policy, which would fix the settings of every later
 * run.
 */
export default function removeLeftovers(): void {
  for (const which of ['chromium', 'firefox'] as const) if (!isHeldByAnother(which)) removePolicy(which);
}
