import { computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { BackgroundClient } from '../messaging/background-client.ts';
import type { OutputOf } from '../messaging/protocol.ts';
import { checkFileSize, decodeFile } from '../recipients/file-text.ts';
import type { FileProblem } from '../recipients/file-text.ts';
import { countLines } from '../recipients/line-result.ts';
import type { LineCounts, LineResult } from '../recipients/line-result.ts';
import { addPeople } from '../recipients/selection.ts';
import type { Candidate } from '../recipients/selection.ts';
import type { FlashModel } from './flash-model.ts';
import type { PeopleModel } from './people-model.ts';
import { createResource, toCallError } from './resource.ts';
import type { Resource } from './resource.ts';
import type { SelectionModel } from './selection-model.ts';

export type NewContactResult = 'created' | 'existed' | 'failed';
export type PasteTable = NonNullable<OutputOf<'people:read-table'>['table']>;
/** A file with columns, before it is looked up. */
export interface OpenTable {
  readonly fileName: string;
  readonly text: string;
  readonly table: PasteTable;
  readonly numberColumn: number | null;
  readonly nameColumn: number | null;
}

/** What the paste box shows. */
export type PasteStage = 'writing' | 'columns' | 'working' | 'results' | 'failed';

/** The paste box, a dropped file, and the form for a new contact. */
export interface PasteModel {
  readonly text: Signal<string>;
  readonly lineCount: ReadonlySignal<number>;
  readonly stage: ReadonlySignal<PasteStage>;
  readonly results: Resource<readonly LineResult[]>;
  readonly counts: ReadonlySignal<LineCounts>;
  readonly table: ReadonlySignal<OpenTable | null>;
  readonly problem: ReadonlySignal<FileProblem | null>;
  readonly readFile: (file: File) => Promise<void>;
  readonly setColumns: (columns: { numberColumn: number | null; nameColumn: number | null }) => void;
  readonly resolve: () => Promise<void>;
  /** Back to the box or the columns; a look-up on its way is ignored. */
  readonly edit: () => void;
  readonly closeTable: () => void;
  /** Takes everybody found who can be written to; answers how many. */
  readonly takeFound: () => number;
  readonly takeOne: (candidate: Candidate) => void;
  readonly create: (name: string, number: string) => Promise<NewContactResult>;
}

const PASTE = { kind: 'paste' } as const;
const COLUMNS = /[;,\t|]/;

const toLines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');

/** Lines and tables are read and looked up by the background; the panel shows what became of each line. */
export function createPasteModel(client: BackgroundClient, parts: { people: PeopleModel; selection: SelectionModel; flash: FlashModel }): PasteModel {
  const { people, selection, flash } = parts;
  const text = signal('');
  const asked = signal(false);
  const table = signal<OpenTable | null>(null);
  const problem = signal<FileProblem | null>(null);
  const results = createResource(async (): Promise<readonly LineResult[]> => {
    const open = table.peek();
    const answer =
      open !== null && open.numberColumn !== null
        ? await client.call('people:resolve-table', { text: open.text, numberColumn: open.numberColumn, nameColumn: open.nameColumn })
        : await client.call('people:resolve-lines', { lines: toLines(text.peek()) });
    return answer.results;
  });
  const stage = computed((): PasteStage => {
    if (!asked.value) return table.value === null ? 'writing' : 'columns';
    if (results.loading.value) return 'working';
    return results.error.value === null ? 'results' : 'failed';
  });
  const shown = (): readonly LineResult[] => results.data.peek() ?? [];

  async function openText(fileName: string, content: string): Promise<void> {
    if (!COLUMNS.test(toLines(content)[0] ?? '')) {
      text.value = content;
      return;
    }
    try {
      const answer = await client.call('people:read-table', { text: content });
      if (answer.table === null) problem.value = 'empty';
      else table.value = { fileName, text: content, table: answer.table, ...answer.table.guess };
    } catch (thrown) {
      flash.show({ kind: 'failed', error: toCallError(thrown) });
    }
  }

  return {
    text,
    lineCount: computed(() => toLines(text.value).length),
    stage,
    results,
    counts: computed(() => countLines(results.data.value ?? [])),
    table,
    problem,
    async readFile(file) {
      // A file of 50 MB is refused before it is read.
      problem.value = checkFileSize(file.size);
      if (problem.value !== null) return;
      const decoded = decodeFile(new Uint8Array(await file.arrayBuffer()));
      if (decoded.ok) await openText(file.name, decoded.text);
      else problem.value = decoded.problem;
    },
    setColumns(columns) {
      if (table.value !== null) table.value = { ...table.value, ...columns };
    },
    async resolve() {
      asked.value = true;
      await results.load();
    },
    edit: () => (asked.value = false),
    closeTable() {
      asked.value = false;
      table.value = null;
    },
    takeFound() {
      const found: Candidate[] = [];
      for (const result of shown()) {
        if (result.status === 'found' && result.unsendable === null) found.push({ contactUuid: result.contact.contactUuid, name: result.contact.name, values: result.values });
      }
      selection.change((now) => addPeople(now, found, PASTE));
      return found.length;
    },
    takeOne: (candidate) => selection.change((now) => addPeople(now, [candidate], PASTE)),
    async create(name, number) {
      const results: NewContactResult[] = [];
      await flash.attempt(async () => {
        const answer = await client.call('people:create', { name, number });
        if (!answer.ok) return answer;
        const row = people.learn(answer.contact);
        selection.change((now) => addPeople(now, [{ contactUuid: row.contactUuid, name: row.name }]));
        results.push(answer.existed ? 'existed' : 'created');
        return answer;
      });
      const result = results[0] ?? 'failed';
      if (result !== 'failed') flash.show({ kind: 'done', code: result === 'existed' ? 'contact-exists' : 'contact-created' });
      return result;
    },
  };
}
