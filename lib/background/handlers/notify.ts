import type { Handlers } from '../../messaging/server.ts';

/** Answers `notify:*`. `testNotice` shows a test notification and resolves to false without the permission. */
export function createNotifyHandlers(ports: { readonly testNotice: () => Promise<boolean> }) {
  return {
    async 'notify:test'() {
      return (await ports.testNotice()) ? { ok: true } : { ok: false, reason: 'permission' };
    },
  } satisfies Partial<Handlers>;
}
