import type { Handlers } from '../../messaging/server.ts';
import type { Services } from '../services.ts';

/** Answers `update:*`: the note of what a new version brought. */
export function createUpdateHandlers({ feed }: Services, ports: { readonly updateSeen: () => Promise<void> }) {
  return {
    async 'update:seen'() {
      await ports.updateSeen();
      feed.changed({ singles: true });
      return {};
    },
  } satisfies Partial<Handlers>;
}
