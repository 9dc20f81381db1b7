import type { AwaitedStatus } from '../../lib/replies/records.ts';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

interface Choice<Value extends string> {
  readonly value: Value;
  readonly text: string;
}

function Select<Value extends string>({
  label,
  all,
  value,
  choices,
  onValue,
}: {
  label: string;
  all: string;
  value: Value | null;
  choices: readonly Choice<Value>[];
  onValue: (value: Value | null) => void;
}) {
  return (
    <select
      class="input short"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onValue(choices.find((choice) => choice.value === event.currentTarget.value)?.value ?? null)}
    >
      <option value="">{all}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.text}
        </option>
      ))}
    </select>
  );
}

/** The states in the order in which a person passes through them. */
const STATES = [
  'sent',
  'waiting-room',
  'ticket-opened',
  'replied',
  'opened',
  'closed',
  'superseded',
  'expired',
  'dismissed',
] as const satisfies readonly AwaitedStatus[];

/** Filters by flow, dispatch and exact state; each is shown only if it has more than one value. */
export function WaitingFilters() {
  const { replies } = usePanel();
  const { i18n } = useView();
  const { t, tOf, dateTime } = i18n;
  const flows = replies.flows.value;
  const dispatches = replies.dispatches.value;
  const counts = new Map(replies.states.value.map(({ status, count }) => [status, count]));
  const states = STATES.filter((status) => counts.has(status));
  return (
    <div class="row wrap">
      {flows.length > 1 && (
        <Select
          label={t('waiting_flow')}
          all={t('waiting_allFlows')}
          value={replies.flow.value}
          choices={flows.map((flow) => ({ value: flow, text: flow }))}
          onValue={(flow) => replies.narrow({ flow })}
        />
      )}
      {dispatches.length > 1 && (
        <Select
          label={t('waiting_dispatch')}
          all={t('waiting_allDispatches')}
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
          all={t('waiting_allStates')}
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
