import { History, MessageCircle, SearchX, UserPlus, Users } from 'lucide';
import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContactRow } from '../../lib/contacts/contact-row.ts';
import { unsendableReason } from '../../lib/contacts/contact-row.ts';
import { MOST_SELECTED } from '../../lib/models/panel/select-every.ts';
import {
  addPeople,
  invertShown,
  isSelected,
  selectAllShown,
  selectRange,
  togglePerson,
} from '../../lib/draft/selection.ts';
import type { BulkChange, Selection } from '../../lib/draft/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useRowHeight } from '../panel/use-row-height.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Avatar, PersonName, PersonNumber } from '../ui/PersonName.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useWords } from '../ui/ViewContext.tsx';

function ContactLine({ row, picked, isRecent }: { row: ContactRow; picked: boolean; isRecent: boolean }) {
  const { exclusion } = usePanel();
  const { t, tOf } = useWords();
  const isExcluded = exclusion.listed.data.value?.has(row.contactUuid) === true;
  const reason = unsendableReason(row);
  const addresses = [row.number, row.knownAs].filter((address) => address !== '');
  return (
    <>
      <span class={picked ? 'box on' : 'box'} aria-hidden="true" />
      <Avatar name={row.name} />
      <span class="names">
        <PersonName name={row.name} class="cut strong" />
        <span class="caption muted cut">
          {addresses.length === 0 && t(isRecent ? 'people_recent' : 'person_noNumber')}
          {addresses.map((address, place) => (
            <Fragment key={address}>
              {place > 0 && ' · '}
              <PersonNumber number={address} />
            </Fragment>
          ))}
        </span>
      </span>
      {isRecent && <Icon node={History} size="small" class="muted" />}
      {reason !== null && <span class="pill bad">{tOf('unsendable', reason)}</span>}
      {reason === null && isExcluded && <span class="pill bad">{t('exclusion_mark')}</span>}
    </>
  );
}

/** Button that picks the contact of the chat on screen. */
function ChatContact() {
  const { roomShown, selection } = usePanel();
  const { t } = useWords();
  const contact = roomShown.value;
  if (contact === null || isSelected(selection.selection.value, contact.contactUuid)) return null;
  return (
    <button
      type="button"
      class="picked"
      onClick={() =>
        selection.change((now) =>
          addPeople(now, [{ contactUuid: contact.contactUuid, name: contact.name }], { kind: 'chat' }),
        )
      }
    >
      <Icon node={MessageCircle} class="muted" />
      <span class="names">
        <span class="caption muted cut">{t('people_inChat')}</span>
        <PersonName name={contact.name} class="cut strong" />
      </span>
      <span class="pill accent">{t('common_add')}</span>
    </button>
  );
}

const SKIP_REASONS = ['blocked', 'stopped', 'noUrn'] as const;
const NOBODY_SKIPPED: BulkChange['skipped'] = { blocked: 0, stopped: 0, noUrn: 0 };

/** The rows that a press on many rows left out, by reason. */
function SkippedNotice({ skipped }: { skipped: BulkChange['skipped'] }) {
  const { t, tOf } = useWords();
  const count = SKIP_REASONS.reduce((sum, reason) => sum + skipped[reason], 0);
  if (count === 0) return null;
  const reasons = SKIP_REASONS.filter((reason) => skipped[reason] > 0).map(
    (reason) => `${tOf('unsendable', reason)}: ${skipped[reason]}`,
  );
  return (
    <Notice tone="info" role="status">
      {t('people_skipped', { count })} {reasons.join(' · ')}
    </Notice>
  );
}

/** Progress of reading the whole list, and why it ended if it ended early. */
function EveryReading() {
  const { every } = usePanel();
  const { t, number } = useWords();
  const now = every.reading.value;
  if (now === null) return null;
  if (now.status === 'reading') {
    return (
      <div class="card row between" aria-busy="true">
        <span class="row" role="status">
          <span class="spinner" aria-hidden="true" />
          <span class="num">{t('people_readingAll', { count: now.read })}</span>
        </span>
        <Button small onPress={every.stop}>
          {t('work_stop')}
        </Button>
      </div>
    );
  }
  return (
    <Notice
      tone="info"
      role="status"
      actions={
        <Button small onPress={every.dismiss}>
          {t('common_understood')}
        </Button>
      }
    >
      {now.status === 'limit'
        ? t('people_readingLimit', { limit: number(MOST_SELECTED) })
        : t('people_readingStopped', { count: now.read })}
    </Notice>
  );
}

/** Contacts by search: loaded rows match at once, pages of the server are appended. */
export function ContactList() {
  const { people, selection, navigate, every, exclusion } = usePanel();
  const words = useWords();
  const rowHeight = useRowHeight();
  const { t } = words;
  const list = useRef<HTMLDivElement | null>(null);
  const view = people.list.value;
  const failure = people.failure.value;
  const now = selection.selection.value;
  const [skipped, setSkipped] = useState(NOBODY_SKIPPED);
  const isPlain = view.text.trim() === '';
  const recents = isPlain ? (people.recents.data.value ?? []) : [];
  const recentUuids = new Set(recents.map((row) => row.contactUuid));
  // Recent people come first, because they are the most likely ones.
  const rows =
    recents.length === 0
      ? view.rows
      : [...recents.map((row) => people.rowOf(row)), ...view.rows.filter((row) => !recentUuids.has(row.contactUuid))];
  const many = (change: (one: Selection) => BulkChange): void => {
    const result = change(selection.selection.peek());
    setSkipped(result.skipped);
    if (result.removed > 0) selection.remove(() => result.selection);
    else selection.change(() => result.selection);
  };
  /** Rows on screen never move while a search goes on, so the first one is the one that the agent sees. */
  const takeTop = (): void => {
    const [row] = rows;
    if (row === undefined || unsendableReason(row) !== null) return;
    selection.change((one) =>
      isSelected(one, row.contactUuid) ? one : addPeople(one, [{ contactUuid: row.contactUuid, name: row.name }]),
    );
  };
  const busy = view.status === 'loading' || view.status === 'waiting';
  // Look at the rows in the list, recents included: if nothing could be loaded, the search alone has no rows.
  const isAllPicked =
    view.rows.length > 0 &&
    view.rows.every((row) => isSelected(now, row.contactUuid) || unsendableReason(row) !== null);
  const shownCount = view.exact ? words.number(rows.length) : `${words.number(rows.length)}+`;

  useEffect(() => people.start(), [people]);
  useEffect(() => void exclusion.listed.load(), [exclusion]);
  useEffect(() => void people.recents.load(), [people]);
  useEffect(() => setSkipped(NOBODY_SKIPPED), [view.text]);

  let body;
  if (rows.length > 0) {
    body = (
      <ListBox
        label={t('people_list')}
        multiple
        count={rows.length}
        rowHeight={rowHeight}
        isSelected={(index) => {
          const row = rows[index];
          return row !== undefined && isSelected(now, row.contactUuid);
        }}
        isDisabled={(index) => {
          const row = rows[index];
          return row !== undefined && unsendableReason(row) !== null;
        }}
        keyOf={(index) => rows[index]?.contactUuid ?? String(index)}
        textOf={(index) => rows[index]?.name ?? ''}
        onPick={(index) => {
          const row = rows[index];
          if (row !== undefined)
            selection.change((one) => togglePerson(one, { contactUuid: row.contactUuid, name: row.name }));
        }}
        onRange={(anchor, to) => many((one) => selectRange(one, rows, { anchor, to }))}
        onPickAll={() => many((one) => selectAllShown(one, rows))}
        onEnd={people.loadMore}
        listRef={(element) => (list.current = element)}
        renderRow={(index) => {
          const row = rows[index];
          return row === undefined ? null : (
            <ContactLine row={row} picked={isSelected(now, row.contactUuid)} isRecent={index < recents.length} />
          );
        }}
      />
    );
  } else if (view.status === 'failed' && failure !== null) {
    body = <ErrorState title={t('people_failed')} error={failure} onRetry={people.retry} />;
  } else if (busy) {
    body = <LoadingRows label={t('people_loading')} />;
  } else if (view.text.trim() === '') {
    body = <EmptyState icon={Users} title={t('people_none')} />;
  } else {
    body = (
      <EmptyState
        icon={SearchX}
        title={t('people_noMatch', { text: view.text.slice(0, 60) })}
        actions={
          <Button icon={UserPlus} onPress={() => navigate.toSource('new')}>
            {t('people_new')}
          </Button>
        }
      >
        {t(view.asked ? 'people_noMatch_asked' : 'people_noMatch_loaded')}
      </EmptyState>
    );
  }

  return (
    <>
      <div class="pad stack above-list">
        <ChatContact />
        <SearchField
          label={t('people_search')}
          value={view.text}
          onValue={people.type}
          onDown={() => list.current?.focus()}
          onTop={takeTop}
          busy={busy}
        />
        <div class="row wrap between">
          <span class="caption muted num" aria-live="polite">
            {(rows.length > 0 || !busy) && t('people_shown', { shown: shownCount })}
          </span>
          {rows.length > 0 && (
            <span class="row">
              {isAllPicked && view.asked && !view.exact ? (
                <Button
                  key="all"
                  small
                  look="tertiary"
                  disabled={busy || every.reading.value?.status === 'reading'}
                  onPress={every.start}
                >
                  {t('people_selectEvery', { shown: shownCount })}
                </Button>
              ) : (
                <Button key="all" small look="tertiary" onPress={() => many((one) => selectAllShown(one, rows))}>
                  {t('people_selectAll')}
                </Button>
              )}
              <Button small look="tertiary" onPress={() => many((one) => invertShown(one, rows))}>
                {t('people_invert')}
              </Button>
            </span>
          )}
        </div>
        <EveryReading />
        <SkippedNotice skipped={skipped} />
        {view.bad > 0 && <Notice tone="warn">{t('people_bad', { count: view.bad })}</Notice>}
        {view.status === 'failed' && rows.length > 0 && (
          <Notice
            tone="warn"
            actions={
              <Button small onPress={people.retry}>
                {t('common_retry')}
              </Button>
            }
          >
            {t('people_moreFailed')}
          </Notice>
        )}
      </div>
      {body}
    </>
  );
}
