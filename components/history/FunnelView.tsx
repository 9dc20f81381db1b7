import { FUNNEL_STEPS, type Funnel } from '../../lib/replies/funnel.ts';
import { Bar } from './Bar.tsx';
import { useView } from '../ui/ViewContext.tsx';

/** What came of accepted starts: a chart of the steps, and one of the tags that chats were closed with. */
export function FunnelView({ funnel }: { readonly funnel: Funnel }) {
  const { i18n } = useView();
  const { t, tOf, number, percent, duration } = i18n;
  const { steps, tags, untagged, tagsUnknown, medianReplyMs } = funnel;
  const most = Math.max(...FUNNEL_STEPS.map((step) => steps[step]));
  const share = (count: number): string => (steps.accepted === 0 ? '–' : percent(count / steps.accepted));
  const mostTags = Math.max(untagged, ...tags.map((tag) => tag.people));
  return (
    <div class="stack">
      <table class="table chart">
        <thead>
          <tr>
            <th scope="col">{t('funnel_step')}</th>
            <th scope="col" class="num">
              {t('col_total')}
            </th>
            <th scope="col" colSpan={2}>
              {t('funnel_share')}
            </th>
          </tr>
        </thead>
        <tbody>
          {FUNNEL_STEPS.map((step) => (
            <tr key={step}>
              <th scope="row">{tOf('funnelStep', step)}</th>
              <td class="num">{number(steps[step])}</td>
              <td class="num">{share(steps[step])}</td>
              <td class="bar-cell">
                <Bar count={steps[step]} most={most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {medianReplyMs !== null && (
        <p class="caption">
          {t('col_median')}: {duration(medianReplyMs)}
        </p>
      )}
      {steps.closed > 0 && (
        <table class="table chart" aria-label={t('funnel_tags')}>
          <thead>
            <tr>
              <th scope="col">{t('funnel_tags')}</th>
              <th scope="col" colSpan={2}>
                {t('col_total')}
              </th>
            </tr>
          </thead>
          <tbody>
            {tags.map((tag) => (
              <tr key={tag.name}>
                <th scope="row">
                  <bdi>{tag.name}</bdi>
                </th>
                <td class="num">{number(tag.people)}</td>
                <td class="bar-cell">
                  <Bar count={tag.people} most={mostTags} />
                </td>
              </tr>
            ))}
            {untagged > 0 && (
              <tr>
                <th scope="row" class="muted">
                  {t('funnel_untagged')}
                </th>
                <td class="num">{number(untagged)}</td>
                <td class="bar-cell">
                  <Bar count={untagged} most={mostTags} />
                </td>
              </tr>
            )}
            {tagsUnknown > 0 && (
              <tr>
                <th scope="row" class="muted">
                  {t('funnel_tagsUnknown')}
                </th>
                <td class="num" colSpan={2}>
                  {number(tagsUnknown)}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      <p class="caption muted">{t('funnel_meaning')}</p>
    </div>
  );
}
