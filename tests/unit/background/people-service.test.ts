import { describe, expect, it } from 'vitest';
import { createPeopleService } from '../../../lib/background/services/people-service.ts';
import { WeniApiError } from '../../../lib/weni/api/errors.ts';
import { SessionId } from '../../../lib/ids.ts';
import type { Contact } from '../../../lib/contacts/contact.ts';
import { fakeProject, type FakeQuery } from '../contacts/fake-contacts.ts';
import { contactId, person } from '../preflight/people.ts';
import { phones } from '../numbers/phones.ts';

const sessionId = SessionId.parse('session');

function serve(
  contacts: Contact[],
  beforeCall: (query: FakeQuery) => void = () => undefined,
  understood: (query: FakeQuery) => FakeQuery = (query) => query,
) {
  const project = fakeProject(contacts, { beforeCall: (_, query) => beforeCall(query) });
  const api = {
    listContactsPage: async (query: FakeQuery) => ({ ...(await project.list(understood(query))), firstProblem: null }),
    listAllGroups: () => Promise.resolve({ rows: [], badRows: 0, firstProblem: null, end: 'complete' as const }),
  };
  const people = createPeopleService({
    weni: { of: () => Promise.resolve({ api }) },
    kept: { getKept: () => Promise.resolve(null), putKept: () => Promise.resolve() },
    phones: () => Promise.resolve(phones),
    defaultCountry: () => 'BR',
    now: () => 0,
  });
  return { people, project };
}

describe('searching people by number', () => {
  const old = person(1, { urns: [{ scheme: 'whatsapp', path: '558280000001' }] });

  it.each([
    '82 98000-0001',
    '(82) 8000-0001',
    '082980000001',
    '5582980000001',
    '+55 82 98000-0001',
    '0055 82 98000-0001',
  ])('finds %s although it is stored in another spelling', async (text) => {
    const { people } = serve([old, person(2)]);

    const page = await people.search(sessionId, text, null);

    expect(page.rows.map((row) => row.contactUuid)).toEqual([contactId(1)]);
  });

  it('finds a number abroad, with and without its plus', async () => {
    const { people } = serve([person(3, { urns: [{ scheme: 'whatsapp', path: '351912345678' }] })]);

    for (const text of ['+351 912 345 678', '351912345678'])
      expect((await people.search(sessionId, text, null)).rows).toHaveLength(1);
  });

  it('searches for digits that are no valid number exactly as typed', async () => {
    const { people, project } = serve([]);

    await people.search(sessionId, '3321-1234', null);

    expect(project.calls.map((query) => query.urn)).toEqual(['whatsapp:33211234']);
  });
});

describe('searching people by name', () => {
  const names = ['Ana D’Ávila', "Bia D'Avila", 'Davi Lima', 'Caio Vila'];
  const project = () => serve(names.map((name, n) => person(n, { name })));

  it.each(["d'avila", 'D’Avila', 'd´ávila'])(
    'makes a second request for a text with an apostrophe, and shows contacts with any form of it: %s',
    async (text) => {
      const { people, project: server } = project();

      const page = await people.search(sessionId, text, null);

      expect(new Set(page.rows.map((row) => row.name))).toEqual(new Set(names.slice(0, 2)));
      expect(server.calls).toHaveLength(2);
    },
  );

  it('makes one request without an apostrophe, with too few letters beside it, and for the next page', async () => {
    const { people, project: server } = project();

    for (const [text, cursor] of [
      ['avila', null],
      ["d'a", null],
      ["d'avila", '0 x'],
    ] as const)
      await people.search(sessionId, text, cursor);

    expect(server.calls).toHaveLength(3);
  });

  it('shows the results of the first request when the second one fails', async () => {
    const { people } = serve([person(1, { name: "Bia D'avila" })], (query) => {
      if (query.name === 'vila')
        throw new WeniApiError({ kind: 'rate-limit', endpoint: 'GET /project/:project/list_contacts/' });
    });

    expect((await people.search(sessionId, "d'avila", null)).rows.map((row) => row.name)).toEqual(["Bia D'avila"]);
  });
});

describe('searching people by another address', () => {
  const scoped = person(1, { name: 'Estela', urns: [{ scheme: 'whatsapp', path: 'BR.35029025746744354' }] });

  it.each(['BR.35029025746744354', 'br.35029025746744354', 'whatsapp:BR.35029025746744354'])(
    'finds the contact with %s among those that are not loaded',
    async (text) => {
      const { people } = serve([scoped, person(2)]);

      expect((await people.search(sessionId, text, null)).rows.map((row) => row.contactUuid)).toEqual([contactId(1)]);
    },
  );

  it('shows the names that fit when Flows does not know the scheme of the address', async () => {
    const { people } = serve([person(1, { name: 'Loja @estela' })], (query) => {
      if (query.urn !== undefined)
        throw new WeniApiError({ kind: 'contract', endpoint: 'GET /project/:project/list_contacts/' });
    });

    expect((await people.search(sessionId, '@estela', null)).rows.map((row) => row.name)).toEqual(['Loja @estela']);
  });

  it('finds a username wherever it stands, and nobody else when the server does not filter by address', async () => {
    const byUrn = person(3, { name: 'Lia', urns: [{ scheme: 'whatsapp_username', path: 'Estela' }] });
    const byField = person(4, { name: 'Rui', fields: { whatsapp_username: '@estela' } });
    const { people } = serve(
      [person(2), byUrn, byField],
      () => undefined,
      (query) => (query.urn === undefined ? query : {}),
    );

    expect((await people.search(sessionId, '@estela', null)).rows.map((row) => row.contactUuid)).toEqual([
      contactId(3),
      contactId(4),
    ]);
  });

  it('makes one request for a text that is no address', async () => {
    const { people, project } = serve([scoped]);

    await people.search(sessionId, 'estela', null);

    expect(project.calls).toHaveLength(1);
  });
});
