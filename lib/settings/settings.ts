import * as z from 'zod/mini';
import { matching, sized, whole } from '../fits.ts';
import { LOCALES } from '../locales.ts';
import { PANEL_WIDTH } from '../panel-hint.ts';

/** Minimum and maximum of the numeric settings. A policy has the same limits. */
export const SETTING_LIMITS = {
  inFlight: [1, 4],
  startsPerHour: [1, 2_000],
  capPerDispatch: [1, 10_000],
  offerBatchesFrom: [2, 10_000],
  warnFromMessages: [2, 100],
  warnWithinDays: [1, 30],
  warnUnanswered: [1, 100],
  expiryDays: [1, 30],
  keepDays: [1, 365],
  preparedDays: [1, 30],
  panelWidthPx: [PANEL_WIDTH.min, PANEL_WIDTH.max],
} as const;

/**
 * How many unopened replies a dispatch may have before it holds itself back until the agent has handled some. 0: it
 * never does.
 */
export const HOLD_BACK_CHOICES = [0, 5, 10, 20] as const;
export const HoldBackAt = z.literal(HOLD_BACK_CHOICES);

/** How many groups, and how many fields, the agent may name; and as many again the policy. */
export const MAX_EXCLUSIONS = 20;
/** Name of a group or key of a contact field. */
export const ExclusionName = z.string().check(sized(1, 100));
/** One line that says when a sector takes chats, for example `Vendas = 1-5 08:00-18:00` (lib/preflight/sector-hours.ts). */
export const SectorHoursLine = z
  .string()
  .check(sized(1, 150), matching(/^.+[=:]\s*[1-7](\s*-\s*[1-7])?\s+\d{2}:\d{2}\s*-\s*\d{2}:\d{2}$/));
export const MAX_HOURS_LINES = 50;

/** The agent's settings, as stored and shown. Nothing personal is among them. Times are epoch ms. */
export const Settings = z.object({
  language: z.literal(['auto', ...LOCALES]),
  undoSeconds: z.literal([0, 10, 30]),
  inFlight: z.number().check(whole(...SETTING_LIMITS.inFlight)),
  startsPerHour: z.number().check(whole(...SETTING_LIMITS.startsPerHour)),
  capPerDispatch: z.number().check(whole(...SETTING_LIMITS.capPerDispatch)),
  offerBatchesFrom: z.number().check(whole(...SETTING_LIMITS.offerBatchesFrom)),
  /** The agent is warned about a person who gets their n-th message within these days. */
  warnFromMessages: z.number().check(whole(...SETTING_LIMITS.warnFromMessages)),
  warnWithinDays: z.number().check(whole(...SETTING_LIMITS.warnWithinDays)),
  /** The agent is warned about a person who left this many of the last messages without an answer. */
  warnUnanswered: z.number().check(whole(...SETTING_LIMITS.warnUnanswered)),
  /** When sectors take chats, for agents who may not read it from the server. */
  sectorHours: z.array(SectorHoursLine).check(sized(0, MAX_HOURS_LINES)),
  /**
   * Nobody in one of these groups (names), or with a yes in one of these contact fields (keys), is sent to. The settings
   * in force hold those of the agent and those of the policy.
   */
  excludedGroups: z.array(ExclusionName).check(sized(0, 2 * MAX_EXCLUSIONS)),
  excludedFields: z.array(ExclusionName).check(sized(0, 2 * MAX_EXCLUSIONS)),
  /** Null: the agent has not chosen, so the administrator's default counts. */
  holdBackAt: z.nullable(HoldBackAt),
  defaultCountry: z.string().check(matching(/^[A-Z]{2}$/)),
  notification: z.literal(['off', 'hidden', 'always']),
  sound: z.boolean(),
  quietUntil: z.nullable(z.number()),
  quietSince: z.nullable(z.number()),
  expiryDays: z.number().check(whole(...SETTING_LIMITS.expiryDays)),
  /** Days after its time until a prepared draft that was not opened is deleted. */
  preparedDays: z.number().check(whole(...SETTING_LIMITS.preparedDays)),
  keepDays: z.number().check(whole(...SETTING_LIMITS.keepDays)),
  maskPeople: z.boolean(),
  /** *Done* in the waiting list opens the next reply at once. */
  autoAdvance: z.boolean(),
  firstRunDone: z.boolean(),
  /** `page`: the panel follows the theme of Chats, extension pages that of the browser. */
  theme: z.literal(['page', 'light', 'dark']),
  panelWidthPx: z.number().check(whole(...SETTING_LIMITS.panelWidthPx)),
  /** How high the rows of the lists are. */
  density: z.literal(['normal', 'compact']),
  /** Ids of the actions used last in the palette, newest first. Never about a person. */
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
  warnFromMessages: 3,
  warnWithinDays: 7,
  warnUnanswered: 3,
  sectorHours: [],
  excludedGroups: [],
  excludedFields: [],
  holdBackAt: null,
  defaultCountry: 'BR',
  notification: 'off',
  sound: false,
  quietUntil: null,
  quietSince: null,
  expiryDays: 7,
  keepDays: 30,
  preparedDays: 7,
  maskPeople: false,
  autoAdvance: false,
  firstRunDone: false,
  theme: 'page',
  panelWidthPx: PANEL_WIDTH.default,
  density: 'normal',
  recentActions: [],
};
