import { usePanel } from './PanelContext.tsx';

const ROW_PX = { normal: 48, compact: 40 } as const;

/** Height of a row of a list, in CSS pixels, by the setting. */
export function useRowHeight(): number {
  return ROW_PX[usePanel().settings.settings.value.density];
}
