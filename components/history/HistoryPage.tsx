import { Download, History } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { HistoryGroup, HistoryLine, HistoryPerson } from '../../lib/models/extension-pages/history-model.ts';
import type { Family } from '../../lib/models/panel/family-model.ts';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { csvLocale, toCsv } from '../../lib/replies/csv-export.ts';
import { maskText } from '../../lib/contacts/mask.ts';
import type { CsvCell } from '../../lib/replies/csv-export.ts';
import type { I18n } from '../../lib/platform/i18n.ts';
import { toCallError } from '../../lib/models/shared/resource.ts';
import { flashText } from '../panel/FlashLine.tsx';
import { Brand } from '../ui/Brand.tsx';
import { Button } from '../ui/Button.tsx';
import { Choices } from '../ui/Choices.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { DispatchPeople } from './DispatchPeople.tsx';
import { FUNNEL_STEPS } from '../../lib/replies/funnel.ts';
import { DayRangeFields } from './DayRangeFields.tsx';
import { FunnelTable } from './FunnelTable.tsx';
import { FunnelView } from './FunnelView.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import { OthersHistory } from './OthersHistory.tsx';
import { StartsReport } from './StartsReport.tsx';
import { ReplyChart } from './ReplyChart.tsx';

const GROUPS = ['dispatch', 'flow', 'day'] as const satisfies readonly HistoryGroup[];

const VIEWS = ['figures', 'funnel'] as const;

/** CSV rows of a dispatch: one per person, with outcomes in the agent's language. */
function toPeopleRows(
  { whole }: Family,
  people: readonly HistoryPerson[],
  { i18n: { tOf, dateTime }, nameOf }: { readonly i18n: I18n; readonly nameOf: (name: string | null) => string | null },
): CsvCell[][] {
  return people.map((person) => [
    whole.row.flowName,
    nameOf(person.name),
    tOf('outcome', person.status),
    person.reason === null ? null : tOf('reason', person.reason),
    person.sentAt === null ? null : dateTime(person.sentAt),
    person.repliedAt === null ? null : dateTime(person.repliedAt),
  ]);
}

/**
 * CSV row of a dispatch, flow or day. Times are minutes and shares are fractions, so that a spreadsheet can calculate
 * with them.
 */
function toFigureRow({ name, at, stats }: HistoryLine, { dateTime }: I18n): CsvCell[] {
  const { replyRate, medianReplyMs } = stats;
  return [
    name,
    dateTime(at),
    stats.dispatches,
    stats.people,
    stats.accepted,
    stats.refused,
    stats.unknown,
    stats.skipped,
    stats.cancelled,
    stats.inProgress,
    stats.seenTwice,
    stats.replied,
    replyRate === null ? null : Math.round(replyRate * 1_000) / 1_000,
    medianReplyMs === null ? null : Math.round(medianReplyMs / 6_000) / 10,
  ];
}

/** CSV row of a dispatch, flow or day: how far its people came, and with which tags their chats were closed. */
function toFunnelRow({ name, at, funnel }: HistoryLine, { dateTime }: I18n): CsvCell[] {
  const { steps, medianReplyMs, tags, untagged, tagsUnknown } = funnel;
  return [
    name,
    dateTime(at),
    ...FUNNEL_STEPS.map((step) => steps[step]),
    medianReplyMs === null ? null : Math.round(medianReplyMs / 6_000) / 10,
    tags.map((tag) => `${tag.name}: ${tag.people}`).join(', '),
    untagged,
    tagsUnknown,
  ];
}

/** Everything that was sent: figures, a chart of replies, the people, and CSV export. */
export function HistoryPage({ model }: { model: ExtensionPageModel }) {
  const { i18n, maskPeople } = useView();
  const nameOf = (name: string | null): string | null => (name !== null && maskPeople() ? maskText(name) : name);
  const { t, tOf, number, percent, duration, day } = i18n;
  const { feed, flash, browser, history } = model;
  const [open, setOpen] = useState<{ family: Family; people: readonly HistoryPerson[] } | null>(null);
  const [view, setView] = useState<(typeof VIEWS)[number]>('figures');
  const session = feed.select('session').value;
  const sessionId = session?.sessionId ?? null;
  const lines = history.linesBy(day);
  const whole = history.whole.value;
  const current = flash.current.value;
  const shownIds = new Set<string>(
    history.shown.value.flatMap(({ whole, later }) => [whole, ...later].map(({ row }) => row.dispatchId)),
  );
  const awaited = [...feed.awaited.value.values()];
  const failed = history.stored.error.value;
  const isLoading =
    feed.link.value === 'connecting' || (history.stored.data.value === null && history.stored.loading.value);

  useEffect(() => {
    void history.stored.load();
  }, [history, sessionId]);
  useEffect(() => history.follow(), [history]);

  const load = async (family: Family): Promise<readonly HistoryPerson[]> => {
    try {
      return await history.peopleOf(family);
    } catch (thrown) {
      flash.show({ kind: 'failed', error: toCallError(thrown) });
      return [];
    }
  };
  const download = (fileName: string, header: readonly string[], rows: readonly CsvCell[][]): void =>
    browser.download(fileName, toCsv(header, rows, csvLocale(i18n.locale.value)), 'text/csv;charset=utf-8');
  const peopleHeader = [
    t('col_flow'),
    t('col_name'),
    t('col_outcome'),
    t('col_reason'),
    t('col_when'),
    t('col_replied'),
  ];
  const exportPeople = async (): Promise<void> => {
    const rows: CsvCell[][] = [];
    for (const family of history.shown.value) rows.push(...toPeopleRows(family, await load(family), { i18n, nameOf }));
    download('disparo.csv', peopleHeader, rows);
  };
  const exportFigures = (): void => {
    const outcomes = (['refused', 'unknown', 'skipped', 'cancelled'] as const).map((status) => tOf('outcome', status));
    const header = [
      t(history.group.value === 'day' ? 'col_day' : 'col_flow'),
      t('col_when'),
      t('stat_dispatches'),
      t('col_total'),
      t('col_accepted'),
      ...outcomes,
      t('col_inProgress'),
      t('col_seenTwice'),
      t('col_replied'),
      t('stat_rate'),
      t('col_medianMinutes'),
    ];
    download(
      'disparo-figures.csv',
      header,
      lines.map((line) => toFigureRow(line, i18n)),
    );
  };

  const exportFunnel = (): void =>
    download(
      'disparo-funnel.csv',
      [
        t(history.group.value === 'day' ? 'col_day' : 'col_flow'),
        t('col_when'),
        ...FUNNEL_STEPS.map((step) => tOf('funnelStep', step)),
        t('col_medianMinutes'),
        t('funnel_tags'),
        t('funnel_untagged'),
        t('funnel_tagsUnknown'),
      ],
      lines.map((line) => toFunnelRow(line, i18n)),
    );

  const tiles = [
    ['stat_dispatches', number(whole.dispatches)],
    ['stat_people', number(whole.people)],
    ['stat_accepted', number(whole.accepted)],
    ['stat_trouble', number(whole.refused + whole.unknown)],
    ['stat_replied', number(whole.replied)],
    ['stat_rate', whole.replyRate === null ? '–' : percent(whole.replyRate)],
    ['col_median', whole.medianReplyMs === null ? '–' : duration(whole.medianReplyMs)],
  ] as const;
  return (
    <div class="sheet broad">
      <div class="pagehead">
        <Brand small />
        <h1 class="grow">{t('page_history')}</h1>
        <Button icon={Download} disabled={lines.length === 0} onPress={exportFigures}>
          {t('page_exportFigures')}
        </Button>
        <Button icon={Download} disabled={lines.length === 0} onPress={() => void exportPeople()}>
          {t('page_export')}
        </Button>
      </div>
      {isLoading && <LoadingRows label={t('history_loading')} />}
      {!isLoading && session === null && (
        <EmptyState icon={History} title={t('page_noSession')}>
          {t('page_noSessionText')}
        </EmptyState>
      )}
      {!isLoading && session !== null && failed !== null && (
        <ErrorState title={t('history_failed')} error={failed} onRetry={() => void history.stored.load()} />
      )}
      {!isLoading && session !== null && failed === null && history.all.value.length === 0 && (
        <EmptyState icon={History} title={t('history_none')}>
          {t('history_noneText')}
        </EmptyState>
      )}
      {history.all.value.length > 0 && (
        <>
          <SearchField label={t('flow_search')} value={history.text.value} onValue={history.type} />
          <DayRangeFields label={t('range_label')} range={history.range.value} onRange={history.setRange} />
          <div class="tiles">
            {tiles.map(([key, value]) => (
              <div key={key} class="tile">
                <b>{value}</b>
                {t(key)}
              </div>
            ))}
          </div>
          {whole.replied > 0 && (
            <section class="card" aria-label={t('page_replyTimes')}>
              <h2>{t('page_replyTimes')}</h2>
              <ReplyChart awaited={awaited.filter((row) => row.dispatchId !== null && shownIds.has(row.dispatchId))} />
            </section>
          )}
          <Choices
            label={t('history_by')}
            value={history.group.value}
            options={GROUPS.map((value) => ({ value, text: tOf('historyBy', value) }))}
            onValue={history.groupBy}
          />
          <Choices
            label={t('page_view')}
            value={view}
            options={VIEWS.map((value) => ({ value, text: t(value === 'figures' ? 'page_all' : 'funnel_title') }))}
            onValue={setView}
          />
          {view === 'figures' ? (
            <FiguresTable
              group={history.group.value}
              lines={lines}
              onOpen={({ family }) =>
                family !== null && void load(family).then((people) => setOpen({ family, people }))
              }
            />
          ) : (
            <section class="card" aria-label={t('funnel_title')}>
              <div class="row between">
                <h2>{t('funnel_title')}</h2>
                <Button small icon={Download} disabled={lines.length === 0} onPress={exportFunnel}>
                  {t('funnel_export')}
                </Button>
              </div>
              <FunnelView funnel={history.funnel.value} />
              <FunnelTable group={history.group.value} lines={lines} />
            </section>
          )}
          {open !== null && (
            <DispatchPeople
              family={open.family}
              people={open.people}
              awaited={awaited}
              funnel={history.funnelOf(open.family)}
              onExport={(people) =>
                download('disparo.csv', peopleHeader, toPeopleRows(open.family, people, { i18n, nameOf }))
              }
              onSavePart={(dispatchId, part, name) => void model.savePart(dispatchId, part, name)}
              onClose={() => setOpen(null)}
            />
          )}
        </>
      )}
      {session !== null && session.role !== 'agent' && (
        <StartsReport report={model.starts} seesAll={session.role === 'admin'} onDownload={download} />
      )}
      {session?.role === 'admin' && <OthersHistory history={history} />}
      <div role="status" aria-live="polite">
        {current !== null && (
          <Notice tone={current.kind === 'done' ? 'good' : 'bad'}>{flashText(current, i18n)}</Notice>
        )}
      </div>
    </div>
  );
}
