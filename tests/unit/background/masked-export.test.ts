import { beforeEach, describe, expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import { maskText } from '../../../lib/contacts/mask.ts';
import { contact, dispatchRow, personRow, SESSION } from '../dispatch/rows.ts';
import { awaitedRow } from './rows.ts';
import { createWorld, draftOf, PAGE, type World } from './world.ts';

const NAME = 'Zuleica Querubim';
const NUMBER = '5582999000123';
/** Every name and number that must not appear in any row of the export. */
const SECRETS = ['Zuleica', 'Querubim', NUMBER, '82 99900-0123', 'zuleica@casa.example'];

let world: World;
beforeEach(async () => {
  world = createWorld();
  const { ledger } = world;
  const draft = draftOf(0, {
    people: [
      {
        contactUuid: contact(1),
        name: NAME,
        origins: [{ kind: 'hand' }],
        values: { key: NAME, telefone: NUMBER, id: 'zuleica@casa.example' },
      },
    ],
    unresolvedLines: [`${NAME} 82 99900-0123`] as never,
    variables: { 1: { source: { kind: 'text', text: NAME }, fallback: NUMBER } },
  });
  await ledger.putDraft(SESSION, draft);
  await ledger.putKept({ key: `held:${SESSION}`, value: draft });
  await ledger.confirm(dispatchRow(), [personRow({ name: NAME, params: { name: NAME, status: NUMBER } })], null);
  await ledger.putAwaited([awaitedRow({ contactName: NAME })]);
  await ledger.putKept({
    key: `audiences:${SESSION}`,
    value: {
      recents: [{ contactUuid: contact(1), name: NAME, usedAt: 1 }],
      audiences: [
        {
          name: 'VIP',
          people: [{ contactUuid: contact(1), name: NAME, fromGroups: [] }],
          groups: [],
          savedAt: 1,
          refreshedAt: 1,
        },
      ],
    },
  });
  await ledger.putKept({ key: `test:self:${SESSION}`, value: { contactUuid: contact(1), name: NAME } });
});

const leaked = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret));

describe('export everything', () => {
  it('holds names and numbers while they are not masked', async () => {
    const { json } = await world.call('data:export', {}, PAGE);

    expect(leaked(json)).toEqual(SECRETS);
  });

  it.each([
    ['the agent', async () => void (await world.call('settings:save', { settings: { maskPeople: true } }, PAGE))],
    [
      'a policy',
      async () => {
        Object.assign(browser.storage, { managed: { get: async () => ({ maskPeople: true }) } });
        await world.services.settings.load();
      },
    ],
  ])('has neither name nor number, but everything else, once %s masks them', async (_who, mask) => {
    await mask();

    const { json } = await world.call('data:export', {}, PAGE);

    expect(leaked(json)).toEqual([]);
    expect(json).toContain('Z••••••');
    expect(JSON.parse(json)).toMatchObject({
      dispatches: [{ flowName: dispatchRow().flowName }],
      people: [{ contactUuid: personRow().contactUuid, status: personRow().status }],
      awaited: [{ sessionId: SESSION }],
    });
  });
});

describe('a masked text', () => {
  it.each([
    ['Ana Souza', 'A•• S••••'],
    ['+55 82 99900-0123', '+•• •• •••••-••23'],
    ['José Ângelo'.normalize('NFD'), 'J••• Â•••••'],
    ['٠١٢٣٤٥', '••••٤٥'],
    ['𝐀𝐧𝐚', '𝐀••'],
    ['ana@casa.example', 'a••@c•••.e••••••'],
  ])('%s shows only initials and the last digits', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });
});
