import type { ContactUuid } from '../../lib/ids.ts';
import { removePeople } from '../../lib/draft/selection.ts';
import { findingsOf, type Finding, type PreflightReport } from '../../lib/preflight/preflight-report.ts';
import { PrepareLater } from '../later/PrepareLater.tsx';
import { usePanel } from '../panel/PanelContext.tsx';
import { Choices } from '../ui/Choices.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { BatchChoice } from './BatchChoice.tsx';
import { DroppedLine } from './DroppedLine.tsx';
import { Facts, FindingLine } from './Findings.tsx';
import { PreflightPeople } from './PreflightPeople.tsx';
import { TemplatePreview } from './TemplatePreview.tsx';

/** How findings are listed. */
export type ReportGrouping = 'kinds' | 'people';

/** The findings of one group under its heading; nothing if there are none. */
function FindingSection({ title, findings }: { readonly title: string; readonly findings: readonly Finding[] }) {
  const { selection } = usePanel();
  const untick = (contactUuids: readonly ContactUuid[]): void =>
    selection.remove((now) => removePeople(now, contactUuids));
  if (findings.length === 0) return null;
  return (
    <section class="card" aria-label={title}>
      <h3 class="title">{title}</h3>
      <ul class="findings">
        {findings.map((finding) => (
          <FindingLine
            key={`${finding.level}${finding.kind}${JSON.stringify(finding.details)}`}
            finding={finding}
            onRemove={untick}
            instead={finding.kind === 'night' && finding.level === 'warning' ? <PrepareLater isOpen /> : undefined}
          />
        ))}
      </ul>
    </section>
  );
}

/** The message as the first person will read it, filled in by the pre-flight. */
function FirstText({ text }: { readonly text: NonNullable<PreflightReport['firstText']> }) {
  const { selection, catalog } = usePanel();
  const { t } = useWords();
  const { flowUuid } = selection.draft.value;
  const preview = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
  if (text.templates.length === 0) return null;
  return (
    <section class="stack" aria-label={t('preview_title')}>
      <h3 class="title">
        {t('preview_for')} <PersonName name={text.name} class="" />
      </h3>
      {text.templates.map((rendered, index) => (
        <TemplatePreview
          key={index}
          rendered={rendered}
          template={preview?.status === 'ready' ? preview.preview.templates[index] : undefined}
        />
      ))}
    </section>
  );
}

/**
 * The report of a pre-flight: what will happen, what prevents sending (by kind or by person), and what the agent should
 * know.
 */
export function PreflightReportView({
  report,
  view,
  onView,
}: {
  readonly report: PreflightReport;
  readonly view: ReportGrouping;
  readonly onView: (view: ReportGrouping) => void;
}) {
  const { selection, settings } = usePanel();
  const { t, tOf } = useWords();
  const offersBatches = selection.peopleCount.value >= settings.settings.value.offerBatchesFrom;
  const blockers = findingsOf(report, 'blocker');
  const care = [...findingsOf(report, 'warning'), ...findingsOf(report, 'unknown')];
  const hasPeople = report.findings.some((finding) => finding.people.length > 0);
  return (
    <>
      {report.status === 'cancelled' && <Notice tone="warn">{t('preflight_cancelled')}</Notice>}
      {report.checks.failed > 0 && (
        <Notice tone="warn">
          {t('preflight_checksFailed', { count: report.checks.failed, total: report.checks.total })}
        </Notice>
      )}
      {blockers.length === 0 && care.length === 0 && <Notice tone="good">{t('preflight_clean')}</Notice>}
      {hasPeople && (
        <Choices
          label={t('preflight_view')}
          value={view}
          options={[
            { value: 'kinds', text: t('preflight_byKind') },
            { value: 'people', text: t('preflight_byPerson') },
          ]}
          onValue={onView}
        />
      )}
      {view === 'people' && hasPeople ? (
        <PreflightPeople report={report} />
      ) : (
        <>
          <FindingSection title={t('preflight_blockers')} findings={blockers} />
          <FindingSection title={t('preflight_care')} findings={care} />
          <FindingSection title={t('preflight_info')} findings={findingsOf(report, 'info')} />
        </>
      )}
      <Facts report={report} />
      {report.dropped.length > 0 && (
        <section class="card stack tight" aria-label={t('fact_dropped')}>
          <h3 class="title">{t('fact_dropped')}</h3>
          {report.dropped.map((entry) => (
            <DroppedLine key={`${entry.groupUuid}${entry.reason}`} entry={entry} />
          ))}
        </section>
      )}
      {report.batchesPossible && offersBatches && <BatchChoice report={report} />}
      {report.batchRefusal !== null && offersBatches && (
        <p class="caption muted">{tOf('batchRefusal', report.batchRefusal)}</p>
      )}
      {report.firstText !== null && <FirstText text={report.firstText} />}
    </>
  );
}
