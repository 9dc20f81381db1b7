import { ClipboardCheck, Trash2 } from 'lucide';
import type { FollowUpView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { lateText } from './later-text.ts';

function FollowUpLine({ followUp }: { readonly followUp: FollowUpView }) {
  const { later, navigate } = usePanel();
  const { i18n, now } = useView();
  const { t, dateTime } = i18n;
  const { dispatchId, dueAt, isDue } = followUp;
  return (
    <li class="groupline stack tight">
      <div class="row between">
        <span class="names">
          <span class="strong">{dateTime(dueAt)}</span>
          <bdi class="cut" title={followUp.flowName}>
            {followUp.flowName}
          </bdi>
        </span>
        <span class="row">
          {isDue && <span class="pill info">{t('later_isDue')}</span>}
          <IconButton
            small
            node={Trash2}
            label={t('later_drop', { flow: followUp.flowName })}
            onPress={() => void later.follow(dispatchId, null)}
          />
        </span>
      </div>
      <p class="caption muted">
        {t('followUp_unanswered', { count: followUp.people, total: followUp.total })}
        {` · ${followUp.name}`}
        {isDue && lateText(dueAt, now(), i18n)}
      </p>
      <div class="row wrap">
        {isDue && (
          <Button
            small
            icon={ClipboardCheck}
            disabled={later.busy.value}
            onPress={() => void later.openFollowUp(dispatchId)}
          >
            {t('later_open')}
          </Button>
        )}
        <Button small look="tertiary" onPress={() => navigate.toDispatch(dispatchId)}>
          {t('followUp_toDispatch')}
        </Button>
      </div>
    </li>
  );
}

/** The follow-ups that wait for their time or are due. */
export function FollowUpList() {
  const { later } = usePanel();
  const { t } = useView().i18n;
  const { followUps } = later.view.value;
  return (
    <section class="card stack tight" aria-label={t('followUp_list')}>
      <h2 class="title">{t('followUp_list')}</h2>
      {followUps.length === 0 ? (
        <p class="caption muted">{t('followUp_none')}</p>
      ) : (
        <ul>
          {followUps.map((one) => (
            <FollowUpLine key={one.dispatchId} followUp={one} />
          ))}
        </ul>
      )}
    </section>
  );
}
