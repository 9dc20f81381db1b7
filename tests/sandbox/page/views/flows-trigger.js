import { fill, h, icon } from '../core/dom.js';
import { quietly } from '../core/api.js';
import { firstUrn, groupByLetter } from '../core/contacts.js';
import { flowStep } from './flow-step.js';
import { triggeredFlowsDialog } from './triggered-flows.js';
import { openDialog } from '../overlay/dialog.js';
import { showToast } from '../overlay/notices.js';

const SEARCH_DEBOUNCE_MS = 500;
const SHORTEST_SEARCH = 3;

/**
 * The page's own dispatch, in place of the left column (.github/docs/contract/page.md#the-pages-own-dispatch): ten
 * contacts without a search, ten per search and no more, a warning request per ticked contact, nothing below three
 * letters.
 * @param {{contact: object | null, close(): void}} options `contact` if opened from the 24 h banner: then it shows the
 *   flows
 */
export function flowsTrigger(app, { contact, close }) {
  const selected = new Map();
  const warnings = new Map();
  let contacts = [];
  let timer = 0;
  let searchNumber = 0;

  const drawer = h('aside', { class: 'aside-slot-template room-list' });
  const body = h('div', { class: 'flows-trigger' });
  drawer.append(
    h(
      'header',
      { class: 'flows-trigger__page-header', 'data-testid': 'flows-trigger-header' },
      h('h1', {}, app.t('flowsTrigger')),
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': 'Close',
          'data-testid': 'flows-trigger-close',
          onclick: close,
        },
        icon('close'),
      ),
    ),
    body,
  );

  const tags = h('section', { class: 'flows-trigger__selected', 'data-testid': 'selected-contacts-section' });
  const list = h('section', { class: 'flows-trigger__groups' });
  const next = h(
    'button',
    {
      type: 'button',
      class: 'button button--primary',
      disabled: true,
      onclick: () => chooseFlow(Array.from(selected.values())),
    },
    app.t('continueLabel'),
  );
  const input = h('input', { type: 'text', placeholder: app.t('searchContact'), oninput: onSearch });

  function chooseFlow(chosen) {
    fill(body, flowStep(app, { drawer, contacts: chosen, back: contact ? close : showContacts, close }));
  }

  function showContacts() {
    fill(
      body,
      h(
        'header',
        { class: 'flows-trigger__header' },
        h(
          'button',
          { type: 'button', class: 'button button--secondary', onclick: () => triggeredFlowsDialog(app) },
          app.t('triggeredFlows'),
        ),
        h('div', { class: 'search__field search__field--tall' }, icon('search'), input),
      ),
      tags,
      list,
      h(
        'footer',
        { class: 'flows-trigger__handlers' },
        h(
          'button',
          { type: 'button', class: 'button button--secondary', onclick: () => addContact(app) },
          icon('plus', 16),
          app.t('add'),
        ),
        next,
      ),
    );
    draw();
  }

  function draw() {
    next.disabled = selected.size === 0;
    fill(
      tags,
      Array.from(selected.values(), (chosen) =>
        h(
          'span',
          { class: 'contact-tag', 'data-testid': 'contact-tag' },
          chosen.name ?? '',
          h(
            'button',
            {
              type: 'button',
              class: 'contact-tag__remove',
              'aria-label': `Remove ${chosen.name ?? ''}`,
              onclick: () => unselect(chosen.uuid),
            },
            icon('close', 14),
          ),
        ),
      ),
    );
    fill(
      list,
      // A removed tag leaves its warning behind, as on the page.
      Array.from(warnings.values(), (text) =>
        h(
          'p',
          { class: 'flows-trigger__warning', 'data-testid': 'flows-trigger-already-open' },
          icon('warning'),
          h('span', {}, text),
        ),
      ),
      groupByLetter(contacts).map(([letter, people]) =>
        h(
          'details',
          { class: 'collapse', open: true, 'data-testid': 'collapse' },
          h('summary', {}, `${letter} (${people.length})`, icon('up', 16)),
          people.map(contactCard),
        ),
      ),
    );
  }

  function contactCard(person) {
    const isSelected = selected.has(person.uuid);
    const box = h('input', {
      type: 'checkbox',
      'data-testid': 'flows-contact-card-checkbox',
      onchange: () => (box.checked ? select(person) : unselect(person.uuid)),
    });
    box.checked = isSelected;
    return h(
      'label',
      {
        class: `flows-contact-card${isSelected ? ' flows-contact-card--selected' : ''}`,
        'data-testid': 'flows-contact-card',
        'data-selected': String(isSelected),
      },
      box,
      h(
        'span',
        { class: 'avatar avatar--small', 'data-testid': 'flows-contact-card-avatar' },
        (person.name?.[0] ?? '?').toUpperCase(),
      ),
      h(
        'span',
        { class: 'flows-contact-card__texts' },
        h('strong', { 'data-testid': 'flows-contact-card-name' }, person.name ?? ''),
        h('small', { 'data-testid': 'flows-contact-card-subtitle' }, firstUrn(person)),
      ),
    );
  }

  async function select(person) {
    selected.set(person.uuid, person);
    draw();
    const answer = await quietly(
      app.api.get('project/retrieve_flow_warning/', { project: app.config.project, contact: person.uuid }),
    );
    if (!answer?.show_warning) return;
    warnings.set(
      person.uuid,
      app.t('alreadyOpen', { name: person.name ?? '', agent: answer.agent ?? '', queue: answer.queue ?? '' }),
    );
    draw();
  }

  function unselect(uuid) {
    selected.delete(uuid);
    draw();
  }

  function onSearch() {
    clearTimeout(timer);
    const text = input.value.trim();
    // With fewer than three letters no request is made and the old list stays, without a message.
    if (text !== '' && text.length < SHORTEST_SEARCH) return;
    timer = setTimeout(() => loadContacts(text), SEARCH_DEBOUNCE_MS);
  }

  async function loadContacts(text) {
    searchNumber += 1;
    const mine = searchNumber;
    const filter = text === '' ? { page_size: 100 } : { [/^\d/.test(text) ? 'number' : 'name']: text, page_size: 10 };
    const answer = await quietly(
      app.api.getFlows('contacts_elastic.json/', { project_uuid: app.config.project, ...filter }),
      [],
    );
    if (mine !== searchNumber) return;
    const rows = Array.isArray(answer) ? answer : (answer.results ?? []);
    contacts = rows.filter((person) => person && firstUrn(person) !== '');
    draw();
  }

  async function open() {
    if (app.project.org)
      await quietly(app.api.get(`org/${app.project.org}/projects/`, { its_principal: 'true', limit: 1 }));
    quietly(app.api.get(`project/${app.config.project}/list_groups/`));
    if (contact === null) await loadContacts('');
  }

  if (contact) chooseFlow([{ ...contact, uuid: contact.external_id ?? contact.uuid }]);
  else showContacts();
  open();
  return drawer;
}

function addContact(app) {
  const name = h('input', { type: 'text', 'data-testid': 'input-contact-name' });
  const phone = h('input', { type: 'tel', 'data-testid': 'input-contact-tel', placeholder: '+## (##) #####-####' });
  const save = h(
    'button',
    {
      type: 'button',
      class: 'button button--primary',
      'data-testid': 'save-button',
      onclick: async () => {
        const digits = phone.value.replaceAll(/\D/g, '');
        const created = await quietly(
          app.api.post(`project/${app.config.project}/create_contacts/`, {
            name: name.value,
            urns: [`whatsapp:${digits}`],
          }),
          false,
        );
        showToast(
          app.root,
          created === false ? app.t('requestFailed') : app.t('saved'),
          created === false ? 'error' : 'success',
        );
        if (created !== false) dialog.close();
      },
    },
    app.t('save'),
  );
  const dialog = openDialog({
    root: app.root,
    title: app.t('addContact'),
    testid: 'modal-add-new-contact',
    body: h('div', { class: 'form' }, h('label', {}, app.t('name'), name), h('label', {}, app.t('phone'), phone)),
    footer: save,
  });
}
