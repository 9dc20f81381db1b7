import { useState } from 'preact/hooks';
import type { HistoryModel } from '../../lib/models/extension-pages/history-model.ts';
import { ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { PersonName } from '../ui/PersonName.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { Switch } from '../ui/Switch.tsx';
import { useView } from '../ui/ViewContext.tsx';

/**
 * For admins: starts of other agents, from the server's history. The page says that it has no outcomes for them. Loaded
 * only when switched on.
 */
export function OthersHistory({ history }: { history: HistoryModel }) {
  const { i18n } = useView();
  const { t, dateTime } = i18n;
  const [on, setOn] = useState(false);
  const { data, error } = history.others;
  const wanted = history.text.value.toLocaleLowerCase();
  const rows = (data.value ?? []).filter((row) => row.flowName.toLocaleLowerCase().includes(wanted));
  const change = (next: boolean): void => {
    setOn(next);
    if (next) void history.others.load();
  };
  return (
    <section class="card" aria-label={t('page_others')}>
      <div class="row between">
        <h2>{t('page_others')}</h2>
        <Switch label={t('page_others')} on={on} onChange={change} />
      </div>
      <p class="caption muted">{t('page_othersText')}</p>
      {on && data.value === null && error.value === null && <LoadingRows label={t('history_loading')} />}
      {on && error.value !== null && (
        <ErrorState title={t('page_othersFailed')} error={error.value} onRetry={() => void history.others.load()} />
      )}
      {on && data.value !== null && (
        <div class="person-table" {...scrollRegion} role="region" aria-label={t('page_others')}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t('col_flow')}</th>
                <th scope="col">{t('col_name')}</th>
                <th scope="col">{t('col_who')}</th>
                <th scope="col">{t('col_when')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={`${row.at}:${index}`}>
                  <td>
                    <bdi>{row.flowName}</bdi>
                  </td>
                  <td>
                    <PersonName name={row.name} class="" />
                  </td>
                  <td>
                    <bdi>{row.userName}</bdi>
                  </td>
                  <td>{dateTime(row.at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
