import { RefreshCw, Send } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { countWarnings, hasBlockers } from '../../lib/preflight/preflight-report.ts';
import { readTypedNumber } from '../../lib/preflight/press.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Live } from '../ui/Live.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { PreflightReportView, type ReportGrouping } from './PreflightReportView.tsx';
import { WorkProgress } from './WorkProgress.tsx';

/** The report, or the progress or error of the checks. */
function Body({ view, onView }: { readonly view: ReportGrouping; readonly onView: (view: ReportGrouping) => void }) {
  const { preflight, selection } = usePanel();
  const { t } = useWords();
  const report = preflight.current.value;
  const error = preflight.result.error.value;
  if (preflight.result.loading.value)
    return (
      <WorkProgress work={preflight.work} label={t('preflight_running', { count: selection.peopleCount.value })} />
    );
  if (report !== null) return <PreflightReportView report={report} view={view} onView={onView} />;
  if (error !== null)
    return (
      <ErrorState title={t('preflight_failed')} error={error} onRetry={() => void preflight.run({ fresh: true })} />
    );
  return (
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
}

/**
 * The pre-flight, shown before sending to many people and before anything that needs attention: what will happen, what
 * prevents sending, and what the agent should know.
 */
export function PreflightStep() {
  const { preflight, selection, dispatch, settings, typedNumber, typeNumber, catalog } = usePanel();
  const { t } = useWords();
  const report = preflight.current.value;
  const running = preflight.result.loading.value;
  const count = selection.peopleCount.value;
  const [view, setView] = useState<ReportGrouping>('kinds');
  const isSaved = selection.saving.value === 'saved';
  const { revision, flowUuid } = selection.draft.value;
  const { undoSeconds, capPerDispatch } = settings.settings.value;
  const overCap = count > capPerDispatch;
  const typedRight = !overCap || readTypedNumber(typedNumber.value) === count;
  const asksNumber = overCap && report !== null && !running;
  const heading = useRef<HTMLHeadingElement>(null);
  const number = useRef<HTMLInputElement>(null);
  const isRead = useGate(running ? null : dispatch.screen.value);
  // The button shows the number of warnings, so the agent sees that it is not the button of a moment ago.
  const warnings = report === null || hasBlockers(report) ? 0 : countWarnings(report);
  const blocked = running || report === null || hasBlockers(report) || report.people === 0;

  // A change on this screen (untick, batches) starts the checks again. Most answers come from the cache of the last
  // minute.
  useEffect(() => {
    if (isSaved && preflight.current.peek() === null && !preflight.result.loading.peek())
      void preflight.run({ fresh: false });
  }, [preflight, isSaved, revision]);

  useEffect(() => {
    if (flowUuid !== null) catalog.loadPreview(flowUuid);
  }, [catalog, flowUuid]);

  // If the focus is still on the heading, move it to the number field when the checks end. If the agent has moved the
  // focus, leave it.
  useEffect(() => {
    const root = heading.current?.getRootNode();
    const holder = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
    if (asksNumber && holder === heading.current) number.current?.focus();
  }, [asksNumber]);

  return (
    <>
      <div class="scroll pad stack loose" style={{ paddingTop: '4px' }}>
        <div class="row between">
          <h2 class="heading" tabIndex={-1} data-first={asksNumber ? undefined : true} ref={heading}>
            {t('preflight_title')}
          </h2>
          <Button
            small
            look="tertiary"
            icon={RefreshCw}
            disabled={running}
            onPress={() => void preflight.run({ fresh: true })}
          >
            {t('common_checkAgain')}
          </Button>
        </div>
        <Live text={running ? t('preflight_running', { count }) : report === null ? '' : t('preflight_done')} />
        <Body view={view} onView={setView} />
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
