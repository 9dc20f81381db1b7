import { expect, test } from 'vitest';
import { firstUrn, groupByLetter, resolveTokens } from '../../sandbox/page/core/contacts.js';

test('an address may be a text, an object or missing', () => {
  expect(firstUrn({ urns: ['whatsapp:551'] })).toBe('whatsapp:551');
  expect(firstUrn({ urns: [{ scheme: 'telegram', path: '7' }] })).toBe('telegram:7');
  expect(firstUrn({ urns: [] })).toBe('');
  expect(firstUrn(null)).toBe('');
});

test('people are grouped by first letter, one for each address', () => {
  const groups = groupByLetter([
    { name: 'bia', urns: ['whatsapp:2'] },
    { name: 'Ana', urns: ['whatsapp:1'] },
    { name: 'Ana', urns: ['whatsapp:1'] },
    { name: null, urns: ['whatsapp:3'] },
  ]);

  expect(groups.map(([letter, people]) => [letter, people.length])).toEqual([
    ['#', 1],
    ['A', 1],
    ['B', 1],
  ]);
});

test('tokens become the values of the person and of the agent', () => {
  const text = resolveTokens(
    '{{contact.name}} {{contact.urn}} {{agent.name}} {{agent.email}} {{other}}',
    { name: 'Ana $&', urns: ['whatsapp:5511'] },
    { first_name: 'Bob', email: 'bob@example.com' },
  );

  expect(text).toBe('Ana $& 5511 Bob bob@example.com {{other}}');
});
