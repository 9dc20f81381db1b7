import { describe, expect, it } from 'vitest';
import { createPeopleService } from '../../../lib/background/services/people-service.ts';
import { SessionId } from '../../../lib/ids.ts';
import type { Contact } from '../../../lib/contacts/contact.ts';
import type { ContactPageQuery } from '../../../lib/contacts/contact-pages.ts';
import { fakeProject } from '../contacts/fake-contacts.ts';
import { contactId, person } from '../preflight/people.ts';
import { phones } from '../numbers/phones.ts';

const sessionId = SessionId.parse('session');

function serve(contacts: Contact[]) {
  const project = fakeProject(contacts);
  const api = {
    listContactsPage: async (query: ContactPageQuery) => ({ ...(await project.list(query)), firstProblem: null }),
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

  it.each(['82 98000-0001', '(82) 8000-0001', '082980000001', '5582980000001', '+55 82 98000-0001', '0055 82 98000-0001'])('finds %s in the spelling it is stored in', async (text) => {
    const { people } = serve([old, person(2)]);

    const page = await people.search(sessionId, text, null);

    expect(page.rows.map((row) => row.contactUuid)).toEqual([contactId(1)]);
  });

  it('finds a number abroad, with and without its plus', async () => {
    const { people } = serve([person(3, { urns: [{ scheme: 'whatsapp', path: '351912345678' }] })]);

    for (const text of ['+351 912 345 678', '351912345678']) expect((await people.search(sessionId, text, null)).rows).toHaveLength(1);
  });

  it('asks for digits that make no number as they stand', async () => {
    const { people, project } = serve([]);

    await people.search(sessionId, '3321-1234', null);

    expect(project.calls.map((query) => query.urn)).toEqual(['whatsapp:33211234']);
  });
});
