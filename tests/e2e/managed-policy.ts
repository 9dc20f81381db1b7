import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
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

export function putPolicy(which: Which, policy: object): void {
  const content =
    which === 'chromium'
      ? { '3rdparty': { extensions: { [SANDBOX_ID]: policy } } }
      : { name: GECKO_ID, description: 'Disparo', type: 'storage', data: policy };
  mkdirSync(dirname(PATHS[which]), { recursive: true });
  writeFileSync(PATHS[which], JSON.stringify(content));
}

export function removePolicy(which: Which): void {
  rmSync(PATHS[which], { force: true });
}

/**
 * Runs before all tests: a run that was killed may have left its policy, which would fix the settings of every later
 * run.
 */
export default function removeLeftovers(): void {
  removePolicy('chromium');
  removePolicy('firefox');
}
