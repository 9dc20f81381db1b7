import { Download, History, Send } from 'lucide';
import { useMemo, useState } from 'preact/hooks';
import type { DispatchId } from '../../lib/ids.ts';
import type { HistoryPerson, PageModel } from '../../lib/models/page-model.ts';
import type { DispatchView } from '../../lib/messaging/views.ts';
import { csvLocale, toCsv } from '../../lib/replies/csv-export.ts';
import type { CsvCell } from '../../lib/replies/csv-export.ts';
import { replyBuckets } from '../../lib/replies/stats.ts';
import type { I18n } from '../../lib/platform/i18n.ts';
import { toCallError } from '../../lib/models/resource.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState, LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';
import { OutcomeBar } from './OutcomeBar.tsx';

const BARS = 24;

/** Figures over some dispatches; each is a sum of ledger counts. */
function sumUp(views: readonly DispatchView[]): { people: number; accepted: number; trouble: number; replied: number } {
  const sums = { people: 0, accepted: 0, trouble: 0, replied: 0 };
  for (const { row, counts, replied } of views) {
    sums.people += row.total;
    sums.accepted += counts.accepted;
    sums.trouble += counts.refused + counts['not-found'] + counts.unknown;
    sums.replied += replied;
  }
  return sums;
}

/** One line per person, in the words of the page. */
function toRows(view: DispatchView, people: readonly HistoryPerson[], { tMaybe, dateTime }: I18n): CsvCell[][] {
  return people.map((person) => [
    view.row.flowName,
    person.name,
    tMaybe('outcome', person.status) ?? person.status,
    person.reason === null ? null : (tMaybe('reason', person.reason) ?? person.reason),
    person.sentAt === null ? null : dateTime(person.sentAt),
    person.repliedAt === null ? null : dateTime(person.repliedAt),
  ]);
}

/** Everything sent, with figures, a chart of replies, its people and a way to a spreadsheet. */
export function HistoryPage({ model }: { model: PageModel }) {
  const { i18n } = useView();
  const { t, number, percent, dateTime, tMaybe } = i18n;
  const { feed, flash, browser } = model;
  const [text, setText] = useState('');
  const [open, setOpen] = useState<{ view: DispatchView; people: readonly HistoryPerson[] } | null>(null);
  const all = useMemo(() => [...feed.dispatches.value.values()].sort((a, b) => b.row.createdAt - a.row.createdAt), [feed.dispatches.value]);
  const shown = all.filter(({ row }) => row.flowName.toLocaleLowerCase().includes(text.toLocaleLowerCase()));
  const sums = sumUp(shown);
  const buckets = replyBuckets([...feed.awaited.value.values()], BARS);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.replies));

  const load = async (dispatchId: DispatchId): Promise<readonly HistoryPerson[]> => {
    try {
      return await model.listPeople(dispatchId);
    } catch (thrown) {
      flash.show({ kind: 'failed', error: toCallError(thrown) });
      return [];
    }
  };
  const exportRows = async (): Promise<void> => {
    const header = [t('col_flow'), t('col_name'), t('col_outcome'), t('col_reason'), t('col_when'), t('col_replied')];
    const rows: CsvCell[][] = [];
    for (const view of open === null ? shown : [open.view]) rows.push(...toRows(view, await load(view.row.dispatchId), i18n));
    browser.download('disparo.csv', toCsv(header, rows, csvLocale(i18n.locale.value)), 'text/csv;charset=utf-8');
  };

  const tiles = [
    ['stat_dispatches', number(shown.length)],
    ['stat_people', number(sums.people)],
    ['stat_accepted', number(sums.accepted)],
    ['stat_trouble', number(sums.trouble)],
    ['stat_replied', number(sums.replied)],
    ['stat_rate', sums.accepted === 0 ? '–' : percent(sums.replied / sums.accepted)],
  ] as const;
  return (
    <div class="wrap">
      <div class="pagehead">
        <span class="brand-mark">
          <Icon node={Send} size="small" />
        </span>
        <h1 class="grow">{t('page_history')}</h1>
        <Button icon={Download} disabled={shown.length === 0} onPress={() => void exportRows()}>
          {t('page_export')}
        </Button>
      </div>
      {feed.link.value === 'connecting' && <LoadingRows label={t('history_loading')} />}
      {feed.link.value !== 'connecting' && all.length === 0 && (
        <EmptyState icon={History} title={t('history_none')}>
          {t('history_noneText')}
        </EmptyState>
      )}
      {all.length > 0 && (
        <>
          <div class="tiles">
            {tiles.map(([key, value]) => (
              <div key={key} class="tile">
                <b>{value}</b>
                {t(key)}
              </div>
            ))}
          </div>
          {buckets.length > 0 && (
            <section class="card" aria-label={t('page_replyTimes')}>
              <h2>{t('page_replyTimes')}</h2>
              <div class="columns" role="img" aria-label={`${t('page_replyTimes')}: ${number(sums.replied)}`}>
                {buckets.map((bucket) => (
                  <i key={bucket.fromAt} title={`${dateTime(bucket.fromAt)}: ${number(bucket.replies)}`} style={{ height: `${(100 * bucket.replies) / most}%` }} />
                ))}
              </div>
            </section>
          )}
          <SearchField label={t('flow_search')} value={text} onValue={setText} />
          <section class="card twide" aria-label={t('page_all')} {...scrollRegion}>
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{t('col_flow')}</th>
                  <th scope="col">{t('col_when')}</th>
                  <th scope="col">{t('col_total')}</th>
                  <th scope="col">{t('col_accepted')}</th>
                  <th scope="col">{t('col_replied')}</th>
                  <th scope="col">{t('col_outcome')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((view) => (
                  <tr key={view.row.dispatchId}>
                    <td>
                      <button type="button" class="link" aria-label={view.row.flowName} onClick={() => void load(view.row.dispatchId).then((people) => setOpen({ view, people }))}>
                        <bdi>{view.row.flowName}</bdi>
                      </button>
                    </td>
                    <td>{dateTime(view.row.createdAt)}</td>
                    <td class="num">{number(view.row.total)}</td>
                    <td class="num">{number(view.counts.accepted)}</td>
                    <td class="num">{number(view.replied)}</td>
                    <td>
                      <OutcomeBar counts={view.counts} total={view.row.total} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {open !== null && (
            <section class="card" aria-label={t('page_people')}>
              <h2>
                <bdi>{open.view.row.flowName}</bdi>
              </h2>
              <div class="person-table" {...scrollRegion} role="region" aria-label={t('page_people')}>
                <table class="table">
                  <thead>
                    <tr>
                      <th scope="col">{t('col_name')}</th>
                      <th scope="col">{t('col_outcome')}</th>
                      <th scope="col">{t('col_reason')}</th>
                      <th scope="col">{t('col_when')}</th>
                      <th scope="col">{t('col_replied')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {open.people.map((person) => (
                      <tr key={person.n}>
                        <td>
                          <PersonName name={person.name} class="" />
                        </td>
                        <td>{tMaybe('outcome', person.status) ?? person.status}</td>
                        <td>{person.reason === null ? '' : (tMaybe('reason', person.reason) ?? person.reason)}</td>
                        <td>{person.sentAt === null ? '' : dateTime(person.sentAt)}</td>
                        <td>{person.repliedAt === null ? '' : dateTime(person.repliedAt)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <Button onPress={() => setOpen(null)}>{t('common_close')}</Button>
            </section>
          )}
        </>
      )}
    </div>
  );
}
