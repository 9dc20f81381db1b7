import { RefreshCw, Send } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContactUuid } from '../../lib/ids.ts';
import { countCare, findingsOf, hasBlockers } from '../../lib/preflight/preflight-report.ts';
import { readTypedNumber } from '../../lib/preflight/press.ts';
import { removePeople } from '../../lib/draft/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { ErrorState } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { Live } from '../ui/Live.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { BatchChoice } from './BatchChoice.tsx';
import { DroppedLine } from './DroppedLine.tsx';
import { Facts, FindingCard } from './Findings.tsx';
import { PreflightPeople } from './PreflightPeople.tsx';
import { TemplatePreview } from './TemplatePreview.tsx';
import { WorkProgress } from './WorkProgress.tsx';

/** The one screen before many, or before anything that needs care: what will happen, what stands in the way, what to know. */
export function PreflightStep() {
  const { preflight, selection, dispatch, settings, typedNumber, typeNumber, catalog } = usePanel();
  const { i18n } = useView();
  const { t, tOf } = i18n;
  const { result } = preflight;
  const report = preflight.current.value;
  const error = result.error.value;
  const running = result.loading.value;
  const count = selection.peopleCount.value;
  const [view, setView] = useState<'kinds' | 'people'>('kinds');
  const isSaved = selection.saving.value === 'saved';
  const { revision, flowUuid } = selection.draft.value;
  const preview = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
  const { undoSeconds, capPerDispatch, offerBatchesFrom } = settings.settings.value;
  const overCap = count > capPerDispatch;
  const typedRight = !overCap || readTypedNumber(typedNumber.value) === count;
  const asksNumber = overCap && report !== null && !running;
  const untick = (contactUuids: readonly ContactUuid[]): void => selection.remove((now) => removePeople(now, contactUuids));
  const heading = useRef<HTMLHeadingElement>(null);
  const number = useRef<HTMLInputElement>(null);
  const isRead = useGate(running ? null : dispatch.screen.value);
  // What has to be looked at stands in the button: it is not the one of a moment ago.
  const warnings = report === null || hasBlockers(report) ? 0 : countCare(report);
  const blocked = running || report === null || hasBlockers(report) || report.people === 0;

  // What was unticked or switched here is checked again by itself; nearly all of it is remembered for a minute.
  useEffect(() => {
    if (isSaved && preflight.current.peek() === null && !preflight.result.loading.peek()) void preflight.run({ fresh: false });
  }, [preflight, isSaved, revision]);

  useEffect(() => {
    if (flowUuid !== null) catalog.loadPreview(flowUuid);
  }, [catalog, flowUuid]);

  // Whoever waited at the heading for the checks types next; whoever went on reading is left alone.
  useEffect(() => {
    const root = heading.current?.getRootNode();
    const holder = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
    if (asksNumber && holder === heading.current) number.current?.focus();
  }, [asksNumber]);

  let body;
  if (report === null && error !== null && !running) body = <ErrorState title={t('preflight_failed')} error={error} onRetry={() => void preflight.run({ fresh: true })} />;
  else if (running) body = <WorkProgress work={preflight.work} label={t('preflight_running', { count })} />;
  else if (report === null) {
    body = (
      <Notice
        tone="info"
        title={t('preflight_changed')}
        actions={
          <Button small icon={RefreshCw} onPress={() => void preflight.run({ fresh: false })}>
            {t('common_checkAgain')}
          </Button>
        }
      />
    );
  } else {
    const blockers = findingsOf(report, 'blocker');
    const care = [...findingsOf(report, 'warning'), ...findingsOf(report, 'unknown')];
    const hasPeople = report.findings.some((finding) => finding.people.length > 0);
    const isByPerson = view === 'people' && hasPeople;
    body = (
      <>
        <Facts report={report} />
        {report.status === 'cancelled' && <Notice tone="warn">{t('preflight_cancelled')}</Notice>}
        {report.checks.failed > 0 && <Notice tone="warn">{t('preflight_checksFailed', { count: report.checks.failed, total: report.checks.total })}</Notice>}
        {blockers.length === 0 && care.length === 0 && <Notice tone="good">{t('preflight_clean')}</Notice>}
        {hasPeople && (
          <Choices
            label={t('preflight_view')}
            value={view}
            options={[
              { value: 'kinds', text: t('preflight_byKind') },
              { value: 'people', text: t('preflight_byPerson') },
            ]}
            onValue={setView}
          />
        )}
        {isByPerson && <PreflightPeople report={report} />}
        {!isByPerson && blockers.length > 0 && (
          <section class="card" aria-label={t('preflight_blockers')}>
            <h3 class="title">{t('preflight_blockers')}</h3>
            {blockers.map((finding) => (
              <FindingCard key={`b${finding.kind}`} finding={finding} onRemove={untick} />
            ))}
          </section>
        )}
        {!isByPerson && care.length > 0 && (
          <section class="card" aria-label={t('preflight_care')}>
            <h3 class="title">{t('preflight_care')}</h3>
            {care.map((finding) => (
              <FindingCard key={`${finding.level}${finding.kind}`} finding={finding} onRemove={untick} />
            ))}
          </section>
        )}
        {report.dropped.length > 0 && (
          <section class="card stack tight" aria-label={t('fact_dropped')}>
            <h3 class="title">{t('fact_dropped')}</h3>
            {report.dropped.map((entry) => (
              <DroppedLine key={`${entry.groupUuid}${entry.reason}`} entry={entry} />
            ))}
          </section>
        )}
        {report.batchesPossible && count >= offerBatchesFrom && <BatchChoice report={report} />}
        {report.batchRefusal !== null && count >= offerBatchesFrom && <p class="caption muted">{tOf('batchRefusal', report.batchRefusal)}</p>}
        {report.firstText !== null && report.firstText.templates.length > 0 && (
          <section class="stack" aria-label={t('preview_title')}>
            <h3 class="title">
              {t('preview_for')} <PersonName name={report.firstText.name} class="" />
            </h3>
            {report.firstText.templates.map((rendered, index) => (
              <TemplatePreview key={index} rendered={rendered} template={preview?.status === 'ready' ? preview.preview.templates[index] : undefined} />
            ))}
          </section>
        )}
      </>
    );
  }

  return (
    <>
      <div class="scroll pad stack loose" style={{ paddingTop: '4px' }}>
        <div class="row between">
          <h2 class="heading" tabIndex={-1} data-first={asksNumber ? undefined : true} ref={heading}>
            {t('preflight_title')}
          </h2>
          <Button small look="tertiary" icon={RefreshCw} disabled={running} onPress={() => void preflight.run({ fresh: true })}>
            {t('common_checkAgain')}
          </Button>
        </div>
        <Live text={running ? t('preflight_running', { count }) : report === null ? '' : t('preflight_done')} />
        {body}
      </div>
      {asksNumber && (
        <div class="field asked">
          <label for="typed-number">{t('preflight_type', { count, cap: capPerDispatch })}</label>
          <input
            id="typed-number"
            ref={number}
            data-first
            class="input short"
            inputMode="numeric"
            autocomplete="off"
            value={typedNumber.value}
            onInput={(event) => typeNumber(event.currentTarget.value)}
          />
        </div>
      )}
      <div class="footer">
        <Button onPress={() => dispatch.goTo('review')}>{t('common_back')}</Button>
        <Button
          look="primary"
          wide
          trusted
          icon={Send}
          waits={!blocked && !isRead}
          disabled={blocked || !typedRight || dispatch.pressing.value}
          onPress={() => void dispatch.press({ typed: typedNumber.value, isTest: false })}
        >
          {warnings > 0
            ? t(undoSeconds === 0 ? 'preflight_sendAnywayFinal' : 'preflight_sendAnyway', { count: warnings })
            : t(undoSeconds === 0 ? 'review_sendFinal' : 'review_send', { count })}
        </Button>
      </div>
    </>
  );
}
