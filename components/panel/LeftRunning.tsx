import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** What was being sent when the agent was signed out, and that none of it is lost. */
export function LeftRunning() {
  const { leftRunning } = usePanel();
  const { t } = useWords();
  if (leftRunning.value.length === 0) return null;
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
