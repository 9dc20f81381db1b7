import { useId } from 'preact/hooks';
import type { DayRange } from '../../lib/models/extension-pages/history-model.ts';
import { useView } from '../ui/ViewContext.tsx';

/** The first and the last day that are shown; an empty field is no limit. */
export function DayRangeFields({
  label,
  range,
  onRange,
}: {
  readonly label: string;
  readonly range: DayRange;
  readonly onRange: (range: DayRange) => void;
}) {
  const { t } = useView().i18n;
  const [from, to] = [useId(), useId()];
  return (
    <div class="days" role="group" aria-label={label}>
      <label for={from}>{t('range_from')}</label>
      <input
        id={from}
        class="input short"
        type="date"
        value={range.from}
        max={range.to === '' ? undefined : range.to}
        onChange={(event) => onRange({ ...range, from: event.currentTarget.value })}
      />
      <label for={to}>{t('range_to')}</label>
      <input
        id={to}
        class="input short"
        type="date"
        value={range.to}
        min={range.from === '' ? undefined : range.from}
        onChange={(event) => onRange({ ...range, to: event.currentTarget.value })}
      />
    </div>
  );
}
