import { usePanel } from '../panel/PanelContext.tsx';
import { LoadingRows } from '../ui/EmptyState.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { CountdownView } from './CountdownView.tsx';
import { ProgressView } from './ProgressView.tsx';
import { RetryStep } from './RetryStep.tsx';

/** The shown dispatch: its undo window, its progress or its results. */
export function DispatchScreen() {
  const { dispatch } = usePanel();
  const { t } = useWords();
  const view = dispatch.shownView.value;
  if (view === null) return <LoadingRows label={t('dispatch_loading')} />;
  if (dispatch.again.asked.value?.action.dispatchId === view.row.dispatchId)
    return <RetryStep asked={dispatch.again.asked.value} />;
  return view.row.state.status === 'counting-down' ? <CountdownView view={view} /> : <ProgressView view={view} />;
}
