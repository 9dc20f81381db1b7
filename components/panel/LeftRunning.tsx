import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/**
 * What was being sent when the agent was signed out, and that none of it is lost. A page that was loaded since is not told
 * what it was, for nobody knows who sits there: it says that much.
 */
export function LeftRunning() {
  const { leftRunning, site } = usePanel();
  const { t } = useWords();
  if (leftRunning.value.length === 0) {
    if (site.site.value.status !== 'not-logged-in') return null;
    return (
      <div class="pad">
        <Notice tone="info">{t('left_unknown')}</Notice>
      </div>
    );
  }
  return (
    <div class="pad stack">
      {leftRunning.value.map(({ flowName, people }, index) => (
        <Notice key={index} tone="info" title={t('left_title', { flow: flowName, count: people })}>
          {t('left_text')}
        </Notice>
      ))}
    </div>
  );
}
