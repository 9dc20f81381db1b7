import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { buildManifest } from '../lib/platform/manifest.ts';

const paper = (name: string): string => readFileSync(join('.github', name), 'utf8');

const Manifest = z.looseObject({
  permissions: z.array(z.string()),
  optional_permissions: z.array(z.string()),
  host_permissions: z.array(z.string()),
  optional_host_permissions: z.array(z.string()),
  browser_specific_settings: z.optional(
    z.object({ gecko: z.looseObject({ data_collection_permissions: z.object({ required: z.array(z.string()) }) }) }),
  ),
});

/** The manifest of the build if there is one, else the manifest that a build would write. */
function manifestOf(browser: 'chrome' | 'firefox'): z.infer<typeof Manifest> {
  const file = `.output/${browser}-mv3/manifest.json`;
  return Manifest.parse(
    existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : buildManifest({ browser, mode: 'store', generated: {} }),
  );
}

/** First cells and reasons of the table under a heading of the page of permissions. */
function justified(heading: string): { names: string[]; reasons: string[] } {
  const section = paper('store/permissions.md').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)];
  return { names: rows.map(([, name]) => name ?? ''), reasons: rows.map(([, , reason]) => reason ?? '') };
}

describe.each(['chrome', 'firefox'] as const)('the store papers and the manifest for %s', (browser) => {
  it.each([
    ['Permissions', 'permissions'],
    ['Optional permissions', 'optional_permissions'],
    ['Hosts', 'host_permissions'],
    ['Optional hosts', 'optional_host_permissions'],
  ] as const)('justify each of the %s, and no other', (heading, key) => {
    const { names, reasons } = justified(heading);

    expect(names).toEqual(manifestOf(browser)[key]);
    expect(reasons.every((reason) => reason.length > 20)).toBe(true);
  });
});

describe('the store papers', () => {
  it('name the data that the Firefox manifest declares, in the policy too', () => {
    const kinds = manifestOf('firefox').browser_specific_settings?.gecko.data_collection_permissions.required ?? [];

    expect(kinds.length).toBe(3);
    expect(justified('Data collection (Firefox)').names).toEqual(kinds);
    for (const kind of kinds) expect(paper('store/privacy-policy.md')).toContain(`\`${kind}\``);
  });

  it('state the retention that is the default setting', async () => {
    const { DEFAULT_SETTINGS } = await import('../lib/settings/settings.ts');

    expect(paper('store/privacy-policy.md')).toContain(`${DEFAULT_SETTINGS.keepDays} unless changed`);
  });

  it('describe commands that exist', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));

    expect(paper('store/try-without-account.md')).toContain('`npm start`');
    expect(scripts).toHaveProperty('start');
  });

  it('fit into one purpose and one threat model', () => {
    expect(paper('store/single-purpose.md').length).toBeLessThan(1_000);
    for (const word of ['isTrusted', 'unknown', 'web_accessible_resources', 'administrator'])
      expect(paper('SECURITY.md')).toContain(word);
  });
});
