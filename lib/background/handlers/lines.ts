import type { Handlers } from '../../messaging/server.ts';
import { parseCsv, toRawLines } from '../../imports/csv-file.ts';
import type { LineResult } from '../../numbers/line-result.ts';
import { classifyLines, splitLines, type ClassifiedLine, type RawLine } from '../../imports/lines.ts';
import { resolveLines } from '../../imports/resolve-lines.ts';
import type { SlicePorts } from '../../util/time-slice.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { needSession } from './catalog.ts';
import type { Services } from '../services.ts';
import type { Work } from '../services/running-work.ts';

type LineHandlers = Pick<Handlers, 'people:resolve-lines' | 'people:read-table' | 'people:resolve-table'>;

/** Pasted lines and tables: the phone book and the CSV parser stay here, out of the panel. */
export function createLineHandlers(services: Services, slice: SlicePorts): LineHandlers {
  async function resolve(lines: readonly RawLine[], session: SessionRecord, work: Work): Promise<LineResult[]> {
    const { api } = await services.weni.of(session.sessionId);
    const classified: ClassifiedLine[] = [];
    const phones = await services.phones();
    const { defaultCountry } = services.settings.current();
    for await (const line of classifyLines(lines, (text) => phones.read(text, defaultCountry), slice)) classified.push(line);
    const elastic = await services.elastic.of(session.sessionId);
    const resolution = await resolveLines(
      {
        listContactsPage: async (query) => {
          const page = await api.listContactsPage(query);
          services.people.remember(session.sessionId, page.rows);
          return page;
        },
        ...(elastic === null ? {} : { elasticSearch: elastic }),
      },
      classified,
      { signal: work.signal, onProgress: ({ done, total }) => work.progress(done, total) },
    );
    return [...resolution.results];
  }

  return {
    async 'people:resolve-lines'({ lines, workId }, sender) {
      const session = await needSession(services, sender);
      const results = await services.works.run({ workId, kind: 'lines', sessionId: session.sessionId }, (work) => resolve(splitLines(lines.join('\n')), session, work));
      return { results };
    },
    async 'people:read-table'({ text }) {
      const table = await parseCsv(text, slice);
      if (table === null) return { table: null };
      const { headers, preview, rows, guess, formulaCells, cutRows } = table;
      return { table: { headers: [...headers], preview: preview.map((row) => [...row]), rows: rows.length, guess, formulaCells, cutRows } };
    },
    async 'people:resolve-table'({ text, numberColumn, nameColumn, workId }, sender) {
      const session = await needSession(services, sender);
      const results = await services.works.run({ workId, kind: 'lines', sessionId: session.sessionId }, async (work) => {
        const table = await parseCsv(text, slice);
        return table === null ? [] : await resolve(toRawLines(table, { number: numberColumn, name: nameColumn }), session, work);
      });
      return { results };
    },
  };
}
