import type { BrowserContext } from '@playwright/test';

function step(value: unknown, ...names: string[]): unknown {
  let current = value;
  for (const name of names) {
    if (typeof current !== 'object' || current === null || !(name in current))
      throw new Error(`Playwright internals moved: no ${name}`);
    current = Reflect.get(current, name);
  }
  return current;
}

/**
 * Installs an unpacked extension until Firefox ends. Firefox allows only one WebDriver session, so this uses
 * Playwright's own BiDi connection. That API is internal, so the version of Playwright is pinned.
 */
export async function installTemporarily(context: BrowserContext, folder: string): Promise<void> {
  const connection = step(context, '_connection');
  const toImpl = step(connection, 'toImpl');
  if (typeof toImpl !== 'function') throw new Error('Playwright internals moved: toImpl');
  const session = step(Reflect.apply(toImpl, connection, [context]), '_browser', '_browserSession');
  const send = step(session, 'send');
  if (typeof send !== 'function') throw new Error('Playwright internals moved: send');
  await Reflect.apply(send, session, ['webExtension.install', { extensionData: { type: 'path', path: folder } }]);
}
