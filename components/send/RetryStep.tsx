import { Send } from 'lucide';
import type { RetryModel } from '../../lib/models/panel/retry-model.ts';
import { countWarnings, findingsOf, hasBlockers } from '../../lib/preflight/preflight-report.ts';
import { readTypedNumber } from '../../lib/preflight/press.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { Facts, FindingLine } from './Findings.tsx';

/** The checks before sending to people again, shown if the agent must look at something first. */
export function RetryStep({ asked }: { asked: NonNullable<RetryModel['asked']['value']> }) {
  const { dispatch, settings } = usePanel();
  const { t } = useWords();
  const { again } = dispatch;
  const { action, report } = asked;
  const isRead = useGate(again.screen.value);
  const blockers = findingsOf(report, 'blocker');
  const care = [...findingsOf(report, 'warning'), ...findingsOf(report, 'unknown')];
  const asksNumber = report.people > report.cap;
  const isBlocked =
    hasBlockers(report) || report.people === 0 || (asksNumber && readTypedNumber(again.typed.value) !== report.people);
  const warnings = hasBlockers(report) ? 0 : countWarnings(report);
  const isFinal = settings.settings.value.undoSeconds === 0;
  const remove = (contactUuids: Parameters<RetryModel['without']>[0]): void => void again.without(contactUuids);
  return (
    <>
      <div class="scroll pad stack loose">
        <h2 class="heading" tabIndex={-1} data-first={asksNumber ? undefined : true}>
          {t('preflight_title')}
        </h2>
        <Facts report={report} />
        {action.mayArriveTwiceSeen && <Notice tone="warn">{t('result_twiceText')}</Notice>}
        {report.checks.failed > 0 && (
          <Notice tone="warn">
            {t('preflight_checksFailed', { count: report.checks.failed, total: report.checks.total })}
          </Notice>
        )}
        {(
          [
            ['preflight_blockers', blockers],
            ['preflight_care', care],
          ] as const
        ).map(
          ([title, findings]) =>
            findings.length > 0 && (
              <section key={title} class="card" aria-label={t(title)}>
                <h3 class="title">{t(title)}</h3>
                <ul class="findings">
                  {findings.map((finding) => (
                    <FindingLine
                      key={`${finding.level}${finding.kind}${JSON.stringify(finding.details)}`}
                      finding={finding}
                      onRemove={remove}
                    />
                  ))}
                </ul>
              </section>
            ),
        )}
      </div>
      {asksNumber && (
        <div class="field asked">
          <label for="typed-again">{t('preflight_type', { count: report.people, cap: report.cap })}</label>
          <input
            id="typed-again"
            data-first
            class="input short"
            inputMode="numeric"
            autocomplete="off"
            value={again.typed.value}
            onInput={(event) => again.type(event.currentTarget.value)}
          />
        </div>
      )}
      <div class="footer">
        <Button onPress={again.close}>{t('common_back')}</Button>
        <Button
          look="primary"
          wide
          trusted
          icon={Send}
          disabled={isBlocked || again.busy.value}
          waits={!isBlocked && !isRead}
          onPress={() => void again.confirm()}
        >
          {warnings > 0
            ? t(isFinal ? 'preflight_sendAnywayFinal' : 'preflight_sendAnyway', { count: warnings })
            : t(isFinal ? 'review_sendFinal' : 'review_send', { count: report.people })}
        </Button>
      </div>
    </>
  );
}
