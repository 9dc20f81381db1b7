import * as z from 'zod/mini';
import { ContactUuid, FlowUuid, GroupUuid } from '../ids.ts';
import { RenderedTemplate } from '../draft/rendered-template.ts';

/** What a pre-flight looks for, in the order on screen: what stands in the way, then what needs care. Words: i18n `preflight_<kind>`. */
export const FINDING_KINDS = [
  'gate-closed', 'no-people', 'no-flow', 'variable-unmapped', 'variable-empty', 'variable-too-long', 'template-not-approved', 'flow-unread', 'variable-in-text',
  'blocked', 'stopped', 'no-urn', 'gone', 'already-waiting',
  'open-chat', 'ticket-may-close', 'sent-by-us', 'sent-by-anyone', 'window-closed', 'same-human', 'several-groups', 'foreign-number',
  'night', 'sender-offline', 'budget-short',
] as const;
export const FindingKind = z.literal(FINDING_KINDS);
export type FindingKind = z.infer<typeof FindingKind>;

/** `unknown`: the check failed, was cut short, or the fact is not known. It counts as a warning, never as fine. */
export const FindingLevel = z.literal(['blocker', 'warning', 'unknown']);
export type FindingLevel = z.infer<typeof FindingLevel>;

/** A person a finding is about. `details` by kind: `queue`, `agent`, `at` (epoch ms), `by`, `variables`, `country`, `hour`, `number` and `kept` (numbers as lists show them). */
const FindingPerson = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  details: z.record(z.string(), z.string()),
});
type FindingPerson = z.infer<typeof FindingPerson>;

/** All people with one finding of one level. `people` is empty when it is about the dispatch as a whole. */
export const Finding = z.object({
  kind: FindingKind,
  level: FindingLevel,
  people: z.array(FindingPerson),
  details: z.record(z.string(), z.string()),
});
export type Finding = z.infer<typeof Finding>;

/** Members of a picked group that are not among the people, with the reason. `people` as far as they are known by name. */
export const DroppedMembers = z.object({
  reason: z.literal(['duplicate', 'blocked', 'stopped', 'noUrn', 'unticked']),
  groupUuid: GroupUuid,
  groupName: z.nullable(z.string()),
  count: z.number(),
  people: z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) })),
});
export type DroppedMembers = z.infer<typeof DroppedMembers>;

/** Why batches are not offered; the flow's own reasons first, for nothing on this screen mends them. Words: i18n `batchRefusal_<name>`. */
export const BatchRefusal = z.literal(['ticket-first', 'others-first', 'not-understood', 'unread', 'values-differ', 'open-chats']);
export type BatchRefusal = z.infer<typeof BatchRefusal>;

/** The answer of a pre-flight. It belongs to one revision of the draft; times are epoch ms, `durationMs` an estimate at this pace. */
export const PreflightReport = z.object({
  draftRevision: z.number(),
  flowUuid: z.nullable(FlowUuid),
  evaluatedAt: z.number(),
  /** `cancelled`: what was not asked stands as unknown. */
  status: z.literal(['complete', 'cancelled']),
  people: z.number(),
  requests: z.number(),
  /** Whether one request may carry 100 people: the flow loses nothing by it, every value is the same, and nobody has an open chat or an unknown one. */
  batchesPossible: z.boolean(),
  /** Null where they are possible, and for a single person. */
  batchRefusal: z.nullable(BatchRefusal),
  /** `mark` of what was known of the flow; null: nothing. */
  flowMark: z.nullable(z.string()),
  dropped: z.array(DroppedMembers),
  findings: z.array(Finding),
  checks: z.object({ done: z.number(), total: z.number(), failed: z.number() }),
  /** Share of the hourly budget, not counting others: nobody tells what the rest of the project uses. `used` null = not known. */
  budget: z.object({ perHour: z.number(), used: z.nullable(z.number()), share: z.number() }),
  durationMs: z.number(),
  /** What the first person will read, template by template; null when nothing is known of the flow's texts. */
  firstText: z.nullable(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()), templates: z.array(RenderedTemplate) })),
  /** More people than this and the number must be typed. */
  cap: z.number(),
});
export type PreflightReport = z.infer<typeof PreflightReport>;

/** The findings of one level, in the order on screen. */
export function findingsOf(report: Pick<PreflightReport, 'findings'>, level: FindingLevel): Finding[] {
  return report.findings.filter((finding) => finding.level === level);
}

/** Whether anything stands in the way of sending. */
export function hasBlockers(report: Pick<PreflightReport, 'findings'>): boolean {
  return report.findings.some((finding) => finding.level === 'blocker');
}

/** Whether a person has to look before sending: warnings and unknowns alike. */
export function needsCare(report: Pick<PreflightReport, 'findings'>): boolean {
  return report.findings.some((finding) => finding.level !== 'blocker');
}

/** How many findings a person has to look at before sending: warnings and unknowns. */
export function countCare(report: Pick<PreflightReport, 'findings'>): number {
  return report.findings.filter((finding) => finding.level !== 'blocker').length;
}

/** Everything found about each person, for the filterable list; people without a finding are not in it. */
export function findingsByPerson(report: Pick<PreflightReport, 'findings'>): Map<ContactUuid, { readonly kind: FindingKind; readonly level: FindingLevel }[]> {
  const byPerson = new Map<ContactUuid, { kind: FindingKind; level: FindingLevel }[]>();
  for (const finding of report.findings) {
    for (const person of finding.people) {
      const known = byPerson.get(person.contactUuid);
      if (known === undefined) byPerson.set(person.contactUuid, [{ kind: finding.kind, level: finding.level }]);
      else known.push({ kind: finding.kind, level: finding.level });
    }
  }
  return byPerson;
}
