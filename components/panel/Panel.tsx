import { CalendarClock, ChevronsRight, Command, ListChecks, Settings } from 'lucide';
import { KeySheet } from '../palette/KeySheet.tsx';
import { LaterCover } from '../later/LaterCover.tsx';
import { Palette } from '../palette/Palette.tsx';
import { FirstRun } from '../setup/FirstRun.tsx';
import { SectorSwitches } from '../setup/SectorSwitches.tsx';
import { SetupCheck } from '../setup/SetupCheck.tsx';
import { Brand } from '../ui/Brand.tsx';
import { IconButton } from '../ui/Button.tsx';
import { StorageTrouble } from '../ui/StorageTrouble.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { FlashLine } from './FlashLine.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { Notices } from './Notices.tsx';
import { usePanel } from './PanelContext.tsx';
import { RunningBar } from './RunningBar.tsx';
import { SendTab } from './SendTab.tsx';
import { TabBar, tabIds } from './TabBar.tsx';
import { WaitingTab } from './WaitingTab.tsx';

/** Header, tabs and the current tab. Before the translations have arrived, only an empty header. */
export function Panel() {
  const model = usePanel();
  const { navigate, site, settings, feed } = model;
  const { cover, tab } = navigate;
  const { t, ready } = useWords();
  if (!ready.value) {
    return (
      <div class="header" aria-busy="true">
        <Brand />
        <span class="heading">Disparo</span>
      </div>
    );
  }
  const session = site.session.value;
  const isCovered = cover.value === 'setup' || cover.value === 'switches' || cover.value === 'later';
  const hasTrouble = feed.select('storage').value !== 'fine';
  const isFirstRun = feed.link.value !== 'connecting' && !settings.settings.value.firstRunDone;
  return (
    <>
      <div class={cover.value === 'palette' || cover.value === 'keys' ? 'under veiled' : 'under'}>
        <div class="header">
          <Brand />
          <div class="names">
            <h1 class="heading cut">Disparo</h1>
            {session !== null && (
              <bdi class="caption muted cut" title={session.projectName}>
                {session.projectName}
              </bdi>
            )}
          </div>
          <div class="actions">
            <IconButton
              node={Command}
              label={t('panel_palette')}
              keys="Ctrl+K"
              onPress={() => navigate.openCover('palette')}
            />
            <IconButton node={CalendarClock} label={t('later_title')} onPress={() => navigate.openCover('later')} />
            <IconButton node={ListChecks} label={t('panel_setup')} onPress={() => navigate.openCover('setup')} />
            <IconButton node={Settings} label={t('popup_options')} onPress={model.openOptions} />
            <IconButton node={ChevronsRight} label={t('panel_collapse')} keys="Esc" onPress={model.collapse} />
          </div>
        </div>
        {hasTrouble ? (
          <StorageTrouble feed={feed} />
        ) : isFirstRun ? (
          <FirstRun />
        ) : (
          <>
            <TabBar />
            <div
              class="tabpanel"
              role="tabpanel"
              id={tabIds(tab.value).panel}
              aria-labelledby={tabIds(tab.value).tab}
              aria-busy={feed.link.value === 'connecting'}
            >
              <div class={isCovered ? 'under veiled' : 'under'}>
                <Notices />
                {tab.value === 'send' && <SendTab />}
                {tab.value === 'waiting' && <WaitingTab />}
                {tab.value === 'history' && <HistoryTab />}
              </div>
              {cover.value === 'setup' && <SetupCheck />}
              {cover.value === 'switches' && <SectorSwitches />}
              {cover.value === 'later' && <LaterCover />}
            </div>
            <RunningBar />
          </>
        )}
        <FlashLine />
      </div>
      {cover.value === 'palette' && <Palette />}
      {cover.value === 'keys' && <KeySheet />}
    </>
  );
}
