import { useId } from 'preact/hooks';
import { HOLD_BACK_CHOICES } from '../../lib/settings/settings.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Select } from '../ui/Select.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** At how many unopened replies the dispatch waits for the agent. Batches leave at once, so they never wait. */
export function HoldBackChoice() {
  const { selection, settings } = usePanel();
  const { t } = useWords();
  const id = useId();
  const { holdBackAt, mode } = selection.draft.value;
  if (mode === 'batches') return null;
  return (
    <div class="field">
      <label for={id}>{t('holdBack_label')}</label>
      <Select
        id={id}
        value={holdBackAt ?? settings.settings.value.holdBackAt ?? 0}
        choices={HOLD_BACK_CHOICES.map((count) => ({
          value: count,
          text: count === 0 ? t('holdBack_never') : t('holdBack_at', { count }),
        }))}
        onValue={(value) => value !== null && selection.setHoldBack(value)}
      />
    </div>
  );
}
