import { MessageCircle, SearchX, UserPlus, Users } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { ContactRow } from '../../lib/recipients/contact-row.ts';
import { unsendableReason } from '../../lib/recipients/contact-row.ts';
import { addPeople, invertShown, isSelected, selectAllShown, selectRange, togglePerson } from '../../lib/recipients/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Avatar, PersonName, PersonNumber } from '../ui/PersonName.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useWords } from '../ui/ViewContext.tsx';

function ContactLine({ row, picked }: { row: ContactRow; picked: boolean }) {
  const { t, tOf } = useWords();
  const reason = unsendableReason(row);
  return (
    <>
      <span class={picked ? 'box on' : 'box'} aria-hidden="true" />
      <Avatar name={row.name} />
      <span class="names">
        <PersonName name={row.name} class="cut strong" />
        <span class="caption muted cut">{row.number === '' ? t('person_noNumber') : <PersonNumber number={row.number} />}</span>
      </span>
      {reason !== null && <span class="pill bad">{tOf('unsendable', reason)}</span>}
    </>
  );
}

/** The contact of the chat on screen, one press away. */
function ChatContact() {
  const { roomShown, selection } = usePanel();
  const { t } = useWords();
  const contact = roomShown.value;
  if (contact === null || isSelected(selection.selection.value, contact.contactUuid)) return null;
  return (
    <button
      type="button"
      class="picked"
      onClick={() => selection.change((now) => addPeople(now, [{ contactUuid: contact.contactUuid, name: contact.name }], { kind: 'chat' }))}
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

/** Contacts by search: what is loaded answers at once, the server's pages follow. */
export function ContactList() {
  const { people, selection, source } = usePanel();
  const words = useWords();
  const { t } = words;
  const list = useRef<HTMLDivElement | null>(null);
  const view = people.list.value;
  const failure = people.failure.value;
  const now = selection.selection.value;
  const { rows } = view;
  const busy = view.status === 'loading' || view.status === 'waiting';
  const shownCount = view.exact ? words.number(view.count) : `${words.number(view.count)}+`;

  useEffect(() => people.start(), [people]);

  let body;
  if (rows.length > 0) {
    body = (
      <ListBox
        label={t('people_list')}
        multiple
        count={rows.length}
        rowHeight={56}
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
          if (row !== undefined) selection.change((one) => togglePerson(one, { contactUuid: row.contactUuid, name: row.name }));
        }}
        onRange={(anchor, to) => selection.change((one) => selectRange(one, rows, { anchor, to }).selection)}
        onPickAll={() => selection.change((one) => selectAllShown(one, rows).selection)}
        onEnd={people.loadMore}
        listRef={(element) => (list.current = element)}
        renderRow={(index) => {
          const row = rows[index];
          return row === undefined ? null : <ContactLine row={row} picked={isSelected(now, row.contactUuid)} />;
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
          <Button icon={UserPlus} onPress={() => (source.value = 'new')}>
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
      <div class="pad stack" style={{ paddingTop: 0 }}>
        <ChatContact />
        <SearchField label={t('people_search')} value={view.text} onValue={people.type} onDown={() => list.current?.focus()} busy={busy} />
        <div class="row wrap between">
          <span class="caption muted num" aria-live="polite">
            {(rows.length > 0 || !busy) && t('people_shown', { shown: shownCount })}
          </span>
          {rows.length > 0 && (
            <span class="row">
              <Button small look="tertiary" onPress={() => selection.change((one) => selectAllShown(one, rows).selection)}>
                {t('people_selectAll')}
              </Button>
              <Button small look="tertiary" onPress={() => selection.change((one) => invertShown(one, rows).selection)}>
                {t('people_invert')}
              </Button>
            </span>
          )}
        </div>
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
