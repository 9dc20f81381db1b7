import { CirclePause, Send, Undo2 } from 'lucide';
import type { Countdown } from '../../lib/models/panel/countdown-model.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/**
 * The countdown on the folded panel: a ring with the seconds left, which differs in shape and colour from the count of
 * replies, and the undo button.
 */
function CountingHandle({ counting, onOpen }: { counting: Countdown; onOpen: () => void }) {
  const { countdown } = usePanel();
  const { t, duration } = useWords();
  const seconds = Math.ceil(counting.remainingMs / 1000);
  const label = t(counting.held ? 'handle_held' : 'handle_counting', { count: seconds });
  return (
    <div class="handle counts">
      <button type="button" class="open" aria-label={label} title={label} onClick={onOpen}>
        <span class="ring small" style={{ '--left': `${(100 * counting.remainingMs) / counting.totalMs}%` }}>
          <span>{counting.held ? <Icon node={CirclePause} size="small" /> : duration(seconds * 1000)}</span>
        </span>
      </button>
      <Button small icon={Undo2} first onPress={() => void countdown.undo()}>
        {t('countdown_undo')}
      </Button>
    </div>
  );
}

/** Shows for a moment why the panel folded by itself and how to open it. Clicks pass through to the page. */
function YieldedNote() {
  const { saysWhy, settings } = usePanel();
  const { t } = useWords();
  const key = settings.shortcuts.value.find((one) => one.name === 'toggle-panel')?.key ?? '';
  return (
    <div role="status" class="yielded">
      {saysWhy.value === 'chat' && <p>{key === '' ? t('handle_yielded') : t('handle_yieldedKey', { key })}</p>}
      {saysWhy.value === 'page' && <p>{key === '' ? t('handle_narrow') : t('handle_narrowKey', { key })}</p>}
    </div>
  );
}

/** The folded panel: a slim handle with the count of replies, or a countdown with its undo button. */
export function Handle({ onOpen }: { onOpen: () => void }) {
  const { replies, countdown } = usePanel();
  const { t } = useWords();
  const replied = replies.repliedCount.value;
  const counting = countdown.current.value;
  if (counting !== null) {
    return (
      <>
        <YieldedNote />
        <CountingHandle counting={counting} onOpen={onOpen} />
      </>
    );
  }
  const label = t('handle_open', { count: replied });
  return (
    <>
      <YieldedNote />
      <button type="button" class="handle" data-first aria-label={label} title={label} onClick={onOpen}>
        <Icon node={Send} />
        {replied > 0 && <span class="count hot num">{replied > 99 ? '99+' : replied}</span>}
      </button>
    </>
  );
}
