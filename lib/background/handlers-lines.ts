import type { Handlers } from '../messaging/server.ts';
import type { SenderContext } from '../platform/runtime.ts';
import { parseCsv, toRawLines } from '../recipients/csv-file.ts';
import type { LineResult } from '../recipients/line-result.ts';
import { classifyLines, splitLines, type ClassifiedLine, type RawLine } from '../recipients/lines.ts';
import { resolveLines } from '../recipients/resolve-lines.ts';
import type { SlicePorts } from '../recipients/time-slice.ts';
import { needSession } from './handlers-catalog.ts';
import type { Services } from './services.ts';

type LineHandlers = Pick<Handlers, 'people:resolve-lines' | 'people:read-table' | 'people:resolve-table'>;

/** Pasted lines and tables: the phone book and the CSV parser stay here, out of the panel. */
export function createLineHandlers(services: Services, slice: SlicePorts): LineHandlers {
  async function resolve(lines: readonly RawLine[], sender: SenderContext): Promise<LineResult[]> {
    const session = await needSession(services, sender);
    const { api } = await services.weni.of(session.sessionId);
    const classified: ClassifiedLine[] = [];
    const phones = await services.phones();
    const { defaultCountry } = services.settings.current();
    for await (const line of classifyLines(lines, (text) => phones.parse(text, defaultCountry), slice)) classified.push(line);
    const resolution = await resolveLines(
      {
        listContactsPage: async (query) => {
          const page = await api.listContactsPage(query);
          services.people.remember(session.sessionId, page.rows);
          return page;
        },
      },
      classified,
    );
    return [...resolution.results];
  }

  return {
    async 'people:resolve-lines'({ lines }, sender) {
      return { results: await resolve(splitLines(lines.join('\n')), sender) };
    },
    async 'people:read-table'({ text }) {
      const table = await parseCsv(text, slice);
      if (table === null) return { table: null };
      const { headers, preview, rows, guess, formulaCells, cutRows } = table;
      return { table: { headers: [...headers], preview: preview.map((row) => [...row]), rows: rows.length, guess, formulaCells, cutRows } };
    },
    async 'people:resolve-table'({ text, numberColumn, nameColumn }, sender) {
      const table = await parseCsv(text, slice);
      return { results: table === null ? [] : await resolve(toRawLines(table, { number: numberColumn, name: nameColumn }), sender) };
    },
  };
}
