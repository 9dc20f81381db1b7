import { CalendarClock } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { WhenChoice } from './WhenChoice.tsx';

/**
 * Keeps what is picked for a later time, instead of sending it now.
 *
 * @param isOpen whether the times are shown at once, without a press
 */
export function PrepareLater({ isOpen = false }: { readonly isOpen?: boolean }) {
  const { later, selection } = usePanel();
  const { t } = useWords();
  const [open, setOpen] = useState(isOpen);
  const { revision } = selection.draft.value;
  const plan = later.plan.data.value;
  useEffect(() => {
    if (open) void later.plan.load();
  }, [later, open, revision]);
  return (
    <section class="stack tight" aria-label={t('later_prepareTitle')}>
      {!isOpen && (
        <div class="row">
          <Button small look="tertiary" icon={CalendarClock} expanded={open} onPress={() => setOpen(!open)}>
            {t('later_prepareTitle')}
          </Button>
        </div>
      )}
      {open && (
        <>
          <p class="caption muted">{t('later_neverAlone')}</p>
          <WhenChoice
            morningAt={plan?.morningAt ?? null}
            disabled={later.busy.value}
            onChoose={(at) => void later.prepare(at)}
          />
          {plan !== null && plan.unknown > 0 && (
            <p class="caption muted">{t('later_unknownZone', { count: plan.unknown })}</p>
          )}
        </>
      )}
    </section>
  );
}
