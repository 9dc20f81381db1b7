import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/**
 * Shown after the agent was signed out: which dispatch was running, and that nothing of it is lost. A page that was
 * loaded after the sign-out shows only that a dispatch may be waiting, because another person may be using it.
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
