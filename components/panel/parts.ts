import { KeySheet } from '../palette/KeySheet.tsx';
import { Palette } from '../palette/Palette.tsx';
import { FirstRun } from '../setup/FirstRun.tsx';
import { SectorSwitches } from '../setup/SectorSwitches.tsx';
import { SetupCheck } from '../setup/SetupCheck.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import partsCss from './parts.css?inline';
import { SendTab } from './SendTab.tsx';
import { WaitingTab } from './WaitingTab.tsx';

/**
 * Everything but the panel's frame, header and tabs. It comes as a script of its own right after them
 * (lib/build/panel-parts.ts); the shell knows it by name and type only.
 */
export const PARTS = {
  css: partsCss,
  components: { FirstRun, HistoryTab, KeySheet, Palette, SectorSwitches, SendTab, SetupCheck, WaitingTab },
};

export type PanelParts = typeof PARTS;
