import { fill, h, icon } from '../core/dom.js';
import { RequestError, quietly } from '../core/api.js';
import { showToast } from '../overlay/notices.js';

/** Settings › Departments › (sector) › Additional options. The only place where the toggle is changed; always light. */
export function settingsView(app, route) {
  const content = h('div', { class: 'settings__content' });
  const element = h(
    'section',
    { class: 'settings', 'data-testid': 'settings-view' },
    h(
      'header',
      { class: 'settings__header' },
      h('h1', {}, app.t('settings')),
      app.federated
        ? null
        : h(
            'button',
            { type: 'button', class: 'button button--secondary', onclick: () => app.router.push('/rooms') },
            app.t('closeHistory'),
          ),
    ),
    content,
  );

  async function showSectors() {
    const answer = await quietly(app.api.get('sector/', { project: app.config.project, limit: 20, offset: 0 }));
    const sectors = answer?.results ?? [];
    fill(
      content,
      h('h2', {}, app.t('departments')),
      sectors.length === 0
        ? h('p', { class: 'no-results' }, app.t('noDepartments'))
        : h(
            'ul',
            { class: 'settings__sectors' },
            sectors.map((sector) =>
              h(
                'li',
                {},
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'settings__sector',
                    'data-testid': 'sector-card',
                    onclick: () => app.router.push(`/settings/sectors/${sector.uuid}`),
                  },
                  h('strong', {}, sector.name),
                  icon('swap'),
                ),
              ),
            ),
          ),
    );
  }

  async function showSector(uuid) {
    const sector = await quietly(app.api.get(`sector/${uuid}/`));
    if (!sector) {
      fill(content, h('p', { class: 'no-results' }, app.t('requestFailed')));
      return;
    }
    let wanted = sector.can_trigger_flows === true;
    const toggle = h('button', {
      type: 'button',
      role: 'switch',
      class: 'switch',
      'aria-checked': String(wanted),
      'aria-label': app.t('toggle'),
      'data-testid': 'can-trigger-flows-switch',
      onclick: () => {
        wanted = !wanted;
        toggle.setAttribute('aria-checked', String(wanted));
      },
    });
    const save = h(
      'button',
      {
        type: 'button',
        class: 'button button--primary',
        'data-testid': 'save-sector',
        onclick: async () => {
          save.disabled = true;
          try {
            await app.api.patch(`sector/${uuid}/`, { can_trigger_flows: wanted });
            showToast(app.root, app.t('saved'));
          } catch (error) {
            if (!(error instanceof RequestError)) throw error;
            showToast(app.root, app.t('requestFailed'), 'error');
          }
          save.disabled = false;
        },
      },
      app.t('save'),
    );
    fill(
      content,
      h(
        'p',
        { class: 'settings__path' },
        `${app.t('settings')} › ${app.t('departments')} › ${sector.name} › ${app.t('additionalOptions')}`,
      ),
      h('h2', {}, sector.name),
      h('div', { class: 'settings__option' }, toggle, h('span', {}, app.t('toggle'))),
      h(
        'footer',
        { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button', onclick: () => app.router.push('/settings') }, app.t('back')),
        save,
      ),
    );
  }

  function update(next) {
    if (next.name === 'sectors.edit') showSector(next.params.uuid);
    else showSectors();
  }

  update(route);
  return { element, update };
}
