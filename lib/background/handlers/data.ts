import type { Handlers } from '../../messaging/server.ts';
import { maskExport } from '../views/masked-export.ts';
import type { Services } from '../services.ts';

/** Answers `data:*`: exports or erases everything that is stored. */
export function createDataHandlers(
  { settings, hosts, ledger, feed }: Services,
  ports: {
    /** Deletes everything that the extension stored; resolves to the number of records left. */ readonly eraseAll: () => Promise<number>;
  },
) {
  return {
    async 'data:export'() {
      const stored = { settings: settings.current(), hosts: await hosts.list(), ...(await ledger.exportAll()) };
      return { json: JSON.stringify(settings.current().maskPeople ? maskExport(stored) : stored, null, 2) };
    },
    async 'data:erase'() {
      const recordsLeft = await ports.eraseAll();
      feed.changed({ singles: true });
      return { recordsLeft };
    },
  } satisfies Partial<Handlers>;
}
