import { toSelection } from '../../lib/draft/selection.ts';
import { ownershipNotice } from '../../lib/replies/ownership.ts';
import { DueStrip } from '../later/DueStrip.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** Messages above the tab: data may be outdated, the network is gone, a draft was returned. */
export function Notices() {
  const { feed, isOffline, selection, updateSeen } = usePanel();
  const { t, tOf, tMaybe, time } = useWords();
  const aside = selection.aside.value;
  const { returned } = selection.draft.value;
  const agentStatus = feed.select('agentStatus').value;
  const update = feed.select('update').value;
  const owner = ownershipNotice([...feed.awaited.value.values()], agentStatus);
  return (
    <div class="strip">
      {feed.link.value === 'lost' && (
        <Notice
          tone="warn"
          role="status"
          actions={
            <Button small onPress={() => location.reload()}>
              {t('notice_reload')}
            </Button>
          }
        >
          {t('notice_lost')}
        </Notice>
      )}
      {isOffline.value && (
        <Notice tone="warn" role="status">
          {t('notice_offline')}
        </Notice>
      )}
      <DueStrip />
      {update !== null && (
        <Notice
          tone="info"
          actions={
            <Button small onPress={() => void updateSeen()}>
              {t('common_understood')}
            </Button>
          }
        >
          {t('notice_update', { version: update.to })} {tMaybe('news', update.to.replaceAll('.', '_'))}
        </Notice>
      )}
      {aside !== null && (
        <Notice
          tone="info"
          actions={
            <Button small onPress={selection.bringBack}>
              {t('notice_asideBack')}
            </Button>
          }
        >
          {t('notice_aside', { count: toSelection(aside).people.size })}
        </Notice>
      )}
      {returned !== null && (
        <Notice
          tone={returned.reason === 'undone' ? 'info' : 'warn'}
          title={t('returned_title', { time: time(returned.at) })}
          actions={
            <Button small onPress={selection.forgetReturn}>
              {t('common_understood')}
            </Button>
          }
        >
          {tOf('returned', returned.reason)}
        </Notice>
      )}
      {owner.kind === 'replies-go-to-queue' && (
        <Notice tone="info">{t('notice_agentOffline', { count: owner.people })}</Notice>
      )}
    </div>
  );
}
