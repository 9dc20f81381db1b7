import type { PreflightReport } from '../../lib/preflight/preflight-report.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useView } from '../ui/ViewContext.tsx';

/** Number of people in one request (lib/dispatch/plan.ts). */
const BATCH_SIZE = 100;

/**
 * Choice between one request per person and one per hundred people, with the cost of each and its effect on the history
 * in Chats.
 */
export function BatchChoice({ report }: { report: PreflightReport }) {
  const { selection } = usePanel();
  const { i18n } = useView();
  const { t, number, percent } = i18n;
  const { people, budget } = report;
  const batches = Math.ceil(people / BATCH_SIZE);
  const share = (requests: number): string => percent(requests / Math.max(1, budget.perHour));
  return (
    <section class="card stack tight" aria-label={t('batch_title')}>
      <div class="check">
        <input
          id="batches"
          type="checkbox"
          checked={selection.draft.value.mode === 'batches'}
          aria-describedby="batches-cost"
          onChange={(event) => selection.setMode(event.currentTarget.checked ? 'batches' : 'singles')}
        />
        <label for="batches" class="stack tight">
          <span class="strong">{t('batch_title')}</span>
          <span class="caption muted">{t('batch_text')}</span>
        </label>
      </div>
      <p id="batches-cost" class="caption">
        {t('batch_cost', {
          count: batches,
          batchShare: share(batches),
          people: number(people),
          peopleShare: share(people),
        })}
      </p>
      <p class="caption muted">{t('batch_heads')}</p>
    </section>
  );
}
