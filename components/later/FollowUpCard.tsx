import { Repeat } from 'lucide';
import { useEffect, useId, useState } from 'preact/hooks';
import type { FlowUuid } from '../../lib/ids.ts';
import type { DispatchView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { useView } from '../ui/ViewContext.tsx';

const DEFAULT_DAYS = 3;
const DAYS = [1, 2, 3, 4, 5, 7, 10, 14, 21, 30] as const;

/** The form: after how many days, and which flow. */
function RuleForm({ view, onDone }: { readonly view: DispatchView; readonly onDone: () => void }) {
  const { later, catalog, settings } = usePanel();
  const { t } = useView().i18n;
  const id = useId();
  const [days, setDays] = useState(view.row.followUp?.days ?? DEFAULT_DAYS);
  const [flowUuid, setFlowUuid] = useState<FlowUuid | null>(view.row.followUp?.flow?.flowUuid ?? null);
  const others = catalog.ordered.value.filter((flow) => flow.flowUuid !== view.row.flowUuid);
  // After the wait for an answer has ended, nobody knows who has answered.
  const { expiryDays } = settings.settings.value;
  const choices = [...new Set([...DAYS.filter((value) => value === 1 || value < expiryDays), days])].sort(
    (one, other) => one - other,
  );
  useEffect(() => {
    if (catalog.catalog.data.peek() === null) void catalog.catalog.load();
  }, [catalog]);
  const save = (): void => {
    const flow = others.find((one) => one.flowUuid === flowUuid);
    const rule = { days, flow: flow === undefined ? null : { flowUuid: flow.flowUuid, flowName: flow.name } };
    void later.follow(view.row.dispatchId, rule).then((isSet) => isSet && onDone());
  };
  return (
    <div class="stack tight">
      <div class="field">
        <label for={`${id}-days`}>{t('followUp_days')}</label>
        <Select
          id={`${id}-days`}
          value={days}
          choices={choices.map((value) => ({ value, text: String(value) }))}
          onValue={(value) => setDays(value ?? DEFAULT_DAYS)}
        />
      </div>
      <div class="field">
        <label for={`${id}-flow`}>{t('followUp_flow')}</label>
        <Select
          id={`${id}-flow`}
          value={flowUuid}
          none={t('followUp_sameFlow')}
          choices={others.map((flow) => ({ value: flow.flowUuid, text: flow.name }))}
          onValue={setFlowUuid}
        />
      </div>
      <p class="caption muted">{t('followUp_help')}</p>
      <div class="row wrap">
        <Button small look="primary" disabled={later.busy.value} onPress={save}>
          {t('followUp_set')}
        </Button>
        <Button small look="tertiary" onPress={onDone}>
          {t('common_cancel')}
        </Button>
      </div>
    </div>
  );
}

/** What is offered to those who do not answer this dispatch, and when; sets, changes and removes the rule. */
export function FollowUpCard({ view }: { readonly view: DispatchView }) {
  const { later } = usePanel();
  const { i18n } = useView();
  const { t, dateTime } = i18n;
  const [asking, setAsking] = useState(false);
  const { followUp, dispatchId } = view.row;
  const rule = followUp === null || followUp === undefined || followUp.endedAt !== null ? null : followUp;
  const due = later.view.value.followUps.find((one) => one.dispatchId === dispatchId);
  if (view.row.isTest) return null;
  return (
    <section class="stack tight" aria-label={t('followUp_title')}>
      {asking ? (
        <RuleForm view={view} onDone={() => setAsking(false)} />
      ) : rule === null ? (
        <div class="row">
          <Button small look="tertiary" icon={Repeat} onPress={() => setAsking(true)}>
            {t('followUp_title')}
          </Button>
        </div>
      ) : (
        <div class="row between wrap">
          <span class="caption">
            {t('followUp_rule', { count: rule.days, flow: rule.flow?.flowName ?? view.row.flowName })}
            {due !== undefined && ` · ${dateTime(due.dueAt)}`}
          </span>
          <span class="row">
            <Button small look="tertiary" onPress={() => setAsking(true)}>
              {t('common_change')}
            </Button>
            <Button small look="tertiary" onPress={() => void later.follow(dispatchId, null)}>
              {t('common_remove')}
            </Button>
          </span>
        </div>
      )}
    </section>
  );
}
