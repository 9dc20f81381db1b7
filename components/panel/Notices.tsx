import { ownershipNotice } from '../../lib/replies/ownership.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** Calm lines over whatever tab is on show: what is shown may be old, the network is gone, a draft came back. */
export function Notices() {
  const { feed, site, selection } = usePanel();
  const { t, tOf, time } = useWords();
  const { returned } = selection.draft.value;
  const agentStatus = feed.select('agentStatus').value;
  const update = feed.select('update').value;
  const owner = ownershipNotice([...feed.awaited.value.values()], agentStatus);
  return (
    <div class="strip">
      {feed.link.value === 'lost' && (
        <Notice tone="warn" role="status">
          {t('notice_lost')}
        </Notice>
      )}
      {site.site.value.status === 'offline' && (
        <Notice tone="warn" role="status">
          {t('notice_offline')}
        </Notice>
      )}
      {update !== null && <Notice tone="info">{t('notice_update', { version: update.to })}</Notice>}
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
      {owner.kind === 'replies-go-to-queue' && <Notice tone="info">{t('notice_agentOffline', { count: owner.people })}</Notice>}
    </div>
  );
}
