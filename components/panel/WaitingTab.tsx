import { BellOff, Clock, Inbox, KeyRound, RefreshCw, Reply, SearchX, Undo2 } from 'lucide';
import { useState } from 'preact/hooks';
import { partOf } from '../../lib/models/panel/replies-model.ts';
import type { WaitingFilter } from '../../lib/models/panel/replies-model.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { EmptyState, LoadingRows } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Avatar, PersonName, usePersonText } from '../ui/PersonName.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useVirtual } from '../ui/use-virtual.ts';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';
import { DAY_MS } from '../../lib/util/time.ts';
import { usePanel } from './PanelContext.tsx';
import { LeftRunning } from './LeftRunning.tsx';
import { NavigateQuestion } from './NavigateQuestion.tsx';
import { RemindQuestion } from './RemindQuestion.tsx';
import { WaitingFilters } from './WaitingFilters.tsx';

const FILTERS = ['all', 'replied', 'waiting', 'done'] as const satisfies readonly WaitingFilter[];
const ROW_HEIGHT = 76;

/**
 * The state of a person's answer and the place of the chat. A state that only the page has reported is marked as
 * unconfirmed.
 */
function StatePill({ row }: { row: AwaitedRow }) {
  const { i18n } = useView();
  const tone = row.status === 'replied' ? 'accent' : partOf(row) === 'waiting' ? '' : 'info';
  const isUnconfirmed = row.isProvisional === true;
  const word = i18n.tOf('awaited', row.status);
  const state = isUnconfirmed ? i18n.t('waiting_unconfirmed', { state: word }) : word;
  let text = state;
  if (row.place.kind === 'queue') text = i18n.t('place_queue', { state, name: row.place.queueName });
  else if (row.place.kind === 'taken') text = i18n.t('place_taken', { state, name: row.place.agentName });
  else if (row.place.kind === 'other-flow') text = i18n.t('place_otherFlow', { state });
  else if (row.place.kind === 'not-visible') text = i18n.t('place_notVisible', { state });
  if (row.origin === 'group') text = i18n.t('place_fromGroup', { state: text });
  return (
    <span
      class={`pill ${tone}`}
      title={isUnconfirmed ? `${text}. ${i18n.t('waiting_unconfirmedText')}` : text}
      style={{ maxWidth: '170px' }}
    >
      <span class="cut">{text}</span>
    </span>
  );
}

function WaitingRow({ row, onArrow }: { row: AwaitedRow; onArrow: (step: 1 | -1) => void }) {
  const { replies } = usePanel();
  const { i18n, now } = useView();
  const { t, relative, dateTime } = i18n;
  const name = usePersonText()(row.contactName);
  const isReplied = row.status === 'replied';
  const isReminded = (row.remindedAt ?? null) !== null && partOf(row) !== 'done';
  const isOpening = replies.opening.value === row.id;
  const when = isReplied && row.repliedAt !== null ? row.repliedAt : row.sentAt;
  return (
    <>
      <button
        type="button"
        class="main-button"
        data-row
        aria-busy={isOpening}
        title={t('waiting_open', { name })}
        onClick={() => void replies.open(row, { mayNavigate: false })}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          onArrow(event.key === 'ArrowDown' ? 1 : -1);
        }}
      >
        <Avatar name={row.contactName} />
        <span class="names">
          <span class="row">
            <PersonName name={row.contactName} class="cut strong" />
          </span>
          <span class="caption muted cut">
            <bdi>{row.flowName}</bdi>
            {row.origin === 'chats' && ` · ${t('origin_chats')}`}
            {(row.answeredFrom ?? null) !== null && ` · ${t('waiting_otherNumber')}`}
          </span>
          <span class="row">
            <StatePill row={row} />
            <span class="caption muted cut" title={dateTime(when)}>
              {isReminded
                ? t('waiting_reminded')
                : t(isReplied ? 'waiting_repliedWhen' : 'waiting_sentWhen', { when: relative(when, now()) })}
              {isStuck(row, now()) && ` · ${t('waiting_noChat')}`}
              {row.remindAt !== null && ` · ${t('waiting_remindAt', { time: i18n.time(row.remindAt) })}`}
            </span>
          </span>
        </span>
      </button>
      <span class="actions">
        {partOf(row) !== 'done' && (
          <>
            <IconButton
              node={Clock}
              label={t('waiting_remind', { name })}
              pressed={row.remindAt !== null}
              onPress={() => replies.askWhen(row)}
            />
            <IconButton
              node={BellOff}
              label={t('waiting_dismiss', { name })}
              onPress={() => void replies.dismiss([row])}
            />
          </>
        )}
        {row.status === 'dismissed' && (
          <IconButton node={Undo2} label={t('waiting_restore', { name })} onPress={() => void replies.restore([row])} />
        )}
      </span>
    </>
  );
}

/** Whether somebody waits for more than a day for a chat that the flow never opens. */
function isStuck(row: AwaitedRow, now: number): boolean {
  return row.opensNoChat === true && row.repliedAt === null && partOf(row) !== 'done' && now - row.sentAt > DAY_MS;
}

/** The people who have answered, and below them the people whose answer is awaited. */
export function WaitingTab() {
  const { replies, feed, site, navigate } = usePanel();
  const { i18n } = useView();
  const { t, tOf } = i18n;
  const shown = replies.shown.value;
  const total = feed.awaited.value.size;
  const [focusRow, setFocusRow] = useState<{ index: number } | null>(null);
  const rows = useVirtual({ count: shown.length, rowHeight: ROW_HEIGHT });
  const counts = feed.select('counts').value;

  const moveFrom = (index: number, step: 1 | -1): void => {
    const next = index + step;
    if (next < 0 || next >= shown.length) return;
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
      <div class="pad stack">
        <div class="row">
          <div class="grow">
            <SearchField
              label={t('waiting_search')}
              value={replies.text.value}
              onValue={(text) => replies.narrow({ text })}
            />
          </div>
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
          options={FILTERS.map((value) => ({
            value,
            text: tOf('waitingFilter', value),
            count:
              value === 'replied'
                ? replies.repliedCount.value
                : value === 'waiting'
                  ? replies.waitingCount.value
                  : undefined,
          }))}
          onValue={(filter) => replies.narrow({ filter })}
        />
        <WaitingFilters />
        {site.site.value.status !== 'ready' && counts.asOf !== null && (
          <Notice tone="info">{t('waiting_asOf', { time: i18n.dateTime(counts.asOf) })}</Notice>
        )}
        <NavigateQuestion />
        <RemindQuestion />
      </div>
      {total === 0 && (
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
      )}
      {total > 0 && shown.length === 0 && (
        <EmptyState
          icon={SearchX}
          title={t('waiting_noMatch')}
          actions={<Button onPress={replies.showAll}>{t('waiting_showAll')}</Button>}
        />
      )}
      {shown.length > 0 && (
        <div class="list" role="list" aria-label={t('waiting_list')} {...scrollRegion} ref={rows.ref}>
          <div class="span" role="presentation" style={{ height: `${rows.totalHeight}px` }}>
            {rows.items.map(({ index, start }) => {
              const row = shown[index];
              if (row === undefined) return null;
              return (
                <div
                  key={row.id}
                  class={row.status === 'replied' ? 'item reply hot' : 'item reply'}
                  role="listitem"
                  aria-posinset={index + 1}
                  aria-setsize={shown.length}
                  style={{
                    height: `${ROW_HEIGHT}px`,
                    cursor: 'default',
                    paddingInlineEnd: '8px',
                    gap: '4px',
                    transform: `translateY(${start}px)`,
                  }}
                  ref={(element) => {
                    if (element === null || focusRow === null || focusRow.index !== index) return;
                    element.querySelector<HTMLElement>('[data-row]')?.focus({ preventScroll: true });
                    setFocusRow(null);
                  }}
                >
                  <WaitingRow row={row} onArrow={(step) => moveFrom(index, step)} />
                </div>
              );
            })}
          </div>
        </div>
      )}
    </>
  );
}
