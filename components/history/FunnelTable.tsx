import type { HistoryGroup, HistoryLine } from '../../lib/models/extension-pages/history-model.ts';
import { FUNNEL_STEPS } from '../../lib/replies/funnel.ts';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useView } from '../ui/ViewContext.tsx';

/** The most frequent tags that are named in a line. */
const TAGS_SHOWN = 3;

/** The funnel of each dispatch, flow or day, one line each. */
export function FunnelTable({
  group,
  lines,
}: {
  readonly group: HistoryGroup;
  readonly lines: readonly HistoryLine[];
}) {
  const { i18n } = useView();
  const { t, tOf, number, duration, dateTime } = i18n;
  return (
    <div class="twide" role="region" aria-label={t('funnel_lines')} {...scrollRegion}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t(group === 'day' ? 'col_day' : 'col_flow')}</th>
            {group === 'dispatch' && <th scope="col">{t('col_when')}</th>}
            {FUNNEL_STEPS.map((step) => (
              <th key={step} scope="col">
                {tOf('funnelStep', step)}
              </th>
            ))}
            <th scope="col">{t('col_median')}</th>
            <th scope="col">{t('funnel_tags')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, at, funnel }) => (
            <tr key={key}>
              <th scope="row" class="free">
                <bdi>{name}</bdi>
              </th>
              {group === 'dispatch' && <td class="when">{dateTime(at)}</td>}
              {FUNNEL_STEPS.map((step) => (
                <td key={step} class="num">
                  {number(funnel.steps[step])}
                </td>
              ))}
              <td class="num">{funnel.medianReplyMs === null ? '–' : duration(funnel.medianReplyMs)}</td>
              <td class="free">
                <bdi>
                  {funnel.tags
                    .slice(0, TAGS_SHOWN)
                    .map((tag) => `${tag.name} ${number(tag.people)}`)
                    .join(' · ')}
                </bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
