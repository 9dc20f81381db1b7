import { Undo2 } from 'lucide';
import type { DispatchView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** The undo window: how long is left and the one button that matters. */
export function CountdownView({ view }: { view: DispatchView }) {
  const { countdown, dispatch } = usePanel();
  const { t, duration } = useWords();
  const mine = countdown.current.value;
  const isMine = mine !== null && mine.dispatchId === view.row.dispatchId;
  const seconds = isMine ? Math.ceil(mine.remainingMs / 1000) : 0;
  const share = isMine ? mine.remainingMs / mine.totalMs : 0;
  const undo = (): void => {
    if (isMine) void countdown.undo();
    else void dispatch.undo(view.row.dispatchId);
  };
  return (
    <div class="welcome">
      {isMine && (
        <>
          <div class="ring" role="timer" aria-label={t('countdown_timer')}>
            {duration(seconds * 1000)}
          </div>
          <span class="bar left" aria-hidden="true">
            <span class="busy" style={{ width: `${100 * share}%` }} />
          </span>
        </>
      )}
      <h2 class="heading" tabIndex={-1} data-first>
        {t('countdown_title', { count: view.row.total })}
      </h2>
      <bdi class="cut strong" style={{ maxWidth: '100%' }}>
        {view.row.flowName}
      </bdi>
      <p class="muted">{isMine ? t(mine.held ? 'countdown_held' : 'countdown_text') : t('countdown_elsewhere')}</p>
      <Button look="primary" icon={Undo2} onPress={undo}>
        {t('countdown_undo')}
      </Button>
    </div>
  );
}
