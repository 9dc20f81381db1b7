import { describe, expect, it } from 'vitest';
import { ContactUuid, DispatchId } from '../../../lib/ids.ts';
import { badgeFor, knownAt } from '../../../lib/replies/badge.ts';
import { csvLocale, toCsv } from '../../../lib/replies/csv-export.ts';
import { listAwaited, listUnanswered } from '../../../lib/replies/list.ts';
import { decideNotices, type NotifyContext } from '../../../lib/replies/notify.ts';
import { ownershipNotice } from '../../../lib/replies/ownership.ts';
import type { AwaitedChange } from '../../../lib/replies/ports.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { replyBuckets, statsBy, statsOf, type CountedDispatch } from '../../../lib/replies/stats.ts';
import { awaited, BRUNO, roomUuid, uuidOf } from './memory-ports.ts';

const NOW = 10_000_000;
const contact = (n: number) => ContactUuid.parse(uuidOf('c', n));
const dispatch = (n: number) => DispatchId.parse(uuidOf('d', n));
const replied = (over: Partial<AwaitedRow> = {}) =>
  awaited({ status: 'replied', repliedAt: NOW - 1_000, roomUuid: roomUuid(1), ...over });

describe('badge', () => {
  it('counts people, not starts', () => {
    const rows = [
      replied({ id: 'a' }),
      replied({ id: 'b' }),
      replied({ id: 'c', contactUuid: BRUNO }),
      awaited({ id: 'd', contactUuid: contact(1) }),
    ];

    expect(badgeFor({ rows, isLive: true, asOf: NOW })).toEqual({
      text: '2',
      color: 'fresh',
      titleKey: 'badge_replied',
      args: { count: 2, waiting: 1, asOf: NOW },
    });
  });

  it('is capped at 99', () => {
    const rows = Array.from({ length: 100 }, (_, n) => replied({ id: `${n}`, contactUuid: contact(n) }));

    expect([
      badgeFor({ rows: rows.slice(1), isLive: true, asOf: NOW }).text,
      badgeFor({ rows, isLive: true, asOf: NOW }).text,
    ]).toEqual(['99', '99+']);
  });

  it('is grey and shows a date while Chats is closed', () => {
    expect(badgeFor({ rows: [replied()], isLive: false, asOf: NOW })).toMatchObject({
      text: '1',
      color: 'stale',
      titleKey: 'badge_stale',
      args: { asOf: NOW },
    });
  });

  it('shows the date of the newest diff or news of any session', () => {
    const watch = (lastDiffAt: number | null, lastNewsAt: number | null) => ({ lastDiffAt, lastNewsAt });

    expect([knownAt([watch(5, 3), watch(2, 9)]), knownAt([watch(null, null)]), knownAt([])]).toEqual([9, null, null]);
  });

  it('is absent for opened, closed, dismissed and waiting people', () => {
    const rows = (['opened', 'closed', 'dismissed', 'superseded', 'expired', 'sent'] as const).map((status) =>
      awaited({ id: status, status, repliedAt: NOW }),
    );

    expect(badgeFor({ rows, isLive: true, asOf: NOW })).toMatchObject({
      text: '',
      color: 'none',
      titleKey: 'badge_none',
    });
  });
});

describe('notices', () => {
  const change = (row: AwaitedRow, over: Partial<AwaitedChange> = {}): AwaitedChange => ({
    before: null,
    after: row,
    isNewReply: true,
    isReminder: false,
    ...over,
  });
  const context = (
    over: Partial<NotifyContext> = {},
    settings: Partial<NotifyContext['settings']> = {},
  ): NotifyContext => ({
    settings: { notification: 'always', sound: true, quietUntil: null, quietSince: null, ...settings },
    now: NOW,
    visibleSessions: new Set([replied().sessionId]),
    isOnScreen: () => false,
    notifiedAt: {},
    ...over,
  });

  it('are given once for several messages of a person within a minute', () => {
    const first = decideNotices([change(replied())], context());
    const again = decideNotices([change(replied())], context({ now: NOW + 59_000, notifiedAt: first.notifiedAt }));
    const later = decideNotices([change(replied())], context({ now: NOW + 60_000, notifiedAt: first.notifiedAt }));

    expect([first, again, later].map((decision) => [decision.notices.length, decision.heardBy.size > 0])).toEqual([
      [1, true],
      [0, false],
      [1, true],
    ]);
  });

  it.each([3_600_000, 86_400_000])('are shown and play their sound after the clock was set back by %d ms', (backMs) => {
    const first = decideNotices([change(replied())], context());
    const again = decideNotices([change(replied())], context({ now: NOW - backMs, notifiedAt: first.notifiedAt }));

    expect([again.notices.length, again.heardBy.size > 0]).toEqual([1, true]);
  });

  it('end do-not-disturb when the clock was set back to before its beginning, so that an hour never becomes a day', () => {
    const quiet = { quietSince: NOW, quietUntil: NOW + 3_600_000 };
    const at = (now: number) => decideNotices([change(replied())], context({ now }, quiet)).notices.length;

    expect([at(NOW), at(NOW + 3_599_999), at(NOW - 60_000), at(NOW + 3_600_000), at(NOW - 86_400_000)]).toEqual([
      0, 0, 0, 1, 1,
    ]);
  });

  it('group more than three people', () => {
    const people = (count: number) =>
      Array.from({ length: count }, (_, n) => change(replied({ id: `${n}`, contactUuid: contact(n) })));

    expect([
      decideNotices(people(3), context()).notices.map((notice) => notice.kind),
      decideNotices(people(4), context()).notices.map((notice) => notice.kind),
    ]).toEqual([['one', 'one', 'one'], ['group']]);
  });

  it('keep silent for the room on screen, before do-not-disturb ends, and when off', () => {
    const onScreen = decideNotices(
      [change(replied())],
      context({ isOnScreen: (sessionId, room) => sessionId === replied().sessionId && room === roomUuid(1) }),
    );
    const quiet = decideNotices([change(replied())], context({}, { quietUntil: NOW + 1 }));
    const off = decideNotices([change(replied())], context({}, { notification: 'off', sound: false }));

    expect([onScreen, quiet, off].map((decision) => [decision.notices.length, decision.heardBy.size > 0])).toEqual([
      [0, false],
      [0, false],
      [0, false],
    ]);
  });

  it('appear only while Chats is out of sight if the setting says so; the sound plays anyway', () => {
    const hidden = decideNotices(
      [change(replied())],
      context({ visibleSessions: new Set(['somebody else']) }, { notification: 'hidden' }),
    );
    const visible = decideNotices([change(replied())], context({}, { notification: 'hidden' }));

    expect([hidden, visible].map((decision) => [decision.notices.length, decision.heardBy.size > 0])).toEqual([
      [1, true],
      [0, true],
    ]);
  });

  it('are not given for changes that are no new reply', () => {
    expect(
      decideNotices([change(replied(), { isNewReply: false }), change(replied({ status: 'closed' }))], context()),
    ).toMatchObject({ notices: [], heardBy: new Set() });
  });

  it('are given for a reminder', () => {
    expect(
      decideNotices([change(awaited(), { isNewReply: false, isReminder: true })], context()).notices,
    ).toMatchObject([{ kind: 'one', reason: 'reminder' }]);
  });
});

describe('list', () => {
  const rows = [
    awaited({ id: 'waits short', sentAt: 500 }),
    replied({ id: 'replied late', repliedAt: 900 }),
    awaited({ id: 'opened', status: 'opened', sentAt: 50 }),
    awaited({ id: 'waits long', sentAt: 100, contactName: 'José Ñandú' }),
    replied({ id: 'replied first', repliedAt: 800 }),
    awaited({ id: 'dismissed', status: 'dismissed' }),
  ];

  it('puts the oldest unopened reply on top, then people by how long they have waited, then opened replies', () => {
    expect(listAwaited(rows).map((row) => row.id)).toEqual([
      'replied first',
      'replied late',
      'waits long',
      'waits short',
      'opened',
    ]);
  });

  it('puts a person whose reminder rang before all people who wait', () => {
    const reminded = awaited({ id: 'reminded', sentAt: 700, remindedAt: NOW });

    expect(listAwaited([...rows, reminded]).map((row) => row.id)).toEqual([
      'replied first',
      'replied late',
      'reminded',
      'waits long',
      'waits short',
      'opened',
    ]);
  });

  it('filters by flow, dispatch, state and text without accents', () => {
    const some = [...rows, awaited({ id: 'beta', flowName: 'beta', dispatchId: dispatch(1) })];
    const ids = (filter: Parameters<typeof listAwaited>[1]) => listAwaited(some, filter).map((row) => row.id);

    expect([
      ids({ flowName: 'beta' }),
      ids({ dispatchId: dispatch(1) }),
      ids({ statuses: ['dismissed'] }),
      ids({ text: 'jose nandu' }),
    ]).toEqual([['beta'], ['beta'], ['dismissed'], ['waits long']]);
  });

  it('lists the replies to open next, the oldest first', () => {
    expect(
      [rows, [awaited()]].map((some) => listAwaited(some, { statuses: ['replied'] }).map((row) => row.id)),
    ).toEqual([['replied first', 'replied late'], []]);
  });

  it('lists the people of a dispatch who did not answer, for a new selection', () => {
    const of = (over: Partial<AwaitedRow>) => awaited({ dispatchId: dispatch(1), ...over });
    const people = [
      of({ id: 'a', contactUuid: contact(1) }),
      of({ id: 'b', contactUuid: contact(2), status: 'closed' }),
      of({ id: 'c', contactUuid: contact(3), repliedAt: 1 }),
      of({ id: 'd', contactUuid: contact(4), status: 'superseded' }),
      awaited({ id: 'e', contactUuid: contact(4), repliedAt: 1 }),
    ];

    expect(listUnanswered(people, dispatch(1)).map((person) => person.contactUuid)).toEqual([contact(1), contact(2)]);
  });
});

describe('the warning that replies go to the queue', () => {
  it('appears only while people wait and the agent is known to be offline', () => {
    const kinds = [
      ownershipNotice([awaited()], 'offline'),
      ownershipNotice([awaited()], 'unknown'),
      ownershipNotice([awaited()], 'online'),
      ownershipNotice([replied()], 'offline'),
    ];

    expect(kinds).toEqual([
      { kind: 'replies-go-to-queue', people: 1 },
      { kind: 'none' },
      { kind: 'none' },
      { kind: 'none' },
    ]);
  });
});

describe('numbers', () => {
  const NOBODY = { queued: 0, sending: 0, checking: 0, accepted: 0, refused: 0, unknown: 0, skipped: 0, cancelled: 0 };
  const dispatches: CountedDispatch[] = [
    { dispatchIds: [dispatch(1)], counts: { ...NOBODY, accepted: 2, refused: 1, unknown: 1 }, seenTwice: 1 },
    {
      dispatchIds: [dispatch(2)],
      counts: { ...NOBODY, accepted: 1, unknown: 1, skipped: 1, cancelled: 1, checking: 1 },
      seenTwice: 0,
    },
  ];
  const rows = [
    awaited({ id: `${dispatch(1)}:0`, dispatchId: dispatch(1), sentAt: 1_000, repliedAt: 3_000, status: 'replied' }),
    awaited({ id: `${dispatch(1)}:1`, dispatchId: dispatch(1), sentAt: 1_000, status: 'sent' }),
    awaited({ id: `${dispatch(2)}:0`, dispatchId: dispatch(2), sentAt: 1_000, repliedAt: 9_000, status: 'closed' }),
    awaited({ id: 'page:x', dispatchId: null, sentAt: 1_000, repliedAt: 2_000 }),
  ];

  it('add up: every person is in exactly one number', () => {
    const stats = statsOf(dispatches, rows);

    expect(stats).toEqual({
      dispatches: 2,
      people: 9,
      accepted: 3,
      refused: 1,
      unknown: 2,
      skipped: 1,
      cancelled: 1,
      inProgress: 1,
      seenTwice: 1,
      replied: 2,
      replyRate: 2 / 3,
      medianReplyMs: 5_000,
    });
    expect(stats.accepted + stats.refused + stats.unknown + stats.skipped + stats.cancelled + stats.inProgress).toBe(
      stats.people,
    );
  });

  it('of groups add up to the numbers of the whole', () => {
    const groups = [...statsBy(dispatches, rows, (each) => each.dispatchIds[0]).values()];
    const whole = statsOf(dispatches, rows);

    for (const key of ['dispatches', 'people', 'accepted', 'replied', 'unknown', 'inProgress', 'seenTwice'] as const) {
      expect(groups.reduce((sum, group) => sum + group[key], 0)).toBe(whole[key]);
    }
  });

  it('count a person who was sent to twice and answered as one, by the first answer', () => {
    const again = { dispatchIds: [dispatch(1), dispatch(3)], counts: { ...NOBODY, accepted: 2 }, seenTwice: 0 };

    const stats = statsOf(
      [again],
      [
        ...rows,
        awaited({
          id: `${dispatch(3)}:0`,
          dispatchId: dispatch(3),
          sentAt: 4_000,
          repliedAt: 9_000,
          status: 'replied',
        }),
      ],
    );

    expect(stats).toMatchObject({ dispatches: 1, people: 2, replied: 1, replyRate: 0.5, medianReplyMs: 2_000 });
  });

  it('have no rate and no median without people', () => {
    expect(statsOf([], [])).toMatchObject({ people: 0, replyRate: null, medianReplyMs: null });
  });

  it('put every reply in exactly one bar', () => {
    const bars = replyBuckets(rows, 4);

    expect([bars.map((bar) => bar.replies), bars[0]?.fromAt]).toEqual([[2, 0, 0, 1], 1_000]);
    expect(replyBuckets([awaited()], 4)).toEqual([]);
  });
});

describe('csv', () => {
  it('starts with a byte order mark and separates as the locale does', () => {
    expect([
      toCsv(['a', 'b'], [['x', 1.5]], csvLocale('pt_BR')),
      toCsv(['a', 'b'], [['x', 1.5]], csvLocale('en')),
    ]).toEqual(['\uFEFFa;b\r\nx;1,5\r\n', '\uFEFFa,b\r\nx,1.5\r\n']);
  });

  it('puts an apostrophe before every text that a spreadsheet would run as a formula', () => {
    for (const text of ['=1+1', '+55', '-1', '@x', ' =1', '\u200B=1', '＝1', '\t=1']) {
      expect(toCsv([], [[text]], csvLocale('en'))).toContain("'");
    }
  });

  it('puts an apostrophe before a formula that stands behind any invisible character', () => {
    const signs = [
      0x00, 0x01, 0x1f, 0x7f, 0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d,
      0x202e, 0x2060, 0x2063, 0x2066, 0x2069, 0x206f, 0x2800, 0x3164, 0xfe0f, 0xfeff, 0xffa0, 0xe0020,
    ];
    const armed = signs.filter((sign) => {
      const text = `${String.fromCodePoint(sign)} ${String.fromCodePoint(sign)}=1+1`;
      return !toCsv([], [[text]], csvLocale('en')).includes(`'${text}`);
    });

    expect(armed.map((sign) => sign.toString(16))).toEqual([]);
  });

  it('quotes separators, quotes and line ends, and writes nothing for null', () => {
    expect(toCsv(['h'], [['a;b'], ['say "hi"'], ['two\nlines'], [null]], csvLocale('es'))).toBe(
      '\uFEFFh\r\n"a;b"\r\n"say ""hi"""\r\n"two\nlines"\r\n\r\n',
    );
  });

  it('writes negative numbers as numbers', () => {
    expect(toCsv(['h'], [[-2]], csvLocale('en'))).toBe('\uFEFFh\r\n-2\r\n');
  });
});
