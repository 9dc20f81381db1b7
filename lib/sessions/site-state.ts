import * as z from 'zod/mini';

/** What keeps this page from sending: one state at a time, the first that applies. `ready`: nothing. */
export const SiteState = z.discriminatedUnion('status', [
  z.object({ status: z.literal('checking') }),
  z.object({ status: z.literal('ready') }),
  z.object({ status: z.literal('not-logged-in') }),
  z.object({ status: z.literal('no-project') }),
  /** The page's storage and its socket (or address) name different projects. Nothing is sent until they agree. */
  z.object({ status: z.literal('changing') }),
  z.object({ status: z.literal('api-not-found') }),
  z.object({ status: z.literal('api-needs-permission'), apiOrigin: z.string() }),
  z.object({ status: z.literal('not-a-member') }),
  z.object({ status: z.literal('contract-drift'), endpoint: z.string(), field: z.string() }),
  z.object({ status: z.literal('offline') }),
  z.object({ status: z.literal('server-trouble') }),
]);
export type SiteState = z.infer<typeof SiteState>;
