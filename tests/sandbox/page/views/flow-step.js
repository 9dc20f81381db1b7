import { fill, h, icon, show } from '../core/dom.js';
import { RequestError, quietly } from '../core/api.js';
import { resolveTokens } from '../core/contacts.js';
import { openDialog } from '../overlay/dialog.js';
import { showProgress, showToast } from '../overlay/notices.js';

const MOST_PAGES = 11;

/**
 * Second step: choose a flow and send.
 * @param {{drawer: HTMLElement, contacts: object[], back(): void, close(): void}} options
 */
export function flowStep(app, { drawer, contacts, back, close }) {
  let flows = [];
  let chosen = null;
  let templates = [];
  const field = h('input', {
    type: 'text',
    readonly: true,
    placeholder: app.t('searchOrSelect'),
    onclick: () => openOptions(options.style.display === 'none'),
  });
  const search = h('input', { type: 'text', placeholder: app.t('searchShort'), oninput: drawOptions });
  const results = h('ul', { class: 'select-flow__results' });
  const options = h(
    'div',
    { class: 'select-flow__options', style: 'display:none' },
    h('div', { class: 'search__field search__field--tall' }, icon('search'), search),
    results,
  );
  const send = h(
    'button',
    {
      type: 'button',
      class: 'button button--primary',
      'data-testid': 'send-flow-button',
      disabled: true,
      onclick: onSend,
    },
    app.t('send'),
  );

  function openOptions(open) {
    show(options, open);
    if (open) search.focus();
  }

  function drawOptions() {
    const text = search.value.trim().toLowerCase();
    fill(
      results,
      flows
        .filter((flow) => flow.name.toLowerCase().includes(text))
        .map((flow) =>
          h(
            'li',
            {},
            h('button', { type: 'button', class: 'select-flow__option', onclick: () => choose(flow) }, flow.name),
          ),
        ),
    );
  }

  async function choose(flow) {
    chosen = flow;
    templates = [];
    field.value = flow.name;
    openOptions(false);
    send.disabled = true;
    // A failing call counts as "no variables", as on the page.
    const answer = await quietly(app.api.get(`project/${app.config.project}/flow_templates/`, { flow: flow.uuid }));
    if (chosen !== flow) return;
    templates = (answer?.templates ?? []).filter((template) => template.variables?.length > 0);
    send.disabled = false;
  }

  async function loadFlows() {
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await quietly(
        app.api.get(`project/${app.config.project}/list_flows/`, { cursor, verify_chats_tag: 'true' }),
      );
      if (!answer?.results) return;
      flows = [...flows, ...answer.results];
      drawOptions();
      cursor = decodeURIComponent(String(answer.next ?? '').split('&')[0]);
      if (cursor === '') return;
    }
  }

  function onSend() {
    if (templates.length === 0) dispatch(null);
    else mapVariables(app, templates, dispatch);
  }

  /**
   * Sends one POST per contact, all at once, without retry. The progress bar is a timer of one second that closes the
   * drawer; later answers are dropped. With variables the toast always says success
   * (.github/docs/contract/page.md#failures-of-the-pages-own-dispatch).
   */
  async function dispatch(params) {
    let failed = false;
    send.disabled = true;
    const room = app.stores.rooms.activeRoom?.uuid ?? '';
    const starts = contacts.map(async (contact) => {
      const own =
        params &&
        Object.fromEntries(
          Object.entries(params).map(([name, value]) => [name, resolveTokens(value, contact, app.profile)]),
        );
      try {
        await app.api.post(`project/${app.config.project}/start_flow/`, {
          flow: chosen.uuid,
          contacts: [contact.external_id || contact.uuid],
          room,
          contact_name: contact.name,
          ...(own ? { params: own } : {}),
        });
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        failed = true;
      }
    });
    showProgress(app.root, app.t('flowsTrigger')).then(close);
    await Promise.all(starts);
    if (params) failed = false;
    if (!drawer.isConnected) return;
    showToast(app.root, app.t(failed ? 'flowError' : 'flowOk'), failed ? 'error' : 'success');
  }

  loadFlows();
  return h(
    'div',
    { class: 'flow-step' },
    h(
      'section',
      { class: 'select-flow' },
      h('label', {}, app.t('selectFlow')),
      h('div', { class: 'select-flow__field' }, field, icon('down')),
      options,
    ),
    h(
      'footer',
      { class: 'flows-trigger__handlers' },
      h('button', { type: 'button', class: 'button', 'data-testid': 'back-button', onclick: back }, app.t('back')),
      send,
    ),
  );
}

function mapVariables(app, templates, done) {
  const names = Array.from(new Set(templates.flatMap((template) => template.variables)));
  const fields = new Map(
    names.map((name) => [
      name,
      h('input', {
        type: 'text',
        'data-testid': `modal-variable-mapping-input-${name}`,
        placeholder: app.t('variableValue'),
        list: 'sandbox-variable-tokens',
      }),
    ]),
  );
  const checked = h('input', { type: 'checkbox', 'data-testid': 'modal-variable-mapping-checkbox', onchange: update });
  const send = h(
    'button',
    {
      type: 'button',
      class: 'button button--primary',
      disabled: true,
      'data-testid': 'modal-variable-mapping-send',
      onclick: () => {
        dialog.close();
        done(Object.fromEntries(Array.from(fields, ([name, field]) => [name, field.value])));
      },
    },
    app.t('sendTemplate'),
  );
  for (const field of fields.values()) field.addEventListener('input', update);
  function update() {
    send.disabled = !checked.checked || Array.from(fields.values()).some((field) => field.value === '');
  }
  const dialog = openDialog({
    root: app.root,
    title: app.t('variableMapping'),
    testid: 'modal-variable-mapping',
    body: h(
      'div',
      { class: 'form' },
      Array.from(fields, ([name, field]) => h('label', {}, app.t('variable', { name }), field)),
      h(
        'datalist',
        { id: 'sandbox-variable-tokens' },
        ['{{contact.name}}', '{{contact.urn}}', '{{agent.name}}', '{{agent.email}}'].map((value) =>
          h('option', { value }),
        ),
      ),
      h('p', {}, app.t('mapHint')),
      h('label', { class: 'form__check' }, checked, app.t('checked')),
    ),
    footer: h(
      'div',
      { class: 'dialog-actions' },
      h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, app.t('cancel')),
      send,
    ),
  });
}
