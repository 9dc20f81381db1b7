import type { DispatchView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { useView } from '../ui/ViewContext.tsx';

/** How long after the end those who did not answer are offered again: nobody is to be written to twice in a hurry. */
const OFFERED_AFTER_MS = 3 * 3_600_000;

/**
 * What can be done about the people of a finished dispatch who have not answered: right after the end look at them in
 * the list, some hours later make a draft of them.
 */
export function UnansweredButton({ view }: { readonly view: DispatchView }) {
  const { replies, later, navigate } = usePanel();
  const { i18n, now } = useView();
  const { t } = i18n;
  const { dispatchId, state } = view.row;
  const unanswered = replies.unansweredOf(view);
  if (state.status !== 'finished' || view.counts.accepted === 0) return null;
  if (now() - state.at >= OFFERED_AFTER_MS && unanswered.length > 0)
    return (
      <Button disabled={later.busy.value} onPress={() => void later.openFollowUp(dispatchId)}>
        {t('dispatch_unanswered', { count: unanswered.length })}
      </Button>
    );
  const showWaiting = (): void => {
    replies.narrow({ dispatch: dispatchId, filter: 'all' });
    navigate.toTab('waiting');
  };
  return <Button onPress={showWaiting}>{t('dispatch_seeWaiting')}</Button>;
}
