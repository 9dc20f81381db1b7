import * as z from 'zod/mini';
import { DispatchId } from '../ids.ts';

/** Messages of a view to the feed, over its port. */
export const FeedUp = z.union([
  z.object({ type: z.literal('hello'), viewId: z.string(), view: z.literal(['panel', 'popup', 'options', 'history']) }),
  z.object({ type: z.literal('resync') }),
  z.object({ type: z.literal('watch-people'), dispatchId: z.nullable(DispatchId) }),
]);
export type FeedUp = z.infer<typeof FeedUp>;
