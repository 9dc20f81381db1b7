import * as z from 'zod/mini';
import { matching, whole } from '../fits.ts';
import { SETTING_LIMITS, type Settings } from './settings.ts';
import type { PolicyView } from '../messaging/views.ts';

/**
 * What an administrator may fix (storage.managed). One schema for both browsers; public/managed-schema.json is Chrome's
 * copy of it, held equal by a test. Firefox hands values of any type through, Chrome drops wrong ones without a word.
 */
export const Policy = z.object({
  hosts: z.optional(z.array(z.string().check(matching(/^https:\/\/[^/*]+$/)))),
  startsPerHour: z.optional(z.number().check(whole(...SETTING_LIMITS.startsPerHour))),
  capPerDispatch: z.optional(z.number().check(whole(...SETTING_LIMITS.capPerDispatch))),
  undoSecondsAtLeast: z.optional(z.literal([0, 10, 30])),
  keepDays: z.optional(z.number().check(whole(...SETTING_LIMITS.keepDays))),
  notification: z.optional(z.literal(['off', 'hidden', 'always'])),
  maskPeople: z.optional(z.boolean()),
});
export type Policy = z.infer<typeof Policy>;

/** A field that was set to something we cannot use: it counts as not set, and the options page says so. */
interface IgnoredField {
  readonly field: string;
  readonly reason: 'unknown' | 'wrong-type';
}

export interface ReadPolicy {
  readonly policy: Policy;
  readonly ignored: readonly IgnoredField[];
}

/** Reads a policy field by field: one wrong value spoils nothing else. */
export function readPolicy(raw: Readonly<Record<string, unknown>>): ReadPolicy {
  const fields: Record<string, unknown> = {};
  const ignored: IgnoredField[] = [];
  const shape: Record<string, z.ZodMiniType> = Policy.shape;
  for (const [field, value] of Object.entries(raw)) {
    const schema = shape[field];
    if (schema === undefined) ignored.push({ field, reason: 'unknown' });
    else if (schema.safeParse(value).success) fields[field] = value;
    else ignored.push({ field, reason: 'wrong-type' });
  }
  return { policy: Policy.parse(fields), ignored };
}

/** The settings under a policy: fixed values win, minimums and ceilings bound what the agent chose. */
export function underPolicy(settings: Settings, policy: Policy): Settings {
  const undoSeconds = policy.undoSecondsAtLeast !== undefined && settings.undoSeconds < policy.undoSecondsAtLeast ? policy.undoSecondsAtLeast : settings.undoSeconds;
  return {
    ...settings,
    undoSeconds,
    startsPerHour: Math.min(settings.startsPerHour, policy.startsPerHour ?? settings.startsPerHour),
    capPerDispatch: Math.min(settings.capPerDispatch, policy.capPerDispatch ?? settings.capPerDispatch),
    keepDays: policy.keepDays ?? settings.keepDays,
    notification: policy.notification ?? settings.notification,
    maskPeople: policy.maskPeople ?? settings.maskPeople,
  };
}

/** What the options page shows of a policy: fixed settings, the bounds of the others, and what was ignored. */
export function viewPolicy({ policy, ignored }: ReadPolicy): PolicyView {
  const locked: (keyof Settings)[] = [];
  if (policy.keepDays !== undefined) locked.push('keepDays');
  if (policy.notification !== undefined) locked.push('notification');
  if (policy.maskPeople !== undefined) locked.push('maskPeople');
  return {
    locked,
    startsPerHourMax: policy.startsPerHour ?? null,
    capPerDispatchMax: policy.capPerDispatch ?? null,
    undoSecondsMin: policy.undoSecondsAtLeast ?? null,
    ignored: [...ignored],
  };
}
