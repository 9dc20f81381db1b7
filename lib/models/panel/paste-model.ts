import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { CallError, OutputOf } from '../../messaging/protocol.ts';
import { checkFileSize, decodeFile } from '../../imports/file-text.ts';
import type { FileProblem } from '../../imports/file-text.ts';
import { countLines } from '../../numbers/line-result.ts';
import type { LineCounts, LineResult } from '../../numbers/line-result.ts';
import { addPeople, isSelected, removePeople } from '../../draft/selection.ts';
import type { Candidate } from '../../draft/selection.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import type { PeopleModel } from './people-model.ts';
import { correctedRow, mergeResults, toCreated, toFound } from './paste-lines.ts';
import { createResource, toCallError } from '../shared/resource.ts';
import type { SelectionModel } from './selection-model.ts';
import type { WorkModel } from './work-model.ts';

type LineContact = Extract<LineResult, { status: 'found' }>['contact'];
type NewContactResult = 'created' | 'existed' | 'failed';
type PasteTable = NonNullable<OutputOf<'people:read-table'>['table']>;
/** A file with columns, before it is looked up. */
export interface OpenTable {
  readonly fileName: string;
  readonly text: string;
  /** True if it was pasted, false if it came from a file. */
  readonly isPasted: boolean;
  readonly table: PasteTable;
  readonly numberColumn: number | null;
  readonly nameColumn: number | null;
}

/** What the paste box shows. */
type PasteStage = 'writing' | 'columns' | 'working' | 'results' | 'failed';

/** The paste box, a dropped file, and the form for a new contact. */
export interface PasteModel {
  readonly text: ReadonlySignal<string>;
  readonly type: (text: string) => void;
  readonly lineCount: ReadonlySignal<number>;
  readonly stage: ReadonlySignal<PasteStage>;
  /** Why the last look-up failed as a whole. */
  readonly error: ReadonlySignal<CallError | null>;
  readonly results: ReadonlySignal<readonly LineResult[]>;
  /** Progress of the look-up, and stopping it. What was found until then stays. */
  readonly work: WorkModel;
  readonly counts: ReadonlySignal<LineCounts>;
  readonly table: ReadonlySignal<OpenTable | null>;
  /** A file or pasted text with too many lines for the text box, and its first lines; null: there is none. */
  readonly longFile: ReadonlySignal<{ readonly name: string; readonly first: readonly string[] } | null>;
  readonly problem: ReadonlySignal<FileProblem | null>;
  readonly readFile: (file: File) => Promise<void>;
  /** Opens pasted text like a file if it is a table or too long for the text box. @returns whether it did */
  readonly openPasted: (content: string, name: string) => boolean;
  readonly setColumns: (columns: { numberColumn: number | null; nameColumn: number | null }) => void;
  readonly resolve: () => Promise<void>;
  /** Looks up the lines that are left after a stop, a used-up budget or a failure. */
  readonly resolveRest: () => Promise<void>;
  /** Looks up a line again with the agent's correction. `place`: its index in `results`. */
  readonly fix: (place: number, text: string) => Promise<void>;
  /** Looks up an unclear line with one of its possible numbers (`digits` with country code). */
  readonly readAs: (place: number, digits: string) => Promise<void>;
  /** Goes back to the text box or the columns. The result of a running look-up is not shown. */
  readonly edit: () => void;
  /** Closes the open table or long file. */
  readonly closeTable: () => void;
  /** Selects all found contacts who can be sent to. A look-up does this by itself; the press is for the unticked. */
  readonly takeFound: () => void;
  /** Adds one of the contacts that fit an ambiguous line. */
  readonly takeOne: (place: number, contact: LineContact) => void;
  /** Creates a contact and adds it. `place`: index of the line for which it was missing. */
  readonly create: (name: string, number: string, place?: number) => Promise<NewContactResult>;
}

/**
 * Longer texts are not shown in the text box: browsers lay it out at once, and 20,000 lines blocked the page for 250
 * ms.
 */
const LONG_FILE_LINES = 1_000;
const PREVIEW_LINES = 5;

const PASTE = { kind: 'paste' } as const;
const COLUMNS = /[;,\t|]/;

const toLines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');
/** Whether the lines are rows copied from a spreadsheet: every line contains tabs. */
const isPastedTable = (lines: readonly string[]): boolean =>
  lines.length > 0 && lines.every((line) => line.trim().includes('\t'));

/**
 * Reads the bytes of a file. In Firefox a content script gets the page's file through a wrapper, and a buffer from it
 * belongs to the page, so that the script cannot read it. A binary string (one character per byte) can be read.
 */
function readBytes(file: File): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const text = String(reader.result);
      const bytes = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
      resolve(bytes);
    });
    reader.addEventListener('error', () => reject(reader.error ?? new TypeError('no bytes')));
    reader.readAsBinaryString(file);
  });
}

/** The background parses and looks up lines and tables; this model holds the result of each line. */
export function createPasteModel(
  client: BackgroundClient,
  parts: { people: PeopleModel; selection: SelectionModel; flash: FlashModel; work: WorkModel },
): PasteModel {
  const { people, selection, flash, work } = parts;
  const text = signal('');
  const asked = signal(false);
  const table = signal<OpenTable | null>(null);
  const problem = signal<FileProblem | null>(null);
  const longFile = signal<{ readonly name: string; readonly first: readonly string[] } | null>(null);
  const isResolvingRest = signal(false);
  /** The results after lines were corrected, created or chosen; null: no line was changed. */
  const patched = signal<readonly LineResult[] | null>(null);
  const found = createResource(async (): Promise<readonly LineResult[]> => {
    const open = table.peek();
    const answer =
      open !== null && open.numberColumn !== null
        ? await client.call('people:resolve-table', {
            text: open.text,
            numberColumn: open.numberColumn,
            nameColumn: open.nameColumn,
            workId: work.begin(),
          })
        : await client.call('people:resolve-lines', { lines: text.peek().split(/\r?\n/), workId: work.begin() });
    return answer.results;
  });
  const stage = computed((): PasteStage => {
    if (!asked.value) return table.value === null ? 'writing' : 'columns';
    if (found.loading.value || isResolvingRest.value) return 'working';
    return found.error.value === null ? 'results' : 'failed';
  });
  const results = computed(() => patched.value ?? found.data.value ?? []);
  /** Who was selected because a line named them, and by nothing else. */
  const taken = new Set<ContactUuid>();
  /** Selects the contacts of found lines, except those who cannot be sent to. */
  const take = (lines: Iterable<LineResult>, left: ReadonlySet<ContactUuid> = new Set()): void => {
    const sendable: Candidate[] = [];
    for (const line of lines) {
      if (line.status !== 'found' || line.unsendable !== null || left.has(line.contact.contactUuid)) continue;
      sendable.push({ contactUuid: line.contact.contactUuid, name: line.contact.name, values: line.values });
      if (!isSelected(selection.selection.peek(), line.contact.contactUuid)) taken.add(line.contact.contactUuid);
    }
    if (sendable.length > 0) selection.change((now) => addPeople(now, sendable, PASTE));
  };
  /**
   * Selects what a new look-up found. Whoever an earlier look-up selected and this one does not name is taken out (a
   * wrong column, a digit that was corrected since); whoever the agent unticked since stays unticked.
   */
  const takeInstead = (lines: readonly LineResult[]): void => {
    const { people: before } = selection.selection.peek();
    const left = new Set([...taken].filter((uuid) => !before.has(uuid)));
    const named = new Set(lines.flatMap((line) => (line.status === 'found' ? [line.contact.contactUuid] : [])));
    const gone = [...taken].filter(
      (uuid) => !named.has(uuid) && before.get(uuid)?.origins.every(({ kind }) => kind === 'paste') === true,
    );
    // Said, with an undo: perhaps the agent has pasted a second list to add to the first.
    if (gone.length > 0) selection.remove((now) => removePeople(now, gone));
    for (const uuid of gone) taken.delete(uuid);
    take(lines, left);
  };
  /** Puts new results in place of older ones. Only their contacts are selected: others may have been unticked since. */
  const merge = (fresh: ReadonlyMap<number, LineResult>): void => {
    patched.value = mergeResults(results.peek(), fresh);
    take(fresh.values());
  };
  const patch = (place: number, change: (before: LineResult) => LineResult): void => {
    patched.value = results.peek().map((result, at) => (at === place ? change(result) : result));
  };

  /** The number to look up for an edited line, and what changes in its result; cell by cell if it is a table row. */
  const reread = (
    place: number,
    line: string,
  ): {
    readonly number: string;
    readonly change: { readonly text: string; readonly name?: string; readonly values?: Record<string, string> };
  } => {
    const [open, old] = [table.peek(), results.peek()[place]];
    if (open === null || open.numberColumn === null || old === undefined)
      return { number: line, change: { text: line } };
    const { number, name, values } = correctedRow(
      old,
      { headers: open.table.headers, numberColumn: open.numberColumn, nameColumn: open.nameColumn },
      line,
    );
    return { number, change: { text: line, values, ...(name === null ? {} : { name }) } };
  };

  async function openText(fileName: string, content: string, isPasted: boolean): Promise<void> {
    const lines = toLines(content);
    if (!COLUMNS.test(lines[0] ?? '')) {
      batch(() => {
        longFile.value =
          lines.length > LONG_FILE_LINES ? { name: fileName, first: lines.slice(0, PREVIEW_LINES) } : null;
        text.value = content;
      });
      return;
    }
    try {
      const answer = await client.call('people:read-table', { text: content });
      if (answer.table === null) problem.value = 'empty';
      else table.value = { fileName, text: content, isPasted, table: answer.table, ...answer.table.guess };
    } catch (thrown) {
      flash.show({ kind: 'failed', error: toCallError(thrown) });
    }
  }

  return {
    text,
    type: (typed) => (text.value = typed),
    lineCount: computed(() => toLines(text.value).length),
    stage,
    error: found.error,
    results,
    work,
    counts: computed(() => countLines(results.value)),
    table,
    longFile,
    problem,
    async readFile(file) {
      // Refuse a too large file before reading it.
      problem.value = checkFileSize(file.size);
      if (problem.value !== null) return;
      const decoded = decodeFile(await readBytes(file));
      if (decoded.ok) await openText(file.name, decoded.text, false);
      else problem.value = decoded.problem;
    },
    openPasted(content, name) {
      const lines = toLines(content);
      if (lines.length <= LONG_FILE_LINES && !isPastedTable(lines)) return false;
      problem.value = checkFileSize(content.length);
      if (problem.value === null) void openText(name, content, true);
      return true;
    },
    setColumns(columns) {
      if (table.value !== null) table.value = { ...table.value, ...columns };
    },
    async resolve() {
      asked.value = true;
      patched.value = null;
      await found.load();
      if (found.error.peek() === null) takeInstead(results.peek());
    },
    async resolveRest() {
      const places = results
        .peek()
        .flatMap((result, place) => (result.status === 'unresolved' ? [{ place, digits: result.digits }] : []));
      if (places.length === 0 || isResolvingRest.peek()) return;
      isResolvingRest.value = true;
      await flash.attempt(async () => {
        const answer = await client.call('people:resolve-lines', {
          lines: places.map(({ digits }) => `+${digits}`),
          workId: work.begin(),
        });
        const before = results.peek();
        merge(
          new Map(
            answer.results.flatMap((result, at) => {
              const place = places[at]?.place;
              const old = place === undefined ? undefined : before[place];
              return place === undefined || old === undefined ? [] : [[place, { ...result, text: old.text }] as const];
            }),
          ),
        );
        return { ok: true };
      });
      isResolvingRest.value = false;
    },
    fix: async (place, line) => {
      await flash.attempt(async () => {
        const { number, change } = reread(place, line);
        const [result] = (await client.call('people:resolve-lines', { lines: [number] })).results;
        if (result !== undefined) merge(new Map([[place, { ...result, ...change }]]));
        return { ok: true };
      });
    },
    readAs: async (place, digits) => {
      await flash.attempt(async () => {
        const [result] = (await client.call('people:resolve-lines', { lines: [`+${digits}`] })).results;
        const old = results.peek()[place];
        if (result !== undefined && old !== undefined)
          merge(new Map([[place, { ...result, ...reread(place, `+${digits}`).change, text: old.text }]]));
        return { ok: true };
      });
    },
    edit: () => (asked.value = false),
    closeTable() {
      asked.value = false;
      // A short pasted table goes back into the text box, where the agent can check its lines.
      if (table.value?.isPasted === true && toLines(table.value.text).length <= LONG_FILE_LINES)
        text.value = table.value.text;
      table.value = null;
      if (longFile.value !== null) text.value = '';
      longFile.value = null;
    },
    takeFound: () => take(results.peek()),
    takeOne(place, contact) {
      const before = results.peek()[place];
      patch(place, (line) => toFound(line, contact, null));
      const values = before?.values;
      selection.change((now) =>
        addPeople(now, [{ contactUuid: contact.contactUuid, name: contact.name, values }], PASTE),
      );
    },
    async create(name, number, place) {
      const made: NewContactResult[] = [];
      await flash.attempt(async () => {
        const answer = await client.call('people:create', { name, number });
        if (!answer.ok) return answer;
        const row = people.learn(answer.contact);
        const line = place === undefined ? undefined : results.peek()[place];
        const values = line?.values;
        if (place !== undefined) patch(place, (before) => toCreated(before, row));
        selection.change((now) =>
          addPeople(
            now,
            [{ contactUuid: row.contactUuid, name: row.name, values }],
            place === undefined ? undefined : PASTE,
          ),
        );
        made.push(answer.existed ? 'existed' : 'created');
        return answer;
      });
      const result = made[0] ?? 'failed';
      if (result !== 'failed')
        flash.show({ kind: 'done', code: result === 'existed' ? 'contact-exists' : 'contact-created' });
      return result;
    },
  };
}
