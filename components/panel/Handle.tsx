import { CirclePause, Send } from 'lucide';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** The collapsed panel: a slim handle with the count of replies, or the seconds of a countdown and whether it stands still. */
export function Handle({ onOpen }: { onOpen: () => void }) {
  const { replies, countdown } = usePanel();
  const { t } = useWords();
  const replied = replies.repliedCount.value;
  const counting = countdown.current.value;
  const seconds = counting === null ? 0 : Math.ceil(counting.remainingMs / 1000);
  const isHeld = counting?.held === true;
  const label = counting === null ? t('handle_open', { count: replied }) : t(isHeld ? 'handle_held' : 'handle_counting', { count: seconds });
  return (
    <button type="button" class="handle" aria-label={label} title={label} onClick={onOpen}>
      <Icon node={isHeld ? CirclePause : Send} />
      {counting !== null && <span class="count hot num">{seconds}</span>}
      {counting === null && replied > 0 && <span class="count hot num">{replied > 99 ? '99+' : replied}</span>}
    </button>
  );
}
