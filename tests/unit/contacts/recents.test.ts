import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rememberRecents } from '../../../lib/contacts/recents.ts';
import { contactId, row } from '../preflight/people.ts';

describe('recents', () => {
  it('contain the newest twenty people, each once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 }), { maxLength: 5 }),
        (rounds) => {
          let recents = rememberRecents([], []);
          for (const ids of rounds) {
            recents = rememberRecents(
              recents,
              ids.map((n) => row(n)),
            );
            expect(recents.slice(0, Math.min(20, ids.length)).map((one) => one.contactUuid)).toEqual(
              ids.slice(0, 20).map(contactId),
            );
          }
          expect(recents.length).toBeLessThanOrEqual(20);
          expect(new Set(recents.map((one) => one.contactUuid)).size).toBe(recents.length);
        },
      ),
    );
  });
});
