import { KeyRound, Plug, RefreshCw, Search } from 'lucide';
import type { SiteState } from '../../lib/sessions/site-state.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useWords } from '../ui/ViewContext.tsx';

type BlockingState = Exclude<SiteState, { status: 'ready' } | { status: 'checking' } | { status: 'offline' }>;

/** The problem that prevents work on this page, and the one thing to do about it. */
export function SiteBlocker({ state }: { state: BlockingState }) {
  const { site, navigate } = usePanel();
  const { t, tOf } = useWords();
  const icon =
    state.status === 'not-logged-in'
      ? KeyRound
      : state.status === 'api-not-found' || state.status === 'api-needs-permission'
        ? Plug
        : Search;
  return (
    <EmptyState
      icon={icon}
      title={tOf('siteTitle', state.status)}
      actions={
        <>
          <Button icon={RefreshCw} disabled={site.checkingAccess.value} onPress={() => void site.checkAccess()}>
            {t('common_checkAgain')}
          </Button>
          <Button look="tertiary" onPress={() => navigate.openCover('setup')}>
            {t('panel_setup')}
          </Button>
        </>
      }
    >
      {tOf('siteText', state.status)}
      {state.status === 'contract-drift' && ` (${state.endpoint}: ${state.field})`}
      {state.status === 'api-needs-permission' && ` (${state.apiOrigin})`}
    </EmptyState>
  );
}
