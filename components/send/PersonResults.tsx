import { useState } from 'preact/hooks';
import { isEngineFailure } from '../../lib/dispatch/outcome.ts';
import type { PersonRow, PersonStatus } from '../../lib/dispatch/records.ts';
import { canSendAgain } from '../../lib/dispatch/retry.ts';
import type { FamilyPerson } from '../../lib/models/panel/family-model.ts';
import { retryScreen } from '../../lib/models/panel/retry-model.ts';
import type { DispatchView } from '../../lib/messaging/views.ts';
import { NavigateQuestion } from '../panel/NavigateQuestion.tsx';
import { usePanel } from '../panel/PanelContext.tsx';
import { useGate } from '../panel/use-gate.ts';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { LoadingRows } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Avatar, PersonName } from '../ui/PersonName.tsx';
import { useVirtual } from '../ui/use-virtual.ts';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';
import { OpenChat } from './OpenChat.tsx';

const ORDER = [
  'accepted',
  'sending',
  'checking',
  'queued',
  'refused',
  'unknown',
  'skipped',
  'cancelled',
] as const satisfies readonly PersonStatus[];
const TONES: Readonly<Record<PersonStatus, string>> = {
  accepted: 'good',
  sending: 'accent',
  checking: 'warn',
  queued: '',
  refused: 'bad',
  unknown: 'warn',
  skipped: '',
  cancelled: '',
};
const ROW_HEIGHT = 64;

/**
 * Whether a start that named a chat may have closed its ticket without sending a message: it left and was not accepted.
 */
function mayHaveClosed(status: PersonStatus): boolean {
  return status === 'refused' || status === 'unknown' || status === 'checking';
}

/** A person of the shown dispatch and the person's last try: the row itself, or a row of a child dispatch. */
interface Shown {
  readonly person: PersonRow;
  readonly last: PersonRow | FamilyPerson;
}

/**
 * People of one status who are decided about together. `batch`: they were in one request. `isFailure`: the engine
 * itself failed, so its history cannot tell their outcome.
 */
interface StepItem {
  readonly batch: number | null;
  readonly isFailure: boolean;
  readonly people: PersonRow[];
}

/**
 * The actions for a group of people with one status. The people of a batch share one card: send to each of them singly,
 * or leave them.
 */
function StepCard({ status, item }: { status: PersonStatus; item: StepItem }) {
  const { dispatch } = usePanel();
  const { i18n } = useView();
  const { t, tOf, number } = i18n;
  const [asking, setAsking] = useState(false);
  const { people, batch, isFailure } = item;
  const [first] = people;
  const meaning = isFailure ? t('unknownEngine_title') : tOf('outcomeMeaning', status);
  const again = canSendAgain(status);
  const mayArriveTwice = again === 'may-double';
  const numbers = people.map((person) => person.n);
  // For people who may receive the message twice, the first press only asks.
  const confirms = again !== null && (asking || !mayArriveTwice);
  const isRead = useGate(
    first !== undefined && confirms
      ? retryScreen({ dispatchId: first.dispatchId, people: numbers, mayArriveTwiceSeen: asking })
      : null,
  );
  if (first === undefined) return null;
  const action = { dispatchId: first.dispatchId, people: numbers };
  const retry = (seen: boolean): void => {
    setAsking(false);
    void dispatch.again.press({ ...action, mayArriveTwiceSeen: seen });
  };
  return (
    <Notice
      tone={mayArriveTwice ? 'warn' : 'info'}
      title={batch === null ? meaning : t('result_batch', { n: number(batch + 1), count: people.length })}
      actions={
        <>
          {((mayArriveTwice && !isFailure) || status === 'checking') && (
            <Button small onPress={() => void dispatch.lookAgain(action)}>
              {t('result_lookAgain')}
            </Button>
          )}
          {again !== null && !asking && (
            <Button
              small
              trusted
              waits={confirms && (!isRead || dispatch.again.busy.value)}
              onPress={() => (mayArriveTwice ? setAsking(true) : retry(false))}
            >
              {batch === null ? t('result_retry', { count: people.length }) : t('result_oneByOne')}
            </Button>
          )}
          {asking && (
            <Button
              small
              trusted
              waits={!isRead || dispatch.again.busy.value}
              look="danger"
              onPress={() => retry(true)}
            >
              {t('result_retryTwice', { count: people.length })}
            </Button>
          )}
          {mayArriveTwice && (
            <Button small onPress={() => void dispatch.leave(action)}>
              {t('result_leave')}
            </Button>
          )}
        </>
      }
    >
      {asking ? t('result_twiceText') : isFailure ? t('unknownEngine_text') : tOf('outcomeHelp', status)}
    </Notice>
  );
}

/**
 * The people who still need a decision: not sent to again and not left as they are. Unknown people of one batch stay
 * together.
 */
function NextSteps({ status, people }: { status: PersonStatus; people: readonly Shown[] }) {
  const { t } = useView().i18n;
  if (canSendAgain(status) === null && status !== 'checking') return null;
  const own = people.flatMap(({ person, last }) => (last === person ? [person] : []));
  const open = own.filter((person) => (person.leftAt ?? null) === null);
  const items = new Map<string, StepItem>();
  for (const person of open) {
    const batch = status === 'unknown' ? person.batch : null;
    const isFailure = status === 'unknown' && isEngineFailure(person.reason);
    const key = `${batch ?? 'singles'}:${isFailure}`;
    const item = items.get(key) ?? { batch, isFailure, people: [] };
    item.people.push(person);
    items.set(key, item);
  }
  if (own.length === 0) return null;
  return (
    <div class="pad stack next-steps">
      {[...items].map(([key, item]) => (
        <StepCard key={key} status={status} item={item} />
      ))}
      {own.length > open.length && <p class="caption muted">{t('result_left', { count: own.length - open.length })}</p>}
    </div>
  );
}

/**
 * The people of a dispatch with outcome and reason, filtered by outcome.
 *
 * @param newest for each person, in the same order, the row of the last try
 */
export function PersonResults({ view, newest }: { view: DispatchView; newest: readonly (PersonRow | FamilyPerson)[] }) {
  const { dispatch } = usePanel();
  const { i18n, now } = useView();
  const { t, tOf, number } = i18n;
  const [filter, setFilter] = useState<'all' | PersonStatus>('all');
  const people = dispatch.people.value.map((person, index): Shown => ({ person, last: newest[index] ?? person }));
  const present = ORDER.filter((status) => view.counts[status] > 0);
  const isThere = filter === 'all' || present.includes(filter);
  const shown = filter === 'all' || !isThere ? people : people.filter(({ last }) => last.status === filter);
  const rows = useVirtual({ count: shown.length, rowHeight: ROW_HEIGHT });
  if (people.length === 0 && view.row.total > 0) return <LoadingRows label={t('dispatch_loading')} />;
  return (
    <>
      <div class="pad" style={{ paddingTop: 0 }}>
        <Choices
          label={t('result_filter')}
          value={isThere ? filter : 'all'}
          options={[
            { value: 'all', text: t('common_all'), count: view.row.total },
            ...present.map((value) => ({ value, text: tOf('outcome', value), count: view.counts[value] })),
          ]}
          onValue={setFilter}
        />
      </div>
      {dispatch.people.value.some((person) => person.roomUuid !== null) && <NavigateQuestion />}
      {filter !== 'all' && isThere && <NextSteps status={filter} people={shown} />}
      <div class="list" role="list" aria-label={t('result_list')} {...scrollRegion} ref={rows.ref}>
        <div class="span" role="presentation" style={{ height: `${rows.totalHeight}px` }}>
          {rows.items.map(({ index, start }) => {
            const row = shown[index];
            if (row === undefined) return null;
            const { person, last } = row;
            const isAgain = last !== person;
            const since = isAgain ? null : person.checkingSince;
            const { acceptedAt } = last;
            return (
              <div
                key={person.n}
                class="item"
                role="listitem"
                aria-posinset={index + 1}
                aria-setsize={shown.length}
                style={{ height: `${ROW_HEIGHT}px`, cursor: 'default', transform: `translateY(${start}px)` }}
              >
                <Avatar name={person.name} />
                <span class="names">
                  <PersonName name={person.name} class="cut strong" />
                  <span class="caption muted cut" title={last.reason === null ? undefined : tOf('reason', last.reason)}>
                    {last.reason !== null && tOf('reason', last.reason)}
                    {last.reason === null && acceptedAt !== null && i18n.dateTime(acceptedAt)}
                    {last.reason === null && acceptedAt === null && t('result_number', { n: number(person.n + 1) })}
                    {last.status === 'checking' &&
                      since !== null &&
                      ` · ${t('result_since', { when: i18n.relative(since, now()) })}`}
                    {isAgain && ` · ${t('result_again')}`}
                  </span>
                </span>
                {!isAgain && person.roomUuid !== null && mayHaveClosed(person.status) && (
                  <OpenChat roomUuid={person.roomUuid} name={person.name} />
                )}
                <span class={`pill ${TONES[last.status]}`}>{tOf('outcome', last.status)}</span>
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
