import { Ban, Check, ChevronDown, Clock, Undo2 } from 'lucide';
import { partOf, type AwaitedPerson } from '../../lib/replies/awaited-people.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { DAY_MS } from '../../lib/util/time.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Avatar, PersonName, usePersonText } from '../ui/PersonName.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';
import { shownNameOf } from '../../lib/replies/list.ts';

/** Height of a row in px: a name with its time, and a line of words. */
export const WAITING_ROW_HEIGHT = 60;

/** The state of an answer and the place of its chat, as one text. */
function useStateText(): (row: AwaitedRow) => string {
  const { i18n } = useView();
  return (row) => {
    const word = i18n.tOf('awaited', row.status);
    const state = row.isProvisional === true ? i18n.t('waiting_unconfirmed', { state: word }) : word;
    switch (row.place.kind) {
      case 'queue':
        return i18n.t('place_queue', { state, name: row.place.queueName });
      case 'taken':
        return i18n.t('place_taken', { state, name: row.place.agentName });
      case 'other-flow':
        return i18n.t('place_otherFlow', { state });
      case 'not-visible':
        return i18n.t('place_notVisible', { state });
      case 'mine':
      case 'none':
        return state;
      default:
        return row.place satisfies never;
    }
  };
}

/** What must be known beside the words: where the chat is if it is not the agent's, and what is not confirmed. */
function PlacePill({ row }: { row: AwaitedRow }) {
  const { i18n } = useView();
  const { t } = i18n;
  const { place } = row;
  let text = '';
  if (row.isProvisional === true) text = t('waiting_toConfirm');
  else if (place.kind === 'queue') text = t('waiting_inQueue', { name: place.queueName });
  else if (place.kind === 'taken') text = t('waiting_withAgent', { name: place.agentName });
  else if (place.kind === 'other-flow') text = t('waiting_byOtherFlow');
  else if (place.kind === 'not-visible') text = t('waiting_hint');
  if (text === '') return null;
  const help = row.isProvisional === true ? `${text}. ${t('waiting_unconfirmedText')}` : text;
  return (
    <span class="pill place" title={help}>
      <span class="cut">{text}</span>
    </span>
  );
}

/** Whether somebody waits for more than a day for a chat that the flow never opens. */
function isStuck(row: AwaitedRow, now: number): boolean {
  return row.opensNoChat === true && row.repliedAt === null && partOf(row) === 'waiting' && now - row.sentAt > DAY_MS;
}

/** The second line: the words of the answer, else the state and the flow; before it what else must be known. */
function SecondLine({ row }: { row: AwaitedRow }) {
  const { replies } = usePanel();
  const { i18n, now, maskPeople } = useView();
  const { t, tOf } = i18n;
  const words = replies.wordsOf(row);
  const isAnswered = row.repliedAt !== null;
  const state = tOf('awaited', row.status);
  const notes = [
    (row.remindedAt ?? null) !== null && partOf(row) !== 'removed' && t('waiting_reminded'),
    row.remindAt !== null && t('waiting_remindAt', { time: i18n.time(row.remindAt) }),
    isStuck(row, now()) && t('waiting_noChat'),
    row.origin === 'chats' && !isAnswered && t('origin_chats'),
    (row.answeredFrom ?? null) !== null && t('waiting_otherNumber'),
  ].filter((note) => note !== false);
  const isShown = words !== null && !maskPeople();
  const text = isShown && words.text !== '' ? words.text : isShown ? t('waiting_media') : null;
  return (
    <>
      {row.asksToStop === true && <span class="pill bad">{t('waiting_asksToStop')}</span>}
      <PlacePill row={row} />
      {notes.length > 0 && <span class="caption note">{notes.join(' · ')}</span>}
      {text === null ? (
        <span class="caption muted cut">
          {row.status === 'replied' ? state : `${state} · `}
          {row.status !== 'replied' && <bdi>{row.flowName}</bdi>}
        </span>
      ) : (
        <bdi class="words cut" title={words?.text}>
          {text}
        </bdi>
      )}
    </>
  );
}

/** Name and time on the first line, and the second line below. The state is said to screen readers in full. */
function RowText({ row, isUnder, isPicked }: { row: AwaitedRow; isUnder: boolean; isPicked: boolean }) {
  const { i18n, now } = useView();
  const { t, relative, dateTime } = i18n;
  const stateText = useStateText();
  const when = row.repliedAt ?? row.sentAt;
  return (
    <span class="names">
      <span class="row">
        {isUnder ? (
          <bdi class="cut strong">{row.flowName}</bdi>
        ) : (
          <PersonName name={shownNameOf(row)} class="cut strong" />
        )}
        <span class="when caption muted num" title={dateTime(when)}>
          {relative(when, now())}
        </span>
      </span>
      <span class="sr">
        {isPicked && `${t('waiting_picked')}. `}
        {stateText(row)} · <bdi>{row.flowName}</bdi>.{' '}
      </span>
      <span class="row second">
        <SecondLine row={row} />
      </span>
    </span>
  );
}

/** Every contact of the human, each once: they are sent to under any of their numbers. */
function contactsOf({ lead, older }: AwaitedPerson): { contactUuid: AwaitedRow['contactUuid']; name: string | null }[] {
  const contacts = [lead, ...older].flatMap((row) => [row.contactUuid, row.answeredFrom ?? row.contactUuid]);
  return [...new Set(contacts)].map((contactUuid) => ({ contactUuid, name: lead.contactName }));
}

interface WaitingRowProps {
  /** The row that is shown: the person's own, or one of their older starts. */
  row: AwaitedRow;
  /** Null for an older start, which is shown under its person. */
  person: AwaitedPerson | null;
  isUnfolded: boolean;
  isPicked: boolean;
  /** Picks or unpicks the person; with `isRange` everybody from the one picked last. */
  onPick: (isRange: boolean) => void;
  onFinish: () => void;
}

/** A person of the waiting list with what can be done about them, or one of their older starts. */
export function WaitingRow({ row, person, isUnfolded, isPicked, onPick, onFinish }: WaitingRowProps) {
  const { replies, exclusion } = usePanel();
  const { t } = useView().i18n;
  const name = usePersonText()(shownNameOf(row));
  const isOpening = replies.opening.value === row.id;
  const older = person?.older.length ?? 0;
  return (
    <>
      {person === null ? (
        <span class="avatar-space" />
      ) : (
        <button
          type="button"
          class="avatar-button"
          role="checkbox"
          aria-checked={isPicked}
          aria-label={t('waiting_pick', { name })}
          title={t('waiting_pick', { name })}
          tabIndex={-1}
          onClick={(event) => onPick(event.shiftKey)}
        >
          {isPicked ? (
            <span class="avatar ticked">
              <Icon node={Check} />
            </span>
          ) : (
            <Avatar name={shownNameOf(row)} />
          )}
        </button>
      )}
      <button
        type="button"
        class="main-button"
        data-row
        aria-busy={isOpening}
        title={t('waiting_open', { name })}
        onClick={(event) => {
          if (event.shiftKey && person !== null) onPick(true);
          else void replies.open(row, { mayNavigate: false });
        }}
      >
        <RowText row={row} isUnder={person === null} isPicked={isPicked} />
      </button>
      {person !== null && (
        <span class="actions">
          {older > 0 && (
            <button
              type="button"
              class="icon-button small older"
              aria-expanded={isUnfolded}
              aria-label={t('waiting_older', { count: older, name })}
              title={t('waiting_older', { count: older, name })}
              onClick={() => replies.unfold(isUnfolded ? null : person.key)}
            >
              <Icon node={ChevronDown} size="small" />
            </button>
          )}
          {row.asksToStop === true && (
            <IconButton
              node={Ban}
              label={t('waiting_exclude', { name })}
              onPress={() => void exclusion.exclude(contactsOf(person))}
            />
          )}
          {person.part !== 'removed' && (
            <>
              {person.part !== 'done' && (
                <IconButton
                  node={Clock}
                  label={t('waiting_remind', { name })}
                  pressed={row.remindAt !== null}
                  onPress={() => replies.askWhen([person])}
                />
              )}
              <IconButton node={Check} label={t('waiting_dismiss', { name })} onPress={onFinish} />
            </>
          )}
          {person.part === 'removed' && (
            <IconButton
              node={Undo2}
              label={t('waiting_restore', { name })}
              onPress={() => void replies.restore([row, ...person.older])}
            />
          )}
        </span>
      )}
    </>
  );
}
