import { useRef } from 'preact/hooks';
import type { PanelTab } from '../../lib/models/panel/navigation.ts';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

const TABS = ['send', 'waiting', 'history'] as const satisfies readonly PanelTab[];

/** Ids that connect a tab to its panel. */
export function tabIds(tab: PanelTab): { tab: string; panel: string } {
  return { tab: `tab-${tab}`, panel: `panel-${tab}` };
}

/** The three tabs. Arrow keys move between them; the Waiting tab shows the count of replies. */
export function TabBar() {
  const { navigate, replies } = usePanel();
  const { tab, toTab } = navigate;
  const { t, tOf } = useWords();
  const bar = useRef<HTMLDivElement>(null);
  const replied = replies.repliedCount.value;

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = TABS.indexOf(tab.value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
    const next = to === undefined ? undefined : TABS[(to + TABS.length) % TABS.length];
    if (next === undefined) return;
    event.preventDefault();
    toTab(next);
    bar.current?.querySelector<HTMLElement>(`#${tabIds(next).tab}`)?.focus();
  };

  return (
    <div class="tabs" role="tablist" aria-label={t('panel_tabs')} ref={bar}>
      {TABS.map((one) => (
        <button
          key={one}
          type="button"
          class="tab"
          role="tab"
          id={tabIds(one).tab}
          aria-selected={tab.value === one}
          aria-controls={tab.value === one ? tabIds(one).panel : undefined}
          tabIndex={tab.value === one ? 0 : -1}
          onKeyDown={onKeyDown}
          onClick={() => toTab(one)}
        >
          {tOf('tab', one)}
          {one === 'waiting' && replied > 0 && (
            <>
              <span class="count hot num" aria-hidden="true">
                {replied > 99 ? '99+' : replied}
              </span>
              <span class="sr">{t('tab_replies', { count: replied })}</span>
            </>
          )}
        </button>
      ))}
    </div>
  );
}
