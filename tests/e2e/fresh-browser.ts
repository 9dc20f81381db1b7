import type { ExtensionBrowser } from './browser.ts';
import { residentMb } from './processes.ts';

/** A browser that can be exchanged for a fresh one between two tests; whoever holds it notices nothing. */
export interface RenewableBrowser extends ExtensionBrowser {
  /** Starts a fresh browser when this one holds more memory than the limit. */
  renewIfGrown(): Promise<void>;
}

/**
 * Firefox keeps memory of documents that are long closed, with and without an extension (tests/e2e/README.md): after some dozen
 * tests it would be slower and slower, and on a small machine there would be none left.
 */
const LIMIT_MB = 2_000;

export const isRenewable = (browser: ExtensionBrowser): browser is RenewableBrowser => 'renewIfGrown' in browser;

export async function launchRenewable(launch: () => Promise<ExtensionBrowser>, limitMb = LIMIT_MB): Promise<RenewableBrowser> {
  let current = await launch();
  const renewIfGrown = async (): Promise<void> => {
    if (residentMb(current.profile) < limitMb) return;
    await current.close();
    current = await launch();
  };
  return new Proxy({ ...current, renewIfGrown }, {
    get: (_all, name) => (name === 'renewIfGrown' ? renewIfGrown : Reflect.get(current, name)),
  });
}
