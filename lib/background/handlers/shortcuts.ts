import type { Handlers } from '../../messaging/server.ts';
import { openShortcutPage } from '../../platform/commands.ts';

/** Answers `shortcuts:*`: opens the browser's page for keyboard shortcuts. */
export function createShortcutHandlers() {
  return {
    async 'shortcuts:open'() {
      return (await openShortcutPage()) ? { ok: true } : { ok: false, reason: 'unknown' };
    },
  } satisfies Partial<Handlers>;
}
