import { ClipboardCheck, Clock, Trash2 } from 'lucide';
import { useState } from 'preact/hooks';
import type { PreparedView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { lateText } from './later-text.ts';
import { WhenChoice } from './WhenChoice.tsx';

/** One prepared draft: when, what, to how many, and what can be done with it. */
function PreparedLine({ prepared }: { readonly prepared: PreparedView }) {
  const { later } = usePanel();
  const { i18n, now } = useView();
  const { t, dateTime } = i18n;
  const [asking, setAsking] = useState(false);
  const { id, dueAt, state } = prepared;
  const flow = prepared.flowName ?? t('later_noFlow');
  return (
    <li class="groupline stack tight">
      <div class="row between">
        <span class="names">
          <span class="strong">{dueAt === null ? t('later_aside') : dateTime(dueAt)}</span>
          <bdi class="cut" title={flow}>
            {flow}
          </bdi>
        </span>
        <span class="row">
          {state === 'due' && <span class="pill info">{t('later_isDue')}</span>}
          <IconButton
            small
            node={Clock}
            label={t('later_changeTime', { flow })}
            pressed={asking}
            onPress={() => setAsking(!asking)}
          />
          <IconButton small node={Trash2} label={t('later_drop', { flow })} onPress={() => void later.drop(id)} />
        </span>
      </div>
      <p class="caption muted">
        {t('people_count', { count: prepared.people })}
        {state === 'due' && dueAt !== null && lateText(dueAt, now(), i18n)}
        {` · ${t('later_expires', { time: dateTime(prepared.expiresAt) })}`}
      </p>
      {prepared.isClockBack && <p class="caption">{t('later_clockBack')}</p>}
      {prepared.otherProject !== null && (
        <p class="caption">{t('later_otherProject', { project: prepared.otherProject })}</p>
      )}
      {asking ? (
        <WhenChoice
          morningAt={null}
          disabled={later.busy.value}
          onChoose={(at) => void later.retime(id, at).then((isDone) => isDone && setAsking(false))}
          onCancel={() => setAsking(false)}
        />
      ) : (
        <div class="row">
          <Button
            small
            icon={ClipboardCheck}
            disabled={later.busy.value || prepared.otherProject !== null}
            onPress={() => void later.open(id)}
          >
            {t('later_open')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** The drafts that are kept for later. */
export function PreparedList() {
  const { later } = usePanel();
  const { t } = useView().i18n;
  const { prepared } = later.view.value;
  return (
    <section class="card stack tight" aria-label={t('later_prepared')}>
      <h2 class="title">{t('later_prepared')}</h2>
      {prepared.length === 0 ? (
        <p class="caption muted">{t('later_none')}</p>
      ) : (
        <ul>
          {prepared.map((one) => (
            <PreparedLine key={one.id} prepared={one} />
          ))}
        </ul>
      )}
    </section>
  );
}
