import { Bookmark, RefreshCw, Trash2 } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { AudienceRow } from '../../lib/models/panel/people-model.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useView } from '../ui/ViewContext.tsx';

/** One saved audience: pick, refresh or delete it. */
function AudienceLine({ audience }: { audience: AudienceRow }) {
  const { selection } = usePanel();
  const { i18n } = useView();
  const { t } = i18n;
  const [asking, setAsking] = useState(false);
  const { name } = audience;
  const isBusy = selection.refreshing.value?.name === name && selection.refreshing.value.counts === null;
  return (
    <li class="row">
      <button
        type="button"
        class="choice grow"
        title={t('audience_asOf', { when: i18n.dateTime(audience.savedAt) })}
        onClick={() => void selection.pickAudience(name)}
      >
        <Icon node={Bookmark} size="small" />
        <bdi class="cut">{name}</bdi>
        <span class="count num">{audience.count}</span>
      </button>
      <IconButton
        small
        node={RefreshCw}
        disabled={isBusy}
        label={t('audience_refresh', { name })}
        onPress={() => void selection.refreshAudience(name)}
      />
      {asking ? (
        <Button
          small
          look="danger"
          label={t('audience_remove', { name })}
          onPress={() => void selection.removeAudience(name)}
        >
          {t('common_remove')}
        </Button>
      ) : (
        <IconButton small node={Trash2} label={t('audience_remove', { name })} onPress={() => setAsking(true)} />
      )}
    </li>
  );
}

/** The saved audiences. */
export function SavedPeople() {
  const { people, selection } = usePanel();
  const { t } = useView().i18n;
  const audiences = people.audiences.data.value ?? [];
  const change = selection.refreshing.value;

  useEffect(() => {
    void people.audiences.load();
  }, [people]);

  if (audiences.length === 0) return null;
  return (
    <section class="stack tight" aria-label={t('saved_label')}>
      <ul class="stack tight">
        {audiences.map((audience) => (
          <AudienceLine key={audience.name} audience={audience} />
        ))}
      </ul>
      {change !== null && (
        <Notice tone={change.counts !== null && change.counts.unread > 0 ? 'warn' : 'info'} role="status">
          {change.counts === null
            ? t('audience_refreshing', { name: change.name })
            : t('audience_refreshed', {
                name: change.name,
                count: change.counts.count,
                added: change.counts.added,
                removed: change.counts.removed,
              })}
          {change.counts !== null &&
            change.counts.unread > 0 &&
            ` ${t('audience_unread', { count: change.counts.unread })}`}
        </Notice>
      )}
    </section>
  );
}
