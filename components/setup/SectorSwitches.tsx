import { X } from 'lucide';
import { useState } from 'preact/hooks';
import type { SectorRow } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Switch } from '../ui/Switch.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { MenuPath } from './MenuPath.tsx';

/** The sectors with their switches. A change needs a confirmation, because it applies to all agents. */
export function SectorList() {
  const { site } = usePanel();
  const { t } = useWords();
  const [asking, setAsking] = useState<{ sector: SectorRow; on: boolean } | null>(null);
  const sectors = site.access.value.sectors ?? [];
  return (
    <div class="stack">
      <h2 class="title">{t('sector_title')}</h2>
      {sectors.length === 0 && <p class="caption muted">{t('sector_none')}</p>}
      <ul>
        {sectors.map((sector) => (
          <li key={sector.sectorUuid} class="groupline row between">
            <bdi class="cut">{sector.name}</bdi>
            <Switch
              trusted
              label={t('sector_switch', { name: sector.name })}
              on={sector.canTrigger}
              disabled={site.switching.value.has(sector.sectorUuid)}
              onChange={(on) => setAsking({ sector, on })}
            />
          </li>
        ))}
      </ul>
      {asking !== null && (
        <Notice
          tone="warn"
          role="alert"
          title={t(asking.on ? 'sector_askOn' : 'sector_askOff', { name: asking.sector.name })}
          actions={
            <>
              <Button
                small
                trusted
                look="primary"
                onPress={() => {
                  setAsking(null);
                  void site.setToggle(asking.sector.sectorUuid, asking.on);
                }}
              >
                {t('common_confirm')}
              </Button>
              <Button small onPress={() => setAsking(null)}>
                {t('common_cancel')}
              </Button>
            </>
          }
        >
          {t('sector_askText')}
        </Notice>
      )}
    </div>
  );
}

/** The sectors' switches as a separate screen, for managers. */
export function SectorSwitches() {
  const { navigate } = usePanel();
  const { t } = useWords();
  return (
    <section class="cover" data-cover aria-label={t('sector_title')}>
      <div class="header">
        <p class="heading grow" tabIndex={-1} data-first>
          {t('panel_setup')}
        </p>
        <IconButton node={X} label={t('common_close')} onPress={navigate.closeCover} />
      </div>
      <div class="scroll pad stack loose">
        <SectorList />
        <MenuPath of="toggle" />
      </div>
    </section>
  );
}
