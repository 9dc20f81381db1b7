import { ExternalLink, History, Send } from 'lucide';
import { useEffect } from 'preact/hooks';
import { endingsOf } from '../../lib/models/shared/endings.ts';
import type { Family } from '../../lib/models/panel/family-model.ts';
import { OutcomeBar } from '../history/OutcomeBar.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState, LoadingRows } from '../ui/EmptyState.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

function PastDispatch({ family, onOpen }: { family: Family; onOpen: () => void }) {
  const { i18n } = useView();
  const { t, tOf, percent } = i18n;
  const { row, counts, replied } = family.whole;
  const again = family.later.reduce((sum, later) => sum + later.row.total, 0);
  const { cancelled, skipped, toCheck } = endingsOf(counts);
  return (
    <button type="button" class="past" onClick={onOpen}>
      <span class="row between">
        <bdi class="cut strong" title={row.flowName}>
          {row.name === undefined ? row.flowName : `${row.name} · ${row.flowName}`}
        </bdi>
        <span class="caption muted num">{i18n.time(row.createdAt)}</span>
      </span>
      <OutcomeBar counts={counts} total={row.total} />
      <span class="row wrap caption">
        {row.flowsProject !== undefined && <bdi class="pill cut">{row.flowsProject.name}</bdi>}
        <span class="num">{t('people_count', { count: row.total })}</span>
        <span class="pill good num">{t('history_accepted', { count: counts.accepted })}</span>
        {cancelled > 0 && <span class="pill num">{t('history_cancelled', { count: cancelled })}</span>}
        {skipped > 0 && <span class="pill num">{t('history_skipped', { count: skipped })}</span>}
        {toCheck > 0 && <span class="pill bad num">{t('history_trouble', { count: toCheck })}</span>}
        <span class="pill accent num">
          {t('history_replied', {
            count: replied,
            percent: percent(counts.accepted === 0 ? 0 : replied / counts.accepted),
          })}
        </span>
        {row.state.status !== 'finished' && <span class="pill info">{tOf('dispatchState', row.state.status)}</span>}
        {again > 0 && <span class="pill num">{t('history_again', { count: again })}</span>}
        {row.isTest && <span class="pill">{t('dispatch_test')}</span>}
      </span>
    </button>
  );
}

/** The dispatches, newest first, grouped by day; a press opens one. */
export function HistoryTab() {
  const { dispatch, feed, navigate, flash, openHistory } = usePanel();
  const { i18n } = useView();
  const { t, day } = i18n;
  const { families, follow } = dispatch.family;
  const all = families.value;
  useEffect(() => follow(), [follow]);
  if (feed.link.value === 'connecting') return <LoadingRows label={t('history_loading')} />;
  if (all.length === 0) {
    return (
      <EmptyState
        icon={History}
        title={t('history_none')}
        actions={
          <Button icon={Send} onPress={() => navigate.toTab('send')}>
            {t('waiting_goSend')}
          </Button>
        }
      >
        {t('history_noneText')}
      </EmptyState>
    );
  }
  const days = new Map<string, Family[]>();
  for (const family of all) {
    const name = day(family.whole.row.createdAt);
    days.set(name, [...(days.get(name) ?? []), family]);
  }
  return (
    <>
      <div class="scroll" {...scrollRegion} role="region" aria-label={t('history_list')}>
        {[...days].map(([name, ofDay]) => (
          <section key={name} aria-label={name}>
            <h2 class="day">{name}</h2>
            {ofDay.map((family) => (
              <PastDispatch
                key={family.whole.row.dispatchId}
                family={family}
                onOpen={() => navigate.toDispatch(family.whole.row.dispatchId)}
              />
            ))}
          </section>
        ))}
      </div>
      <div class="footer">
        <Button wide icon={ExternalLink} onPress={() => void flash.attempt(openHistory)}>
          {t('history_full')}
        </Button>
      </div>
    </>
  );
}
