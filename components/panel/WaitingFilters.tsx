import { AWAITED_STATUSES } from '../../lib/replies/records.ts';
import { Select } from '../ui/Select.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** Filters by flow, dispatch and exact state; each is shown only if it has more than one value. */
export function WaitingFilters() {
  const { replies } = usePanel();
  const { i18n } = useView();
  const { t, tOf, dateTime } = i18n;
  const flows = replies.flows.value;
  const dispatches = replies.dispatches.value;
  const counts = new Map(replies.states.value.map(({ status, count }) => [status, count]));
  const states = AWAITED_STATUSES.filter((status) => counts.has(status));
  return (
    <div class="row wrap">
      {flows.length > 1 && (
        <Select
          label={t('waiting_flow')}
          none={t('waiting_allFlows')}
          value={replies.flow.value}
          choices={flows.map((flow) => ({ value: flow, text: flow }))}
          onValue={(flow) => replies.narrow({ flow })}
        />
      )}
      {dispatches.length > 1 && (
        <Select
          label={t('waiting_dispatch')}
          none={t('waiting_allDispatches')}
          value={replies.dispatch.value}
          choices={dispatches.map(({ dispatchId, flowName, at }) => ({
            value: dispatchId,
            text: `${dateTime(at)} · ${flowName}`,
          }))}
          onValue={(dispatch) => replies.narrow({ dispatch })}
        />
      )}
      {(states.length > 1 || states.includes('dismissed')) && (
        <Select
          label={t('waiting_state')}
          none={t('waiting_allStates')}
          value={replies.state.value}
          choices={states.map((status) => ({
            value: status,
            text: t('waiting_stateCount', { state: tOf('awaited', status), count: counts.get(status) ?? 0 }),
          }))}
          onValue={(state) => replies.narrow({ state })}
        />
      )}
    </div>
  );
}
