import * as z from 'zod/mini';
import { matching, sized, whole } from '../fits.ts';
import {
  ExclusionName,
  HoldBackAt,
  MAX_EXCLUSIONS,
  MAX_HOURS_LINES,
  SectorHoursLine,
  SETTING_LIMITS,
  type Settings,
} from './settings.ts';
import type { PolicyView } from '../messaging/views.ts';

/**
 * The administrator's policy (storage.managed), for both browsers. Chrome needs a copy of this schema,
 * public/managed-schema.json, which a test compares. Firefox passes on values of any type; Chrome drops wrong ones
 * silently.
 */
export const Policy = z.object({
  hosts: z.optional(z.array(z.string().check(matching(/^https:\/\/[^/*]+$/)))),
  startsPerHour: z.optional(z.number().check(whole(...SETTING_LIMITS.startsPerHour))),
  capPerDispatch: z.optional(z.number().check(whole(...SETTING_LIMITS.capPerDispatch))),
  undoSecondsAtLeast: z.optional(z.literal([0, 10, 30])),
  keepDays: z.optional(z.number().check(whole(...SETTING_LIMITS.keepDays))),
  notification: z.optional(z.literal(['off', 'hidden', 'always'])),
  maskPeople: z.optional(z.boolean()),
  warnFromMessages: z.optional(z.number().check(whole(...SETTING_LIMITS.warnFromMessages))),
  warnWithinDays: z.optional(z.number().check(whole(...SETTING_LIMITS.warnWithinDays))),
  warnUnanswered: z.optional(z.number().check(whole(...SETTING_LIMITS.warnUnanswered))),
  sectorHours: z.optional(z.array(SectorHoursLine).check(sized(0, MAX_HOURS_LINES))),
  excludedGroups: z.optional(z.array(ExclusionName).check(sized(0, MAX_EXCLUSIONS))),
  excludedFields: z.optional(z.array(ExclusionName).check(sized(0, MAX_EXCLUSIONS))),
  /** The default; the agent may choose another number. */
  holdBackAt: z.optional(HoldBackAt),
});
export type Policy = z.infer<typeof Policy>;

/** A policy field with an unusable value. It counts as not set, and the options page shows it. */
interface IgnoredField {
  readonly field: string;
  readonly reason: 'unknown' | 'wrong-type';
}

export interface ReadPolicy {
  readonly policy: Policy;
  readonly ignored: readonly IgnoredField[];
}

/** Parses a policy field by field, so that a wrong value does not invalidate the other fields. Never throws. */
export function readPolicy(raw: Readonly<Record<string, unknown>>): ReadPolicy {
  const fields: Record<string, unknown> = {};
  const ignored: IgnoredField[] = [];
  const shape: Record<string, z.ZodMiniType> = Policy.shape;
  for (const [field, value] of Object.entries(raw)) {
    const schema = shape[field];
    if (schema === undefined) ignored.push({ field, reason: 'unknown' });
    else if (schema.safeParse(value).success) fields[field] = value;
    else {
      ignored.push({ field, reason: 'wrong-type' });
      if ((field === 'excludedGroups' || field === 'excludedFields') && Array.isArray(value))
        fields[field] = usableExclusions(value);
    }
  }
  return { policy: Policy.parse(fields), ignored };
}

/** One entry that cannot be used must not make everybody in the other groups reachable. */
function usableExclusions(entries: readonly unknown[]): string[] {
  return entries
    .flatMap((entry) => {
      const name = ExclusionName.safeParse(entry);
      return name.success ? [name.data] : [];
    })
    .slice(0, MAX_EXCLUSIONS);
}

/** The policy's entries first, then those that the agent adds, each once. */
const withAdded = (fixed: readonly string[] = [], added: readonly string[]): string[] => [
  ...new Set([...fixed, ...added]),
];

/** The settings in force: values fixed by the policy replace the agent's choice, minimums and maximums limit it. */
export function underPolicy(settings: Settings, policy: Policy): Settings {
  const undoSeconds =
    policy.undoSecondsAtLeast !== undefined && settings.undoSeconds < policy.undoSecondsAtLeast
      ? policy.undoSecondsAtLeast
      : settings.undoSeconds;
  return {
    ...settings,
    undoSeconds,
    startsPerHour: Math.min(settings.startsPerHour, policy.startsPerHour ?? settings.startsPerHour),
    capPerDispatch: Math.min(settings.capPerDispatch, policy.capPerDispatch ?? settings.capPerDispatch),
    keepDays: policy.keepDays ?? settings.keepDays,
    notification: policy.notification ?? settings.notification,
    maskPeople: policy.maskPeople ?? settings.maskPeople,
    warnFromMessages: policy.warnFromMessages ?? settings.warnFromMessages,
    warnWithinDays: policy.warnWithinDays ?? settings.warnWithinDays,
    holdBackAt: settings.holdBackAt ?? policy.holdBackAt ?? null,
    warnUnanswered: policy.warnUnanswered ?? settings.warnUnanswered,
    sectorHours: policy.sectorHours ?? settings.sectorHours,
    excludedGroups: withAdded(policy.excludedGroups, settings.excludedGroups),
    excludedFields: withAdded(policy.excludedFields, settings.excludedFields),
  };
}

/** The policy for the options page: locked settings, limits of others, and ignored fields. */
export function viewPolicy({ policy, ignored }: ReadPolicy): PolicyView {
  const locked: (keyof Settings)[] = [];
  if (policy.keepDays !== undefined) locked.push('keepDays');
  if (policy.notification !== undefined) locked.push('notification');
  if (policy.maskPeople !== undefined) locked.push('maskPeople');
  if (policy.warnFromMessages !== undefined) locked.push('warnFromMessages');
  if (policy.warnWithinDays !== undefined) locked.push('warnWithinDays');
  if (policy.warnUnanswered !== undefined) locked.push('warnUnanswered');
  if (policy.sectorHours !== undefined) locked.push('sectorHours');
  return {
    locked,
    startsPerHourMax: policy.startsPerHour ?? null,
    capPerDispatchMax: policy.capPerDispatch ?? null,
    undoSecondsMin: policy.undoSecondsAtLeast ?? null,
    excludedGroups: policy.excludedGroups ?? [],
    excludedFields: policy.excludedFields ?? [],
    ignored: [...ignored],
  };
}
