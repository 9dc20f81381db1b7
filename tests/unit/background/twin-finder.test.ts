import { describe, expect, it } from 'vitest';
import { createPeopleService } from '../../../lib/background/services/people-service.ts';
import { createTwinFinder } from '../../../lib/background/services/twin-finder.ts';
import { type ContactUuid, DispatchId } from '../../../lib/ids.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { WeniApiError } from '../../../lib/weni/api/errors.ts';
import type { WeniApi } from '../../../lib/weni/api/weni-api.ts';
import { contactId, person } from '../preflight/people.ts';
import { phones } from '../numbers/phones.ts';
import { awaited, SESSION_ID, uuidOf } from '../replies/memory-ports.ts';

const DISPATCH = DispatchId.parse(uuidOf('d', 1));
const withNumber = (n: number, path: string) => person(n, { urns: [{ scheme: 'whatsapp', path }] });
const sentTo = (n: number) => awaited({ id: `${DISPATCH}:${n}`, dispatchId: DISPATCH, contactUuid: contactId(n) });

/** A contact list of Flows that can be searched by URN only; `asked` lists the URNs. */
function arrange(stored: ReturnType<typeof person>[]) {
  const asked: string[] = [];
  let now = 0;
  let fails = false;
  const listContactsPage: WeniApi['listContactsPage'] = async (query) => {
    const urn = query?.urn ?? '';
    asked.push(urn);
    if (fails) throw new WeniApiError({ kind: 'offline', endpoint: 'list_contacts' });
    return {
      rows: stored.filter((contact) => contact.urns.some(({ scheme, path }) => `${scheme}:${path}` === urn)),
      badRows: 0,
      firstProblem: null,
      nextCursor: null,
    };
  };
  const weni = {
    of: async () => ({
      api: {
        listContactsPage,
        listAllGroups: async () => ({ rows: [], badRows: 0, firstProblem: null, end: 'complete' as const }),
      },
    }),
  };
  const people = createPeopleService({
    weni,
    kept: createMemoryLedger(),
    phones: async () => phones,
    defaultCountry: () => 'BR',
    now: () => now,
  });
  const linked: ContactUuid[][] = [];
  const timers: (() => void)[] = [];
  const { link, linkLater } = createTwinFinder({
    weni: { ...weni, scopeOf: async (sessionId) => sessionId },
    people,
    linkTwins: async (_session, found) => void linked.push(...found.map((each) => [...each])),
    now: () => now,
    after: (_delayMs, run) => void timers.push(run),
    onError: (error) => {
      throw error;
    },
  });
  const find = async (rows: Parameters<typeof link>[0]): Promise<ContactUuid[][]> => {
    linked.length = 0;
    await link(rows);
    return [...linked];
  };
  return {
    linkLater,
    linked,
    timers,
    asked,
    people,
    finder: { find },
    pass: (ms: number) => void (now += ms),
    fail: (isFailing: boolean) => void (fails = isFailing),
  };
}

describe('the second contact of a person who was sent to', () => {
  it('is found among contacts that were loaded, without a request', async () => {
    const { people, finder, asked } = arrange([]);
    people.remember(SESSION_ID, [
      withNumber(1, '5582991234567'),
      withNumber(2, '558291234567'),
      withNumber(3, '5582999990000'),
    ]);

    expect(await finder.find([sentTo(1)])).toEqual([[contactId(1), contactId(2)]]);
    expect(asked).toEqual([]);
  });

  it('is searched by the other spelling of the number, once an hour', async () => {
    const { people, finder, asked, pass } = arrange([withNumber(2, '558291234567')]);
    people.remember(SESSION_ID, [withNumber(1, '5582991234567'), withNumber(3, '5582999990000')]);

    expect(await finder.find([sentTo(1), sentTo(3)])).toEqual([[contactId(1), contactId(2)]]);
    await finder.find([sentTo(1), sentTo(3)]);
    expect(asked).toEqual(['whatsapp:558291234567', 'whatsapp:558299990000']);
    pass(61 * 60_000);
    await finder.find([sentTo(3)]);
    expect(asked).toHaveLength(3);
  });

  it('is linked at once if it is remembered, and otherwise looked up some seconds later', async () => {
    const { people, linkLater, timers, linked, asked } = arrange([withNumber(2, '558291234567')]);
    people.remember(SESSION_ID, [
      withNumber(1, '5582991234567'),
      withNumber(3, '5582999990000'),
      withNumber(4, '5582988880000'),
      withNumber(5, '558288880000'),
    ]);

    linkLater([sentTo(3), sentTo(4)]);
    linkLater([sentTo(1)]);
    await expect.poll(() => linked).toEqual([[contactId(4), contactId(5)]]);
    const before = asked.length;
    expect(timers).toHaveLength(1);
    for (const run of timers) run();
    await expect.poll(() => linked).toContainEqual([contactId(1), contactId(2)]);

    expect(before).toBe(0);
    expect(asked).toHaveLength(2);
  });

  it('costs a dispatch at most fifty calls', async () => {
    const { people, finder, asked } = arrange([]);
    const many = Array.from({ length: 80 }, (_, n) => withNumber(n, `55829${String(91_000_000 + n)}`));
    people.remember(SESSION_ID, many);

    for (let n = 0; n < 80; n += 8) await finder.find(Array.from({ length: 8 }, (_, place) => sentTo(n + place)));

    expect(asked).toHaveLength(50);
  });

  it('is no longer linked once its number has changed', async () => {
    const { people } = arrange([]);
    people.remember(SESSION_ID, [withNumber(1, '5582991234567'), withNumber(2, '558291234567')]);
    people.remember(SESSION_ID, [withNumber(2, '5582999990000')]);

    expect(people.twinsOf(SESSION_ID, contactId(1))).toEqual([]);
  });

  it('stays unknown when the request fails', async () => {
    const { people, finder, fail } = arrange([withNumber(2, '558291234567')]);
    people.remember(SESSION_ID, [withNumber(1, '5582991234567')]);
    fail(true);

    expect(await finder.find([sentTo(1)])).toEqual([]);
  });
});
