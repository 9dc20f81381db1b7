import { Check, Clock, Inbox, KeyRound, ListFilter, RefreshCw, Reply, SearchX, X } from 'lucide';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
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
import { isTextField } from '../ui/text-field.ts';
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

/** What can be done with everybody who is picked. */
function PickedBar({ people }: { people: readonly AwaitedPerson[] }) {
  const { replies } = usePanel();
  const { t } = useView().i18n;
  const open = people.filter(({ part }) => part !== 'removed');
  return (
    <div class="footer" role="group" aria-label={t('waiting_pickedCount', { count: people.length })}>
      <span class="grow caption">{t('waiting_pickedCount', { count: people.length })}</span>
      <Button small icon={Check} onPress={() => void replies.finish(open)}>
        {t('waiting_done')}
      </Button>
      <Button small icon={Clock} onPress={() => replies.askWhen(open)}>
        {t('remind_yes')}
      </Button>
      <IconButton small node={X} label={t('waiting_unpick')} onPress={replies.unpickAll} />
    </div>
  );
}

/** The people who have answered, and below them the people whose answer is awaited; each person once. */
export function WaitingTab() {
  const { replies, feed, site, settings } = usePanel();
  const { i18n } = useView();
  const { t } = i18n;
  const hasAsked = useRef(false);
  const list = useRef<HTMLDivElement | null>(null);
  const lines = linesOf(replies.people.value, replies.unfolded.value);
  const [focusRow, setFocusRow] = useState<{ index: number } | null>(null);
  const rows = useVirtual({ count: lines.length, rowHeight: WAITING_ROW_HEIGHT });
  const counts = feed.select('counts').value;

  const anchor = useRef<string | null>(null);
  const focused = useRef(0);
  const isAsking = replies.askRemind.value !== null;
  const picked = replies.picked.value;

  const focusAt = (index: number): void => {
    if (index < 0 || index >= lines.length) return;
    rows.scrollTo(index);
    setFocusRow({ index });
  };
  const goBack = useRef(() => {});
  goBack.current = () => focusAt(Math.min(focused.current, lines.length - 1));
  // The answer to a question about a row ends at that row.
  useLayoutEffect(() => {
    if (!isAsking && hasAsked.current) goBack.current();
    hasAsked.current = isAsking;
  }, [isAsking]);

  const personAt = (index: number): AwaitedPerson | null => lines[index]?.person ?? null;
  /** The people that a key or press on this line is for: those who are picked, else the person of the line. */
  const meantBy = (index: number): readonly AwaitedPerson[] => {
    const own = personAt(index);
    return picked.length > 0 ? picked : own === null ? [] : [own];
  };
  const pickAt = (index: number, isRange: boolean): void => {
    const person = personAt(index);
    if (person === null) return;
    const from = lines.findIndex((line) => line.person !== null && line.person.key === anchor.current);
    if (isRange && from >= 0) {
      const range = lines.slice(Math.min(from, index), Math.max(from, index) + 1);
      replies.pick(
        range.flatMap((line) => line.person?.key ?? []),
        true,
      );
    } else replies.pick([person.key], !picked.some(({ key }) => key === person.key));
    anchor.current = person.key;
  };
  const finishAt = (index: number, meant: readonly AwaitedPerson[]): void => {
    const people = meant.filter(({ part }) => part !== 'removed');
    if (people.length === 0) return;
    const next = lines.slice(index + 1).find((line) => line.person?.part === 'replied')?.person ?? null;
    focusAt(Math.min(index + 1, lines.length - 1));
    void replies.finish(people).then(() => {
      if (settings.settings.peek().autoAdvance && picked.length === 0 && next !== null)
        void replies.open(next.lead, { mayNavigate: false });
    });
  };

  /** The keys of the list. They work while the focus is in it, so that they never reach a text that is typed. */
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTextField(event)) return;
    const item = event.target instanceof Element ? event.target.closest('[data-line]') : null;
    if (item === null) return;
    const index = Number(item.getAttribute('data-line'));
    focused.current = index;
    const key = event.key.toLowerCase();
    if (key === 'arrowdown' || key === 'j') focusAt(index + 1);
    else if (key === 'arrowup' || key === 'k') focusAt(index - 1);
    else if (key === 'e') finishAt(index, meantBy(index));
    else if (key === 'h') replies.askWhen(meantBy(index).filter(({ part }) => part !== 'removed'));
    else if (key === 'x') pickAt(index, event.shiftKey);
    else if (key === 'escape' && picked.length > 0) replies.unpickAll();
    else return;
    event.preventDefault();
  };

  // Listen on the element instead of with a JSX prop: the list is not a control that can be pressed.
  const handler = useRef(onKeyDown);
  handler.current = onKeyDown;
  const isListShown = lines.length > 0;
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const onKey = (event: KeyboardEvent): void => handler.current(event);
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [isListShown, feed.link.value, site.session.value]);

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
        <div
          class="list"
          role="list"
          aria-label={t('waiting_list')}
          {...scrollRegion}
          ref={(element) => {
            rows.ref(element);
            list.current = element;
          }}
        >
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
                  data-line={index}
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
                    isPicked={person !== null && picked.some(({ key }) => key === person.key)}
                    onPick={(isRange) => pickAt(index, isRange)}
                    onFinish={() => finishAt(index, person === null ? [] : [person])}
                  />
                </div>
              );
            })}
          </div>
        </div>
      )}
      {picked.length > 0 && <PickedBar people={picked} />}
    </>
  );
}
