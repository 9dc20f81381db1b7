import type { Announcement } from '../../lib/models/panel/announce-model.ts';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/**
 * The only live region for countdowns, progress and replies. It exists, empty, before there is anything to announce,
 * and stays when tabs change or the panel folds, because screen readers often skip text that appears together with its
 * region.
 */
export function Announcer() {
  const { announcements } = usePanel();
  const { t } = useWords();
  const textOf = (line: Announcement): string => {
    switch (line.kind) {
      case 'counting':
        return t('countdown_live', { count: line.count });
      case 'progress':
        return t('dispatch_live', { percent: line.percent });
      case 'done':
        return t('dispatch_liveDone', { accepted: line.accepted, total: line.total });
      case 'replies':
        return t('tab_replies', { count: line.count });
      default:
        return line satisfies never;
    }
  };
  return (
    <div class="sr" role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions">
      {announcements.value.map((line) => (
        <p key={line.id}>{textOf(line)}</p>
      ))}
    </div>
  );
}
