import type { Handlers } from '../../messaging/server.ts';
import type { Services } from '../services.ts';

/** Answers `update:*`: hides the notice about a new version. */
export function createUpdateHandlers({ feed }: Services, ports: { readonly updateSeen: () => Promise<void> }) {
  return {
    async 'update:seen'() {
      await ports.updateSeen();
      feed.changed({ singles: true });
      return {};
    },
  } satisfies Partial<Handlers>;
}
