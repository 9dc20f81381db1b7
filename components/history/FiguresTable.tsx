import type { HistoryGroup, HistoryLine } from '../../lib/models/extension-pages/history-model.ts';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';

/** All figures, one line per dispatch, flow or day. The outcomes of a line add up to its people. */
export function FiguresTable({
  group,
  lines,
  onOpen,
}: {
  group: HistoryGroup;
  lines: readonly HistoryLine[];
  onOpen: (line: HistoryLine) => void;
}) {
  const { i18n } = useView();
  const { t, tOf, number, percent, dateTime, duration } = i18n;
  return (
    <section class="card twide" aria-label={t('page_all')} {...scrollRegion}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t(group === 'day' ? 'col_day' : 'col_flow')}</th>
            {group !== 'day' && <th scope="col">{t('col_when')}</th>}
            {group !== 'dispatch' && <th scope="col">{t('stat_dispatches')}</th>}
            <th scope="col">{t('col_total')}</th>
            <th scope="col">{t('col_accepted')}</th>
            <th scope="col">{tOf('outcome', 'refused')}</th>
            <th scope="col">{tOf('outcome', 'unknown')}</th>
            <th scope="col">{tOf('outcome', 'skipped')}</th>
            <th scope="col">{tOf('outcome', 'cancelled')}</th>
            <th scope="col">{t('col_inProgress')}</th>
            <th scope="col">{t('col_replied')}</th>
            <th scope="col">{t('stat_rate')}</th>
            <th scope="col">{t('col_median')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const { stats, family } = line;
            const again = family?.later.reduce((sum, { row }) => sum + row.total, 0) ?? 0;
            return (
              <tr key={line.key}>
                <th scope="row" class="free">
                  {family === null ? (
                    <bdi>{line.name}</bdi>
                  ) : (
                    <button type="button" class="link" aria-label={line.name} onClick={() => onOpen(line)}>
                      <bdi>{line.name}</bdi>
                    </button>
                  )}
                  {again > 0 && <span class="pill">{t('history_again', { count: again })}</span>}
                  {stats.seenTwice > 0 && (
                    <span class="pill warn">{t('history_seenTwice', { count: stats.seenTwice })}</span>
                  )}
                  {family?.whole.row.isTest === true && <span class="pill">{t('dispatch_test')}</span>}
                </th>
                {group !== 'day' && <td class="when">{dateTime(line.at)}</td>}
                {group !== 'dispatch' && <td class="num">{number(stats.dispatches)}</td>}
                <td class="num">{number(stats.people)}</td>
                <td class="num">{number(stats.accepted)}</td>
                <td class="num">{number(stats.refused)}</td>
                <td class="num">{number(stats.unknown)}</td>
                <td class="num">{number(stats.skipped)}</td>
                <td class="num">{number(stats.cancelled)}</td>
                <td class="num">{number(stats.inProgress)}</td>
                <td class="num">{number(stats.replied)}</td>
                <td class="num">{stats.replyRate === null ? '–' : percent(stats.replyRate)}</td>
                <td class="num">{stats.medianReplyMs === null ? '–' : duration(stats.medianReplyMs)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
