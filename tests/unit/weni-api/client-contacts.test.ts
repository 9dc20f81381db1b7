import { describe, expect, it } from 'vitest';
import { ContactUuid } from '../../../lib/ids.ts';
import { apiOn, fakeNetwork, json } from './fake-network.ts';

const ana = ContactUuid.parse('a0000000-0000-4000-8000-000000000001');
const date = '2026-11-20T19:03:01.338196-03:00';

const contactRow = (more: object = {}) => ({
  uuid: ana,
  name: 'Ana',
  urns: ['whatsapp:5582999000001'],
  groups: [],
  fields: {},
  blocked: false,
  stopped: false,
  modified_on: date,
  last_seen_on: null,
  ...more,
});

describe('flowWarning', () => {
  it.each<[string, Response, object]>([
    ['no open chat', json({ show_warning: false }), { status: 'none' }],
    [
      'an open chat in a queue',
      json({ show_warning: true, queue: 'Level 1' }),
      { status: 'open-chat', queueName: 'Level 1', agentFirstName: null },
    ],
    ['two rooms', json({ code: 'INTERNAL_ERROR', message: 'x', event_id: 'y' }, 500), { status: 'two-rooms' }],
    ['an unknown contact', json({ contact: 'x' }, 404), { status: 'unknown-contact' }],
  ])('returns the right result for %s', async (_, answer, expected) => {
    const { fetch } = fakeNetwork([answer]);

    expect(await apiOn(fetch).flowWarning(ana)).toEqual(expected);
  });

  it.each<[string, Response, object]>([
    ['an unknown project', json({ project: 'x' }, 404), { kind: 'not-found' }],
    ['an HTML 404', new Response('<h1>Not Found</h1>', { status: 404 }), { kind: 'intercepted', bodyKind: 'html' }],
    ['a 500 of another kind', json({ detail: 'x' }, 500), { kind: 'server' }],
    ['a 502', new Response('<h1>', { status: 502 }), { kind: 'server' }],
    ['an answer without its field', json({}), { kind: 'contract', field: 'show_warning' }],
  ])('does not accept %s as an answer', async (_, answer, facts) => {
    const { fetch } = fakeNetwork([answer]);

    await expect(apiOn(fetch).flowWarning(ana)).rejects.toMatchObject(facts);
  });
});

describe('a name', () => {
  it.each([
    ['Ana\u200b\u202c Souza', 'Ana Souza'],
    ['\u3164', null],
    ['👩\u200d🦰', '👩\u200d🦰'],
  ])('is read without invisible characters when Flows writes %j', async (name, seen) => {
    const page = await apiOn(
      fakeNetwork([json({ next: null, previous: null, results: [contactRow({ name })] })]).fetch,
    ).listContactsPage();

    expect(page.rows.map((contact) => contact.name)).toEqual([seen]);
  });
});

describe('createContact', () => {
  const create = { name: 'Ana', urn: 'whatsapp:5582999000001' };

  it.each<[string, Response, object]>([
    ['created', json(contactRow(), 201), { status: 'created', contact: { contactUuid: ana } }],
    ['already there', json('The field urns is already taken', 400), { status: 'already-exists' }],
    ['rejected by Flows', json({ urns: ['Invalid URN'] }, 400), { status: 'rejected', field: 'urns' }],
    ['rejected by the engine', json({ Detail: 'x' }, 400), { status: 'rejected', field: null }],
  ])('returns the right result for %s', async (_, answer, expected) => {
    const { fetch, requests } = fakeNetwork([answer]);

    expect(await apiOn(fetch).createContact(create)).toMatchObject(expected);
    expect(JSON.parse(String(requests[0]?.init.body))).toEqual({ name: 'Ana', urns: ['whatsapp:5582999000001'] });
  });

  it('does not send a URN without a scheme, which crashes the engine', async () => {
    const { fetch, requests } = fakeNetwork([]);

    expect(await apiOn(fetch).createContact({ name: 'Ana', urn: '5582999000001' })).toEqual({
      status: 'rejected',
      field: 'urns',
    });
    expect(requests).toEqual([]);
  });

  it('rejects on a 500, because the contact may or may not have been created', async () => {
    const { fetch } = fakeNetwork([json({ code: 'INTERNAL_ERROR' }, 500)]);

    await expect(apiOn(fetch).createContact(create)).rejects.toMatchObject({ kind: 'server', isEngineError: true });
  });
});

describe('listContactsPage', () => {
  it('sends all filters under the parameter names of Flows', async () => {
    const { fetch, requests } = fakeNetwork([json({ next: '', results: [] })]);

    await apiOn(fetch).listContactsPage({
      limit: 250,
      after: Date.UTC(2026, 10, 20),
      before: Date.UTC(2026, 10, 21),
      orderBy: 'modified_on',
      urn: 'whatsapp:1',
    });

    expect(Object.fromEntries(requests[0]?.url.searchParams ?? [])).toEqual({
      limit: '250',
      urn: 'whatsapp:1',
      after: '2026-11-20T00:00:00.000Z',
      before: '2026-11-21T00:00:00.000Z',
      order_by: 'modified_on',
    });
  });

  it('reads unusual contacts: no name, no URN, other schemes, removed, very long and right-to-left names', async () => {
    const long = '\u202e<script>alert(1)</script>'.padEnd(10_000, 'ا');
    const { fetch } = fakeNetwork([
      json({
        next: '',
        results: [
          contactRow({ name: null, urns: [], blocked: null, stopped: null }),
          contactRow({
            name: long,
            urns: ['telegram:77?x=1#y', 'broken', 'tel:'],
            fields: { city: 'Maceió', age: 7, gone: null, odd: {} },
            stopped: true,
          }),
        ],
      }),
    ]);

    const { rows, badRows } = await apiOn(fetch).listContactsPage();

    expect(badRows).toBe(0);
    expect(rows).toMatchObject([
      { name: null, urns: [], blocked: false, stopped: false },
      {
        name: long.replace('\u202e', ''),
        urns: [{ scheme: 'telegram', path: '77' }],
        fields: { city: 'Maceió', age: '7', gone: null, odd: null },
        stopped: true,
      },
    ]);
  });

  it('reads a WhatsApp username beside the fields, and a contact whose username it cannot read', async () => {
    const { fetch } = fakeNetwork([
      json({
        next: '',
        results: [contactRow({ whatsapp_username: 'ana.souza' }), contactRow({ whatsapp_username: { name: 'ana' } })],
      }),
    ]);

    expect((await apiOn(fetch).listContactsPage()).rows).toMatchObject([
      { fields: { whatsapp_username: 'ana.souza' }, urns: [{ path: '5582999000001' }] },
      { fields: {}, urns: [{ path: '5582999000001' }] },
    ]);
  });
});
