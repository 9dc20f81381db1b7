import { ChevronRight } from 'lucide';
import { OutcomeBar } from '../history/OutcomeBar.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** Shows a dispatch that is running or paused while the agent looks at something else; a press opens it. */
export function RunningBar() {
  const { dispatch, navigate } = usePanel();
  const { t, tOf } = useWords();
  const running = dispatch.running.value.filter(
    ({ row }) => navigate.tab.value !== 'send' || row.dispatchId !== dispatch.shown.value,
  );
  const first = running[0];
  if (first === undefined) return null;
  const { row, counts } = first;
  const done = row.total - counts.queued - counts.sending;
  return (
    <button type="button" class="running" onClick={() => navigate.toDispatch(row.dispatchId)}>
      <span class="grow stack tight">
        <span class="row between">
          <bdi class="cut strong caption">{row.flowName}</bdi>
          <span class="caption num">{t('running_share', { done, total: row.total })}</span>
        </span>
        <OutcomeBar counts={counts} total={row.total} />
        {row.state.status === 'paused' && <span class="caption strong">{tOf('pause', row.state.reason)}</span>}
        {running.length > 1 && <span class="caption muted">{t('running_more', { count: running.length - 1 })}</span>}
      </span>
      <Icon node={ChevronRight} size="small" />
    </button>
  );
}
