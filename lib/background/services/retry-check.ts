import type { DispatchRow, PersonRow } from '../../dispatch/records.ts';
import { canSendAgain } from '../../dispatch/retry.ts';
import { type Draft, EMPTY_DRAFT } from '../../draft/draft.ts';
import type { PreflightReport } from '../../preflight/preflight-report.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { Services } from '../services.ts';

/** Makes a draft of the rows that sends them the values stored in the original dispatch. */
function toDraft(dispatch: DispatchRow, rows: readonly PersonRow[]): Draft {
  const names = new Set(rows.flatMap((row) => Object.keys(row.params ?? {})));
  return {
    ...EMPTY_DRAFT,
    flowUuid: dispatch.flowUuid,
    flowName: dispatch.flowName,
    people: rows.map((row) => ({
      contactUuid: row.contactUuid,
      name: row.name,
      origins: [{ kind: 'hand' }],
      values: { ...row.params },
    })),
    variables: Object.fromEntries(
      [...names].map((name) => [name, { source: { kind: 'csv-column' as const, column: name }, fallback: '' }]),
    ),
  };
}

/**
 * Removes "got a flow from us" for people whose last start is the one being repeated; the button *Send again* says
 * that already.
 */
function withoutOwnTry(report: PreflightReport, rows: readonly PersonRow[]): PreflightReport {
  const tries = new Map(rows.map((row) => [row.contactUuid, String(row.acceptedAt ?? row.sentAt)]));
  const findings = report.findings.flatMap((finding) => {
    if (finding.kind !== 'sent-by-us') return [finding];
    const people = finding.people.filter((person) => person.details['at'] !== tries.get(person.contactUuid));
    return people.length === 0 && finding.people.length > 0 ? [] : [{ ...finding, people }];
  });
  return { ...report, findings };
}

/**
 * The pre-flight of *Send again*: the usual checks, for those people (`numbers`, their `n` in the dispatch) who may be
 * sent to again.
 */
export async function checkRetry(
  { ledger, preflight }: Pick<Services, 'ledger' | 'preflight'>,
  session: SessionRecord,
  dispatch: DispatchRow,
  numbers: readonly number[],
): Promise<PreflightReport> {
  const rows = (await ledger.getPeople(dispatch.dispatchId, [...new Set(numbers)])).filter(
    (row) => canSendAgain(row.status) !== null,
  );
  const report = await preflight.check({ ...session, flowsProject: dispatch.flowsProject }, toDraft(dispatch, rows));
  return withoutOwnTry(report, rows);
}
