import { ClipboardCheck } from 'lucide';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { dueText, lateText } from './later-text.ts';

/** Offers what the agent prepared and is due now. A press opens it with fresh checks; nothing is sent by that. */
export function DueStrip() {
  const { later, navigate } = usePanel();
  const { i18n, now } = useView();
  const { t, tOf, dateTime, number } = i18n;
  const due = later.due.value;
  const elsewhere = later.view.value.elsewhere;
  const [first] = due;
  const [offer] = later.followUpsDue.value;
  const opened = later.opened.value;
  return (
    <>
      {first !== undefined && first.dueAt !== null && (
        <Notice
          tone="info"
          role="status"
          title={t('later_dueTitle', { time: dueText(first.dueAt, now(), i18n) })}
          actions={
            <>
              <Button
                small
                icon={ClipboardCheck}
                disabled={later.busy.value || first.otherProject !== null}
                onPress={() => void later.open(first.id)}
              >
                {t('later_open')}
              </Button>
              <Button small look="tertiary" onPress={() => navigate.openCover('later')}>
                {due.length > 1 ? t('later_allDue', { count: due.length }) : t('later_list')}
              </Button>
            </>
          }
        >
          <bdi>{first.flowName}</bdi> · {t('people_count', { count: first.people })}
          {lateText(first.dueAt, now(), i18n)}
          {first.otherProject !== null && <p>{t('later_otherProject', { project: first.otherProject })}</p>}
        </Notice>
      )}
      {/* One offer at a time: in a low window several would leave no room for the tab. The list has all. */}
      {first === undefined && offer !== undefined && (
        <Notice
          tone="info"
          role="status"
          title={t('followUp_dueTitle', { count: offer.people })}
          actions={
            <>
              <Button
                small
                icon={ClipboardCheck}
                disabled={later.busy.value}
                onPress={() => void later.openFollowUp(offer.dispatchId)}
              >
                {t('later_open')}
              </Button>
              <Button small look="tertiary" onPress={() => navigate.openCover('later')}>
                {t('later_list')}
              </Button>
            </>
          }
        >
          <bdi>{offer.name}</bdi> · {t('followUp_sentOn', { time: dateTime(offer.sentAt) })}
        </Notice>
      )}
      {opened !== null && (
        <Notice
          tone="info"
          role="status"
          title={t(opened.people === 0 ? 'followUp_nobody' : 'followUp_opened', { count: opened.people })}
          actions={
            <Button small onPress={later.forgetOpened}>
              {t('common_understood')}
            </Button>
          }
        >
          {opened.leftOut.length > 0 && t('followUp_leftOut')}
          <ul>
            {opened.leftOut.map(({ reason, count }) => (
              <li key={reason} class="caption">
                {tOf('notFollowed', reason, { count: number(count) })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {elsewhere.length > 0 && <Notice tone="info">{t('later_elsewhere', { projects: elsewhere.join(', ') })}</Notice>}
    </>
  );
}
