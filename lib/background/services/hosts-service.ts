import * as z from 'zod/mini';
import type { Area } from '../../platform/storage-areas.ts';

const KEY = 'hosts';
const Stored = z.array(z.object({ origin: z.string(), apiOrigin: z.nullable(z.string()) }));

export type AddedHost = z.infer<typeof Stored>[number];

/** Deployments the agent added, and the API address set for a page origin. In storage.local: addresses, nothing personal. */
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
      await area.set(KEY, (await read()).filter((host) => host.origin !== origin));
    },
    async setApi(origin: string, apiOrigin: string | null): Promise<void> {
      const hosts = (await read()).filter((host) => host.origin !== origin);
      await area.set(KEY, [...hosts, { origin, apiOrigin }]);
    },
    async apiOriginFor(origin: string): Promise<string | null> {
      // A broken storage must not keep an agent out: the address seen from the page serves as well.
      const hosts = await read().catch(() => []);
      return hosts.find((host) => host.origin === origin)?.apiOrigin ?? null;
    },
  };
}

export type HostsService = ReturnType<typeof createHostsService>;
