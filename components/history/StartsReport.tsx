import { Download, RefreshCw } from 'lucide';
import type { StartsGroup, StartsReportModel } from '../../lib/models/extension-pages/starts-report-model.ts';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { ErrorState } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useView } from '../ui/ViewContext.tsx';
import type { CsvCell } from '../../lib/replies/csv-export.ts';
import { Bar } from './Bar.tsx';
import { DayRangeFields } from './DayRangeFields.tsx';

const GROUPS = ['agent', 'flow', 'day'] as const satisfies readonly StartsGroup[];

/** How far the reading is, with a button that stops it. */
function Progress({ report }: { readonly report: StartsReportModel }) {
  const { t, number } = useView().i18n;
  const { done, total } = report.reading.value;
  return (
    <div class="row" role="status">
      <progress aria-label={t('starts_progress')} value={total === 0 ? undefined : done} max={Math.max(1, total)} />
      <span class="caption num">{t('starts_read', { done: number(done), total: number(total) })}</span>
      <Button small onPress={report.stop}>
        {t('common_cancel')}
      </Button>
    </div>
  );
}

/** Starts as bars, one for each agent, flow or day. */
function Chart({ report }: { readonly report: StartsReportModel }) {
  const { t, tOf, number } = useView().i18n;
  const lines = report.lines.value;
  const most = Math.max(...lines.map((line) => line.starts));
  const unknown = report.group.value === 'agent' ? t('starts_noAgent') : t('starts_noFlow');
  return (
    <table class="table chart" aria-label={t('starts_title')}>
      <thead>
        <tr>
          <th scope="col">{tOf('startsBy', report.group.value)}</th>
          <th scope="col" colSpan={2}>
            {t('starts_count')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, starts }) => (
          <tr key={name}>
            <th scope="row">{name === '' ? <span class="muted">{unknown}</span> : <bdi>{name}</bdi>}</th>
            <td class="num">{number(starts)}</td>
            <td class="bar-cell">
              <Bar count={starts} most={most} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/**
 * Starts by agent, flow and day over some days, from the server's history: names only, no outcome. Read by a press. To a
 * manager of sectors it says that the server shows only their own.
 */
export function StartsReport({
  report,
  seesAll,
  onDownload,
}: {
  readonly report: StartsReportModel;
  /** The agent is an admin: the server shows everybody's starts. */
  readonly seesAll: boolean;
  readonly onDownload: (fileName: string, header: readonly string[], rows: readonly CsvCell[][]) => void;
}) {
  const { t, tOf, number } = useView().i18n;
  const { status, done, total, error } = report.reading.value;
  const isReading = status === 'reading';
  const hasLines = report.lines.value.length > 0;
  return (
    <section class="card" aria-label={t('starts_title')}>
      <div class="row between">
        <h2>{t('starts_title')}</h2>
        <span class="pill warn">{t('starts_namesOnly')}</span>
      </div>
      <p class="caption muted">{t('starts_text')}</p>
      {!seesAll && <Notice tone="info">{t('starts_ownOnly')}</Notice>}
      <div class="row wrap">
        <DayRangeFields label={t('starts_days')} range={report.range.value} onRange={report.setRange} />
        <Button icon={RefreshCw} disabled={isReading} onPress={() => void report.read()}>
          {t('starts_load')}
        </Button>
      </div>
      {isReading && <Progress report={report} />}
      {status === 'partial' && (
        <Notice tone="warn">{t('starts_partial', { done: number(done), total: number(total) })}</Notice>
      )}
      {status === 'failed' && error !== null && (
        <ErrorState title={t('page_othersFailed')} error={error} onRetry={() => void report.read()} />
      )}
      {status === 'done' && !hasLines && <p class="muted">{t('starts_none')}</p>}
      {hasLines && (
        <>
          <Choices
            label={t('starts_by')}
            value={report.group.value}
            options={GROUPS.map((value) => ({ value, text: tOf('startsBy', value) }))}
            onValue={report.groupBy}
          />
          <Chart report={report} />
          <div class="row">
            <Button
              icon={Download}
              disabled={isReading}
              onPress={() =>
                onDownload(
                  'disparo-starts.csv',
                  [tOf('startsBy', 'day'), tOf('startsBy', 'agent'), tOf('startsBy', 'flow'), t('starts_count')],
                  report.table.value.map(({ day, agent, flow, starts }) => [day, agent, flow, starts]),
                )
              }
            >
              {t('starts_export')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
