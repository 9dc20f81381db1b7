import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, type ExtensionBrowser, type Which } from './browser.ts';

/**
 * Starts a browser that grants a permission when the extension asks for it. Firefox does so by a preference. A
 * headless Chromium waits for a person for ever, unless the profile says that the same permission was granted before:
 * so it is started once to write the profile, the permissions are noted there, and it is started again.
 */
export async function launchWithPermissions(
  which: Which,
  granted: { readonly api: readonly string[]; readonly hosts: readonly string[] },
): Promise<ExtensionBrowser> {
  if (which === 'firefox') return await launchBrowser(which);
  const profile = mkdtempSync(join(tmpdir(), 'disparo-e2e-'));
  const first = await launchBrowser(which, { profile });
  const page = await first.extensionPage('icon/16.png');
  const id = new URL(page.url()).host;
  await first.close();
  const file = join(profile, 'Default', 'Preferences');
  const stored = JSON.parse(readFileSync(file, 'utf8')) as {
    extensions: { settings: Record<string, Record<string, unknown>> };
  };
  const settings = stored.extensions.settings[id];
  if (settings === undefined) throw new Error('Chromium moved what it keeps of extensions');
  settings['runtime_granted_permissions'] = {
    api: granted.api,
    explicit_host: granted.hosts,
    manifest_permissions: [],
    scriptable_host: [],
  };
  writeFileSync(file, JSON.stringify(stored));
  const browser = await launchBrowser(which, { profile });
  return {
    ...browser,
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
