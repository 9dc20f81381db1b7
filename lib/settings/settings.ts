import * as z from 'zod/mini';
import { matching, sized, whole } from '../fits.ts';

/** The agent's preferences; nothing personal is among them. */
export const Settings = z.object({
  language: z.literal(['auto', 'pt_BR', 'es', 'en']),
  undoSeconds: z.literal([0, 10, 30]),
  inFlight: z.number().check(whole(1, 4)),
  startsPerHour: z.number().check(whole(1, 2000)),
  capPerDispatch: z.number().check(whole(1, 10000)),
  offerBatchesFrom: z.number().check(whole(2)),
  defaultCountry: z.string().check(matching(/^[A-Z]{2}$/)),
  notification: z.literal(['off', 'hidden', 'always']),
  sound: z.boolean(),
  quietUntil: z.nullable(z.number()),
  quietSince: z.nullable(z.number()),
  expiryDays: z.number().check(whole(1, 30)),
  keepDays: z.number().check(whole(1, 365)),
  maskPeople: z.boolean(),
  firstRunDone: z.boolean(),
  /** `page`: as Chats shows itself, in our own pages as the browser does. */
  theme: z.literal(['page', 'light', 'dark']),
  panelWidthPx: z.number().check(whole(320, 600)),
  /** What was done from the palette, newest first, by the action's own name; never a person. */
  recentActions: z.array(z.string()).check(sized(0, 12)),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  language: 'auto',
  undoSeconds: 10,
  inFlight: 2,
  startsPerHour: 1000,
  capPerDispatch: 200,
  offerBatchesFrom: 50,
  defaultCountry: 'BR',
  notification: 'off',
  sound: false,
  quietUntil: null,
  quietSince: null,
  expiryDays: 7,
  keepDays: 30,
  maskPeople: false,
  firstRunDone: false,
  theme: 'page',
  panelWidthPx: 380,
  recentActions: [],
};
