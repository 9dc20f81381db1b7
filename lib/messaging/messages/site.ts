import * as z from 'zod/mini';
import { SiteState } from '../../sessions/site-state.ts';
import { none, ofOrigin, okOrRefused, extensionPage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `site:*`: the sites on which Disparo runs, and their API addresses.

export const siteInputs = {
  'site:of-tab': { input: z.object({ tabId: z.number(), url: z.string() }), from: extensionPage },
  'site:list': { input: none, from: extensionPage },
  'site:add': { input: ofOrigin, from: extensionPage },
  'site:remove': { input: ofOrigin, from: extensionPage },
  'site:set-api': { input: z.object({ origin: z.string(), apiOrigin: z.nullable(z.string()) }), from: extensionPage },
} as const satisfies MessageInputs;

export const siteOutputs = {
  'site:of-tab': {
    kind: 'query',
    output: z.object({
      origin: z.nullable(z.string()),
      isChats: z.boolean(),
      isAllowed: z.boolean(),
      site: z.nullable(SiteState),
      chatsTabId: z.nullable(z.number()),
    }),
  },
  'site:list': {
    kind: 'query',
    output: z.object({
      hosts: z.array(
        z.object({
          origin: z.string(),
          isBuiltIn: z.boolean(),
          apiOrigin: z.nullable(z.string()),
          isGranted: z.boolean(),
          isManaged: z.optional(z.boolean()),
          apiToAllow: z.optional(z.nullable(z.string())),
        }),
      ),
    }),
  },
  'site:add': { kind: 'mutation', output: okOrRefused },
  'site:remove': { kind: 'mutation', output: okOrRefused },
  'site:set-api': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof siteInputs>;
