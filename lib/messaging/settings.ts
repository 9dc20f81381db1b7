import * as z from 'zod/mini';

/** The agent's preferences; nothing personal is among them. */
export const Settings = z.object({
  language: z.literal(['auto', 'pt_BR', 'es', 'en']),
  undoSeconds: z.literal([0, 10, 30]),
  inFlight: z.number().check(z.int(), z.minimum(1), z.maximum(4)),
  startsPerHour: z.number().check(z.int(), z.minimum(1), z.maximum(2000)),
  capPerDispatch: z.number().check(z.int(), z.minimum(1), z.maximum(10000)),
  offerBatchesFrom: z.number().check(z.int(), z.minimum(2)),
  defaultCountry: z.string().check(z.regex(/^[A-Z]{2}$/)),
  notification: z.literal(['off', 'hidden', 'always']),
  sound: z.boolean(),
  quietUntil: z.nullable(z.number()),
  expiryDays: z.number().check(z.int(), z.minimum(1), z.maximum(30)),
  keepDays: z.number().check(z.int(), z.minimum(1), z.maximum(365)),
  maskPeople: z.boolean(),
  firstRunDone: z.boolean(),
  /** `page`: as Chats shows itself, in our own pages as the browser does. */
  theme: z.literal(['page', 'light', 'dark']),
  panelWidthPx: z.number().check(z.int(), z.minimum(320), z.maximum(600)),
  /** What was done from the palette, newest first, by the action's own name; never a person. */
  recentActions: z.array(z.string()).check(z.maxLength(12)),
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
  expiryDays: 7,
  keepDays: 30,
  maskPeople: false,
  firstRunDone: false,
  theme: 'page',
  panelWidthPx: 380,
  recentActions: [],
};
