import { signal } from '@preact/signals';
import { render } from 'preact';
import { ListBox } from '../../../components/ui/ListBox.tsx';
import { Avatar, PersonName, PersonNumber } from '../../../components/ui/PersonName.tsx';
import { ViewProvider } from '../../../components/ui/ViewContext.tsx';
import base from '../../../components/ui/base.css?inline';
import panel from '../../../components/panel/panel.css?inline';
import tokens from '../../../components/ui/tokens.css?inline';
import { ContactUuid } from '../../../lib/ids.ts';
import { createI18n } from '../../../lib/platform/i18n.ts';
import type { ContactRow } from '../../../lib/contacts/contact-row.ts';
import { createContactIndex } from '../../../lib/contacts/search-index.ts';

/** The panel's own list and search index alone on a page, on which the figures of the picker are measured. */
const FIRST = [
  'Ana',
  'Bruno',
  'Carla',
  'Diego',
  'Elisa',
  'Fábio',
  'Gabriela',
  'Heitor',
  'Íris',
  'João',
  'Karen',
  'Léo',
  'Márcia',
  'Nélson',
  'Olívia',
  'Paulo',
];
const LAST = [
  'Souza',
  'Lima',
  'Dias',
  'Alves',
  'Rocha',
  'Muñoz',
  'Ribeiro',
  'Tavares',
  'Uchôa',
  'Vasconcelos',
  'Xavier',
  'Zanetti',
];

function rowAt(index: number): ContactRow {
  const digits = `5511${String(900_000_000 + index)}`;
  return {
    contactUuid: ContactUuid.parse(`5a000000-0000-4000-8000-${String(index).padStart(12, '0')}`),
    name: `${FIRST[index % FIRST.length] ?? ''} ${LAST[Math.floor(index / FIRST.length) % LAST.length] ?? ''} ${index}`,
    number: `+${digits}`,
    digits,
    knownAs: '',
    scheme: 'whatsapp',
    isBlocked: false,
    isStopped: false,
  };
}

const index = createContactIndex();
const shown = signal<readonly ContactRow[]>([]);

function Line({ row }: { row: ContactRow }) {
  return (
    <>
      <span class="box" aria-hidden="true" />
      <Avatar name={row.name} />
      <span class="names">
        <PersonName name={row.name} class="cut strong" />
        <span class="caption muted cut">
          <PersonNumber number={row.number} />
        </span>
      </span>
    </>
  );
}

function Virtual() {
  const rows = shown.value;
  return (
    <ListBox
      label="Contacts"
      multiple
      count={rows.length}
      rowHeight={56}
      isSelected={() => false}
      keyOf={(at) => rows[at]?.contactUuid ?? String(at)}
      textOf={(at) => rows[at]?.name ?? ''}
      renderRow={(at) => {
        const row = rows[at];
        return row === undefined ? null : <Line row={row} />;
      }}
      onPick={() => undefined}
    />
  );
}

/** The alternative to compare with: a list with every row in the document. */
function Whole() {
  return (
    <div class="list" role="listbox">
      {shown.value.map((row) => (
        <div
          key={row.contactUuid}
          class="item"
          role="option"
          aria-selected={false}
          style={{ position: 'static', height: '56px' }}
        >
          <Line row={row} />
        </div>
      ))}
    </div>
  );
}

const view = {
  i18n: createI18n(),
  now: () => 0,
  isTrusted: () => true,
  afterPaint: () => () => undefined,
  maskPeople: () => false,
};

Object.assign(window, {
  show(kind: 'virtual' | 'whole', count: number) {
    const holder = document.createElement('div');
    holder.id = 'panel';
    holder.style.cssText =
      'position:fixed;inset:0 0 0 auto;width:380px;display:flex;flex-direction:column;height:768px';
    const style = document.createElement('style');
    // In the panel the list gets its height from the frame around it.
    style.textContent =
      `${tokens}${base}${panel}`.replaceAll(':host', ':root') +
      '.list{flex:1;min-height:0;overflow:auto;position:relative}';
    const input = document.createElement('input');
    input.addEventListener('input', () => {
      shown.value = index.search(input.value);
    });
    const list = document.createElement('div');
    list.style.cssText = 'flex:1;min-height:0;display:flex;flex-direction:column';
    holder.append(input, list);
    document.body.append(style, holder);
    index.add(Array.from({ length: count }, (_, at) => rowAt(at)));
    shown.value = index.search('');
    render(<ViewProvider value={view}>{kind === 'virtual' ? <Virtual /> : <Whole />}</ViewProvider>, list);
  },
});
