import { fill, h, icon } from '../core/dom.js';
import { quietly } from '../core/api.js';
import { openDialog } from '../overlay/dialog.js';

const PAGE = 5;
const DAY_MS = 86_400_000;

/** The page's history of dispatches: five rows a page, the last two days, no status column. */
export function triggeredFlowsDialog(app) {
  const rows = h('tbody', {});
  const pages = h('nav', { class: 'pagination' });
  const today = new Date();
  const day = (date) => date.toISOString().slice(0, 10);
  const from = day(new Date(today.getTime() - DAY_MS));
  const to = day(today);

  async function load(offset) {
    const answer = await quietly(
      app.api.get(`project/${app.config.project}/list_flows_start/`, {
        limit: PAGE,
        offset,
        created_on_after: from,
        created_on_before: to,
      }),
    );
    const count = answer?.count ?? 0;
    fill(
      rows,
      (answer?.results ?? []).map((row) =>
        h(
          'tr',
          {},
          [
            row.contact_data?.name ?? '',
            row.name ?? '',
            row.user ?? '',
            new Date(row.created_on).toLocaleDateString(),
            new Date(row.created_on).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false }),
          ].map((text) => h('td', {}, text)),
        ),
      ),
    );
    const turn = (name, target, enabled) =>
      h(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': name, disabled: !enabled, onclick: () => load(target) },
        name === 'Previous' ? '‹' : '›',
      );
    fill(
      pages,
      h('span', {}, count === 0 ? '0' : `${offset + 1} – ${Math.min(offset + PAGE, count)} of ${count}`),
      turn('Previous', offset - PAGE, offset > 0),
      turn('Next', offset + PAGE, offset + PAGE < count),
    );
  }

  openDialog({
    root: app.root,
    title: app.t('triggeredFlows'),
    testid: 'modal-list-triggered-flows',
    body: h(
      'div',
      { class: 'triggered-flows' },
      h('label', {}, app.t('filterByDate')),
      h('p', { class: 'triggered-flows__dates' }, icon('note'), `${from} ~ ${to}`),
      h(
        'table',
        { 'data-testid': 'modal-list-triggered-flows-table' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['contact', 'triggeredFlow', 'representative', 'date', 'time'].map((name) => h('th', {}, app.t(name))),
          ),
        ),
        rows,
      ),
    ),
    footer: pages,
  });
  load(0);
}
