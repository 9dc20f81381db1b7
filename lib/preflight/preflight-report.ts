import * as z from 'zod/mini';
import { ContactUuid, FlowUuid, GroupUuid } from '../ids.ts';
import { RenderedTemplate } from '../draft/rendered-template.ts';

/**
 * All kinds of findings, in the order on screen: first what prevents sending, then what needs attention. The text on
 * screen is `preflight_<kind>`.
 */
export const FINDING_KINDS = [
  'gate-closed',
  'no-people',
  'no-flow',
  'variable-unmapped',
  'variable-empty',
  'variable-too-long',
  'text-too-long',
  'template-not-approved',
  'template-language',
  'placeholder-unfilled',
  'flow-unread',
  'variable-in-text',
  'blocked',
  'stopped',
  'no-urn',
  'gone',
  'opted-out',
  'excluded',
  'on-own-list',
  'exclusion-missing',
  'already-waiting',
  'opens-no-chat',
  'sector-closed',
  'nobody-online',
  'open-chat',
  'ticket-may-close',
  'sent-by-us',
  'often-written',
  'unanswered',
  'sent-by-anyone',
  'window-closed',
  'free-message-dropped',
  'same-human',
  'several-groups',
  'foreign-number',
  'night',
  'sender-offline',
  'budget-short',
  'sector-hours-unknown',
  'interrupts',
] as const;
export const FindingKind = z.literal(FINDING_KINDS);
export type FindingKind = z.infer<typeof FindingKind>;

/**
 * `unknown`: the check failed or was cancelled, or the fact is not known. It counts like a warning, never as fine.
 * `info`: good to know; it asks nothing of the agent.
 */
export const FindingLevel = z.literal(['blocker', 'warning', 'unknown', 'info']);
export type FindingLevel = z.infer<typeof FindingLevel>;

/**
 * A person of a finding. Keys of `details`, depending on the kind: `queue`, `agent`, `at` (epoch ms), `by`,
 * `variables`, `country`, `hour`, `number` and `kept` (numbers as lists show them), `count` and `days`, `template`,
 * `group`, `field`, `language`, `status`, `sector`, `when` (`now`, `soon`), `flow`, `places` and `given`, `last`.
 */
const FindingPerson = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  details: z.record(z.string(), z.string()),
});
type FindingPerson = z.infer<typeof FindingPerson>;

/** One finding of one level, with all people concerned. `people` is empty when it concerns the dispatch as a whole. */
export const Finding = z.object({
  kind: FindingKind,
  level: FindingLevel,
  people: z.array(FindingPerson),
  details: z.record(z.string(), z.string()),
});
export type Finding = z.infer<typeof Finding>;

/** Members of a picked group who are not among the people, by reason. `people` lists those whose names are known. */
export const DroppedMembers = z.object({
  reason: z.literal(['duplicate', 'blocked', 'stopped', 'noUrn', 'unticked']),
  groupUuid: GroupUuid,
  groupName: z.nullable(z.string()),
  count: z.number(),
  people: z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) })),
});
export type DroppedMembers = z.infer<typeof DroppedMembers>;

/**
 * Why batches are not offered. Reasons of the flow come first, because the agent cannot change them on this screen. The
 * text on screen is `batchRefusal_<name>`.
 */
export const BatchRefusal = z.literal([
  'ticket-first',
  'others-first',
  'not-understood',
  'unread',
  'values-differ',
  'open-chats',
]);
export type BatchRefusal = z.infer<typeof BatchRefusal>;

/**
 * The result of a pre-flight. It is valid for one revision of the draft. Times are epoch ms; `durationMs` is an
 * estimate.
 */
export const PreflightReport = z.object({
  draftRevision: z.number(),
  flowUuid: z.nullable(FlowUuid),
  evaluatedAt: z.number(),
  /** `cancelled`: facts that were not asked are unknown. */
  status: z.literal(['complete', 'cancelled']),
  people: z.number(),
  requests: z.number(),
  /**
   * Whether one request may carry 100 people: the flow works in a batch, all values are the same, and every person
   * certainly has no open chat.
   */
  batchesPossible: z.boolean(),
  /** Null when batches are possible, and for a single person. */
  batchRefusal: z.nullable(BatchRefusal),
  /** `mark` of the flow's facts; null when the flow could not be read. */
  flowMark: z.nullable(z.string()),
  dropped: z.array(DroppedMembers),
  findings: z.array(Finding),
  checks: z.object({ done: z.number(), total: z.number(), failed: z.number() }),
  /**
   * The agent's share of the hourly budget. What other users of the project consume is not known. `used` null: not
   * known.
   */
  budget: z.object({ perHour: z.number(), used: z.nullable(z.number()), share: z.number() }),
  durationMs: z.number(),
  /** What the first person will read, per template; null when the texts are not known. */
  firstText: z.nullable(
    z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()), templates: z.array(RenderedTemplate) }),
  ),
  /** For more people than this, the agent must type the number. */
  cap: z.number(),
});
export type PreflightReport = z.infer<typeof PreflightReport>;

/** The findings of one level, in the order on screen. */
export function findingsOf(report: Pick<PreflightReport, 'findings'>, level: FindingLevel): Finding[] {
  return report.findings.filter((finding) => finding.level === level);
}

/** Whether any finding prevents sending. */
export function hasBlockers(report: Pick<PreflightReport, 'findings'>): boolean {
  return report.findings.some((finding) => finding.level === 'blocker');
}

/** Whether the agent must look at findings before sending: warnings and unknowns. */
export function hasWarnings(report: Pick<PreflightReport, 'findings'>): boolean {
  return countWarnings(report) > 0;
}

/** Number of findings that the agent must look at before sending: warnings and unknowns. */
export function countWarnings(report: Pick<PreflightReport, 'findings'>): number {
  return report.findings.filter(({ level }) => level === 'warning' || level === 'unknown').length;
}

/** A person and all findings about them. */
export interface PersonFindings {
  readonly contactUuid: ContactUuid;
  readonly name: string | null;
  readonly found: {
    readonly kind: FindingKind;
    readonly level: FindingLevel;
    readonly details: Readonly<Record<string, string>>;
  }[];
}

/** The people who have findings, each with all findings, in the order of the report. */
export function findingsByPerson(report: Pick<PreflightReport, 'findings'>): PersonFindings[] {
  const byPerson = new Map<ContactUuid, PersonFindings>();
  for (const finding of report.findings) {
    for (const { contactUuid, name, details } of finding.people) {
      const person = byPerson.get(contactUuid) ?? { contactUuid, name, found: [] };
      person.found.push({ kind: finding.kind, level: finding.level, details });
      byPerson.set(contactUuid, person);
    }
  }
  return [...byPerson.values()];
}
