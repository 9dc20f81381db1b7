import { RefreshCw, ToggleRight } from 'lucide';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { CopyButton } from './CopyButton.tsx';
import { MenuPath } from './MenuPath.tsx';
import { SectorList } from './SectorSwitches.tsx';

/**
 * Shown when the sector's toggle is off and nothing can be sent: why, where to switch it on, and for managers the
 * switch.
 */
export function ToggleOff() {
  const { site } = usePanel();
  const { t, tOf } = useWords();
  const access = site.access.value;
  const session = site.session.value;
  const canSwitch = session !== null && session.role !== 'agent' && access.sectors !== null;
  return (
    <div class="scroll">
      <EmptyState icon={ToggleRight} title={t('toggle_title')}>
        {access.reason === null ? t('toggle_text') : tOf('gate', access.reason)}
      </EmptyState>
      <div class="pad stack loose">
        <div class="stack">
          <p class="title">{t('toggle_where')}</p>
          <MenuPath of="toggle" />
        </div>
        {canSwitch ? <SectorList /> : <p class="caption muted">{t('toggle_agent')}</p>}
        <div class="row wrap">
          <Button icon={RefreshCw} disabled={site.checkingAccess.value} onPress={() => void site.checkAccess()}>
            {t('common_checkAgain')}
          </Button>
          {!canSwitch && (
            <CopyButton
              text={() =>
                Promise.resolve(t('request_text', { project: session?.projectName ?? '', path: tOf('path', 'toggle') }))
              }
            >
              {t('request_copy')}
            </CopyButton>
          )}
        </div>
      </div>
    </div>
  );
}
