import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../lib/contacts/contact.ts';
import { type ContactPage, walkContacts } from '../../../lib/contacts/contact-pages.ts';
import { FakeError, fakeProject } from './fake-contacts.ts';
import { person } from '../preflight/people.ts';

const people = (count: number, change: Partial<Contact> = {}) =>
  Array.from({ length: count }, (_, n) => person(n, change));

async function collect(
  list: (query: { cursor?: string | null | undefined; limit?: number | undefined }) => Promise<ContactPage>,
  options = {},
) {
  const rows: Contact[] = [];
  const result = await walkContacts(list, {}, { ...options, onPage: (page) => void rows.push(...page.rows) });
  return { rows, ...result };
}

describe('a walk over contact pages', () => {
  it('reads 10,000 contacts in ten pages', async () => {
    const project = fakeProject(people(10_000));

    const walk = await collect(project.list);

    expect(walk).toMatchObject({ end: 'complete', calls: 10, seen: 10_000 });
  });

  it('halves the page size when the server refuses a page, and keeps its position', async () => {
    const project = fakeProject(people(1000), { maxLimit: 300 });

    const walk = await collect(project.list);

    expect(walk).toMatchObject({ end: 'complete', seen: 1000 });
    expect(project.calls.map((call) => call.limit)).toEqual([1000, 500, 250, 250, 250, 250]);
  });

  it.each([
    ['rate-limit', 'budget', 4],
    ['server', 'failed', 4],
    ['offline', 'offline', 1],
    ['session', 'session', 1],
    ['not-found', 'gone', 1],
  ])('ends after %s with %s', async (kind, end, calls) => {
    const walk = await collect(() => Promise.reject(new FakeError(kind)));

    expect(walk).toMatchObject({ end, calls });
  });

  it('ends with what it has when its budget of calls is used up', async () => {
    const walk = await collect(fakeProject(people(1000)).list, { limit: 125, maxCalls: 3 });

    expect(walk).toMatchObject({ end: 'budget', calls: 3, seen: 375 });
  });

  it('ends when cursors repeat and when pages never end', async () => {
    const same = await collect(() => Promise.resolve({ rows: people(2), badRows: 0, nextCursor: 'again' }));
    let page = 0;
    const endless = await collect(() =>
      Promise.resolve({ rows: people(2), badRows: 0, nextCursor: `c${(page += 1)}` }),
    );

    expect(same).toMatchObject({ end: 'never-ending', calls: 2, seen: 2 });
    expect(endless.end).toBe('never-ending');
    expect(endless.calls).toBeLessThan(10);
  });

  it('stops when it is cancelled, between pages and during a page', async () => {
    const controller = new AbortController();
    const project = fakeProject(people(1000), { beforeCall: (call) => call === 2 && controller.abort() });

    const walk = await collect(project.list, { limit: 125, signal: controller.signal });

    expect(walk).toMatchObject({ end: 'cancelled', calls: 2, seen: 125 });
  });

  it('hands out each contact once, whatever rows move, repeat or cannot be parsed', async () => {
    const pages = fc.array(
      fc.record({
        ids: fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 8 }),
        bad: fc.nat(3),
        cursor: fc.nat(12),
        fails: fc.boolean(),
      }),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(pages, async (script) => {
        let at = -1;
        const walk = await collect(() => {
          at += 1;
          const page = script[at];
          if (page === undefined) return Promise.resolve({ rows: [], badRows: 0, nextCursor: null });
          if (page.fails) return Promise.reject(new FakeError('server'));
          return Promise.resolve({
            rows: page.ids.map((n) => person(n)),
            badRows: page.bad,
            nextCursor: `c${page.cursor}`,
          });
        });

        const ids = walk.rows.map((one) => one.contactUuid);
        expect(new Set(ids).size).toBe(ids.length);
        expect(walk.calls).toBeLessThanOrEqual(script.length + 1);
        const cursors = script
          .slice(0, at)
          .filter((page) => !page.fails)
          .map((page) => page.cursor);
        expect(walk.end !== 'complete' || new Set(cursors).size === cursors.length).toBe(true);
      }),
    );
  });
});
