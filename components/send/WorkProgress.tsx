import type { WorkModel } from '../../lib/models/panel/work-model.ts';
import { Button } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** Progress of a long reading, with a button that stops it and keeps what was read. */
export function WorkProgress({ work, label }: { work: WorkModel; label: string }) {
  const { t, number } = useWords();
  const now = work.progress.value;
  const isCounted = now !== null && now.total > 0;
  return (
    <div class="card stack tight" aria-busy="true">
      <div class="row between">
        <span class="row">
          <span class="spinner" aria-hidden="true" />
          <span class="strong">{label}</span>
        </span>
        <Button small onPress={() => void work.cancel()}>
          {t('work_stop')}
        </Button>
      </div>
      {isCounted && (
        <>
          <span class="caption num">{t('work_share', { done: number(now.done), total: number(now.total) })}</span>
          <progress class="sr" aria-label={label} value={now.done} max={now.total} />
          <span class="bar" aria-hidden="true">
            <span class="busy" style={{ width: `${Math.min(100, (100 * now.done) / now.total)}%` }} />
          </span>
        </>
      )}
    </div>
  );
}
