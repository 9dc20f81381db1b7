import type { DispatchView } from '../../lib/messaging/views.ts';
import { useWords } from '../ui/ViewContext.tsx';

/**
 * How many runs of the flow Weni counts since before the dispatch, beside how many it accepted, and what a difference
 * can mean. Nothing until both counts are there.
 */
export function WitnessLine({ view: { row, counts } }: { view: Pick<DispatchView, 'row' | 'counts'> }) {
  const { t } = useWords();
  const { witness } = row;
  if (witness === undefined || witness.runsAfter === null) return null;
  const runs = witness.runsAfter - witness.runsBefore;
  // Weni deletes old runs: such a count says nothing.
  if (runs < 0) return null;
  const { accepted, unknown } = counts;
  return (
    <div class="stack tight caption" role="note" aria-label={t('witness_title')}>
      <p>{t('witness_runs', { accepted, count: runs })}</p>
      {runs < accepted && <p>{t('witness_short', { count: accepted - runs })}</p>}
      {unknown > 0 && <p>{t(runs > accepted ? 'witness_unknownSome' : 'witness_unknownNone', { count: unknown })}</p>}
    </div>
  );
}
