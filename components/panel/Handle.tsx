import { Send } from 'lucide';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** The collapsed panel: a slim handle with the count of replies, or the seconds of a countdown. */
export function Handle({ onOpen }: { onOpen: () => void }) {
  const { replies, countdown } = usePanel();
  const { t } = useWords();
  const replied = replies.repliedCount.value;
  const counting = countdown.current.value;
  const label = counting === null ? t('handle_open', { count: replied }) : t('handle_counting', { count: Math.ceil(counting.remainingMs / 1000) });
  return (
    <button type="button" class="handle" aria-label={label} title={label} onClick={onOpen}>
      <Icon node={Send} />
      {counting !== null && <span class="count hot num">{Math.ceil(counting.remainingMs / 1000)}</span>}
      {counting === null && replied > 0 && <span class="count hot num">{replied > 99 ? '99+' : replied}</span>}
    </button>
  );
}
