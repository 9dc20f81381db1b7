import * as z from 'zod/mini';
import type { Area } from '../../platform/storage-areas.ts';

const KEY = 'hosts';
const Stored = z.array(z.object({ origin: z.string(), apiOrigin: z.nullable(z.string()) }));

export type AddedHost = z.infer<typeof Stored>[number];

/**
 * Stores the sites that the agent added, and the API address set for a site, in storage.local. Nothing personal is in
 * it.
 */
export function createHostsService(area: Area) {
  async function read(): Promise<AddedHost[]> {
    const stored = Stored.safeParse(await area.get(KEY));
    return stored.success ? stored.data : [];
  }

  return {
    list: read,
    async add(origin: string): Promise<void> {
      const hosts = await read();
      if (hosts.some((host) => host.origin === origin)) return;
      await area.set(KEY, [...hosts, { origin, apiOrigin: null }]);
    },
    async remove(origin: string): Promise<void> {
      await area.set(
        KEY,
        (await read()).filter((host) => host.origin !== origin),
      );
    },
    async setApi(origin: string, apiOrigin: string | null): Promise<void> {
      const hosts = (await read()).filter((host) => host.origin !== origin);
      await area.set(KEY, [...hosts, { origin, apiOrigin }]);
    },
    async apiOriginFor(origin: string): Promise<string | null> {
      // If the storage cannot be read, go on without a set address: the address seen in the page usually works.
      const hosts = await read().catch(() => []);
      return hosts.find((host) => host.origin === origin)?.apiOrigin ?? null;
    },
  };
}

export type HostsService = ReturnType<typeof createHostsService>;
