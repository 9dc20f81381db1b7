import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** Asks before leaving the page for a chat that can be opened only by a navigation. */
export function NavigateQuestion() {
  const { replies } = usePanel();
  const { t } = useWords();
  const asking = replies.askNavigate.value;
  if (asking === null) return null;
  return (
    <Notice
      tone="warn"
      role="alert"
      title={t('navigate_title')}
      actions={
        <>
          <Button small trusted onPress={() => void asking.open()}>
            {t('navigate_yes')}
          </Button>
          <Button small onPress={replies.stopAsking}>
            {t('common_cancel')}
          </Button>
        </>
      }
    >
      {t('navigate_text')}
    </Notice>
  );
}
