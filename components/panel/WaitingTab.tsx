import { Inbox, KeyRound, ListFilter, RefreshCw, Reply, SearchX } from 'lucide';
import { useState } from 'preact/hooks';
import { FILTERS } from '../../lib/models/panel/replies-model.ts';
import type { AwaitedPerson } from '../../lib/replies/awaited-people.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { EmptyState, LoadingRows } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useVirtual } from '../ui/use-virtual.ts';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';
import { LeftRunning } from './LeftRunning.tsx';
import { NavigateQuestion } from './NavigateQuestion.tsx';
import { RemindQuestion } from './RemindQuestion.tsx';
import { WaitingFilters } from './WaitingFilters.tsx';
import { WAITING_ROW_HEIGHT, WaitingRow } from './WaitingRow.tsx';

/** A line of the list: a person, or an older start of the person above. */
interface Line {
  readonly row: AwaitedRow;
  readonly person: AwaitedPerson | null;
}

function linesOf(people: readonly AwaitedPerson[], unfolded: string | null): readonly Line[] {
  if (unfolded === null) return people.map((person) => ({ row: person.lead, person }));
  return people.flatMap((person): Line[] => [
    { row: person.lead, person },
    ...(person.key === unfolded ? person.older.map((row) => ({ row, person: null })) : []),
  ]);
}

/** Says why no row is shown: nobody in this part, or nobody who fits the search and the other filters. */
function EmptyList() {
  const { replies, feed, navigate } = usePanel();
  const { t, tOf } = useView().i18n;
  if (feed.awaited.value.size === 0) {
    return (
      <EmptyState
        icon={Inbox}
        title={t('waiting_none')}
        actions={
          <Button icon={Reply} onPress={() => navigate.toTab('send')}>
            {t('waiting_goSend')}
          </Button>
        }
      >
        {t('waiting_noneText')}
      </EmptyState>
    );
  }
  const isPartOnly = !replies.isNarrowed.value && replies.text.value === '';
  return (
    <EmptyState
      icon={isPartOnly ? Inbox : SearchX}
      title={isPartOnly ? tOf('waitingEmpty', replies.filter.value) : t('waiting_noMatch')}
      actions={
        isPartOnly && replies.filter.value === 'all' ? undefined : (
          <Button onPress={replies.showAll}>{t('waiting_showAll')}</Button>
        )
      }
    />
  );
}

/** Search, the line of filters with their counts, and one button for all other filters. */
function WaitingHead() {
  const { replies } = usePanel();
  const { t, tOf } = useView().i18n;
  const [areMoreShown, setMoreShown] = useState(false);
  const counts = replies.counts.value;
  return (
    <>
      <div class="row">
        <div class="grow">
          <SearchField
            label={t('waiting_search')}
            value={replies.text.value}
            onValue={(text) => replies.narrow({ text })}
          />
        </div>
        <IconButton
          node={ListFilter}
          label={t('waiting_more')}
          pressed={replies.isNarrowed.value}
          expanded={areMoreShown}
          onPress={() => setMoreShown(!areMoreShown)}
        />
        <IconButton
          node={RefreshCw}
          label={t('waiting_refresh')}
          disabled={replies.refreshing.value}
          onPress={() => void replies.refresh()}
        />
      </div>
      <Choices
        label={t('waiting_filter')}
        value={replies.filter.value}
        options={FILTERS.map((value) => ({ value, text: tOf('waitingFilter', value), count: counts[value] }))}
        onValue={(filter) => replies.narrow({ filter })}
      />
      {areMoreShown && <WaitingFilters />}
    </>
  );
}

/** The people who have answered, and below them the people whose answer is awaited; each person once. */
export function WaitingTab() {
  const { replies, feed, site } = usePanel();
  const { i18n } = useView();
  const { t } = i18n;
  const lines = linesOf(replies.people.value, replies.unfolded.value);
  const [focusRow, setFocusRow] = useState<{ index: number } | null>(null);
  const rows = useVirtual({ count: lines.length, rowHeight: WAITING_ROW_HEIGHT });
  const counts = feed.select('counts').value;

  const moveFrom = (index: number, step: 1 | -1): void => {
    const next = index + step;
    if (next < 0 || next >= lines.length) return;
    rows.scrollTo(next);
    setFocusRow({ index: next });
  };

  if (feed.link.value === 'connecting') return <LoadingRows label={t('waiting_loading')} />;
  // Nobody is signed in, so the awaited people are not known. A count of zero would be wrong.
  if (site.session.value === null) {
    if (site.site.value.status === 'checking') return <LoadingRows label={t('waiting_loading')} />;
    return (
      <>
        <LeftRunning />
        <EmptyState icon={KeyRound} title={t('waiting_signedOut')}>
          {t('waiting_signedOutText')}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <div class="pad stack waiting-head">
        <WaitingHead />
        {site.site.value.status !== 'ready' && counts.asOf !== null && (
          <Notice tone="info">{t('waiting_asOf', { time: i18n.dateTime(counts.asOf) })}</Notice>
        )}
        <NavigateQuestion />
        <RemindQuestion />
      </div>
      {lines.length === 0 && <EmptyList />}
      {lines.length > 0 && (
        <div class="list" role="list" aria-label={t('waiting_list')} {...scrollRegion} ref={rows.ref}>
          <div class="span" role="presentation" style={{ height: `${rows.totalHeight}px` }}>
            {rows.items.map(({ index, start }) => {
              const line = lines[index];
              if (line === undefined) return null;
              const { row, person } = line;
              return (
                <div
                  key={row.id}
                  class={`item reply${row.status === 'replied' ? ' hot' : ''}${person === null ? ' under' : ''}`}
                  role="listitem"
                  aria-posinset={index + 1}
                  aria-setsize={lines.length}
                  style={{ height: `${WAITING_ROW_HEIGHT}px`, transform: `translateY(${start}px)` }}
                  ref={(element) => {
                    if (element === null || focusRow === null || focusRow.index !== index) return;
                    element.querySelector<HTMLElement>('[data-row]')?.focus({ preventScroll: true });
                    setFocusRow(null);
                  }}
                >
                  <WaitingRow
                    row={row}
                    person={person}
                    isUnfolded={person !== null && person.key === replies.unfolded.value}
                    onArrow={(step) => moveFrom(index, step)}
                  />
                </div>
              );
            })}
          </div>
        </div>
      )}
    </>
  );
}
