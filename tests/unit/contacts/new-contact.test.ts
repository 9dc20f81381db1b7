import { describe, expect, it } from 'vitest';
import { checkNewContact, needsLookup, readCreateAnswer } from '../../../lib/contacts/new-contact.ts';
import type { ParsedPhone } from '../../../lib/numbers/phone.ts';
import { person } from '../preflight/people.ts';
import { readInBrazil } from '../numbers/phones.ts';

const phone = readInBrazil('82 98000-0001') as ParsedPhone;

describe('a new contact', () => {
  it('is checked while it is typed', () => {
    expect(checkNewContact({ name: '', number: '' }, readInBrazil)).toEqual({
      name: { ok: false, problem: 'empty' },
      number: { ok: false, problem: 'no-number' },
      canCreate: false,
    });
    expect(checkNewContact({ name: '  Ana   Souza ', number: '82 9800' }, readInBrazil)).toMatchObject({
      name: { ok: true, value: 'Ana Souza' },
      number: { ok: false, problem: 'too-short' },
      canCreate: false,
    });
    expect(checkNewContact({ name: 'Ana', number: '(82) 8000-0001' }, readInBrazil)).toMatchObject({
      number: { ok: true, urn: 'whatsapp:5582980000001' },
      canCreate: true,
    });
    expect(checkNewContact({ name: 'x'.repeat(129), number: '+351 912 345 678' }, readInBrazil)).toMatchObject({
      name: { problem: 'too-long' },
      number: { urn: 'whatsapp:351912345678' },
    });
  });

  it('is found in another spelling when it exists already', () => {
    const other = person(1, { urns: [{ scheme: 'whatsapp', path: '558280000001' }] });

    expect(needsLookup({ status: 'already-exists' })).toBe(true);
    expect(readCreateAnswer({ status: 'already-exists' }, phone, [other])).toEqual({
      status: 'exists',
      contact: other,
    });
    expect(readCreateAnswer({ status: 'already-exists' }, phone, [other, person(1)])).toMatchObject({
      status: 'several',
    });
  });

  it('is not mistaken for a contact with the same first and last digits', () => {
    const stranger = person(2, { urns: [{ scheme: 'whatsapp', path: '5582180000001' }] });

    expect(readCreateAnswer({ status: 'already-exists' }, phone, [stranger])).toEqual({ status: 'not-confirmed' });
  });

  it('stays unknown when there was no answer', () => {
    expect(readCreateAnswer({ status: 'failed' }, phone, [])).toEqual({ status: 'unknown' });
    expect(readCreateAnswer({ status: 'already-exists' }, phone, null)).toEqual({ status: 'unknown' });
    expect(readCreateAnswer({ status: 'rejected', field: 'urns' }, phone, null)).toEqual({
      status: 'rejected',
      field: 'urns',
    });
    expect(readCreateAnswer({ status: 'created', contact: person(1) }, phone, null)).toMatchObject({
      status: 'created',
    });
  });
});
