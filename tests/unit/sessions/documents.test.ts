import { describe, expect, it } from 'vitest';
import { SessionId } from '../../../lib/ids.ts';
import type { Identity } from '../../../lib/sessions/sessions.ts';
import { namesSamePerson } from '../../../lib/sessions/session.ts';
import { API, arrange, frame, known, OTHER_PROJECT, PROJECT, report } from './arrange.ts';

const ANA = SessionId.parse(`${API}|ana@example.org|${PROJECT}`);
const chats = frame(1);
const evil = frame(1, 0, { document: 'evil', origin: 'https://evil.example' });
const reloaded = frame(1, 0, { document: 'reloaded' });

/** Sessions with a server whose profile calls wait in `asked` until the test answers them. */
function slow() {
  const arranged = arrange();
  const asked: { token: string; answer: (identity: Identity) => void }[] = [];
  arranged.world.answer = ({ token }) => new Promise((resolve) => void asked.push({ token, answer: resolve }));
  return { ...arranged, asked, settle: turns };
}

const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

function personToken(claims: object): string {
  return `h.${btoa(JSON.stringify(claims))}.s`;
}

describe('a session belongs to a document', () => {
  it.each([
    ['nonce', { document: 'another' }],
    ['origin', { origin: 'https://other.example' }],
    ['document id of the browser', { documentId: 'D2' }],
  ])('so that a sender with another %s has no session, and the tab frame leaves it', async (_, change) => {
    const { world, sessions } = arrange();
    await sessions.report(frame(1, 0, { documentId: 'D1' }), report());
    const other = frame(1, 0, { documentId: 'D1', ...change });
    expect(await sessions.ofFrame(other)).toBeNull();

    expect(await sessions.meet(other)).toBe('new');

    expect(sessions.shownBy(other)).toBeNull();
    expect(sessions.shownBy(frame(1, 0, { documentId: 'D1' }))).toBeNull();
    expect((await sessions.frames()).map(({ sessionId, site }) => [sessionId, site.status])).toEqual([
      [null, 'checking'],
    ]);
    expect(world.left).toMatchObject([{ document: { document: 'document-1-0' }, sessionId: ANA, why: 'gone' }]);
  });

  it('and ends there when the next document sends a message, before any answer of disk or server', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.area.set = () => new Promise(() => undefined);
    world.answer = () => new Promise(() => undefined);

    void sessions.report(evil, report({ token: 'made-up' }));
    await Promise.resolve();
    await Promise.resolve();

    expect(sessions.shownBy(chats)).toBeNull();
    expect(sessions.shownBy(evil)).toBeNull();
  });

  it('so that a late message of the document before is refused and does not affect the present document', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    await sessions.report(reloaded, report({ token: 'bia-1' }));
    world.claims.length = 0;

    expect(await sessions.meet(chats)).toBe('gone');
    expect(await sessions.report(chats, report({ token: 'ana-2' }))).toBeNull();
    await sessions.touch(chats, { roomUuid: 'room' });
    await sessions.documentGone(chats);

    expect((await sessions.ofFrame(reloaded))?.session?.agentEmail).toBe('bia@example.org');
    expect((await sessions.ofFrame(reloaded))?.record.roomUuid).toBeNull();
    expect(world.claims).toEqual([]);
  });

  it('and a replaced document stays gone after a restart of the background', async () => {
    const { sessions, build } = arrange();
    await sessions.report(chats, report());
    await sessions.report(reloaded, report());

    expect(await build().meet(chats)).toBe('gone');
  });

  it('and a replaced document stays gone when the tab frame is forgotten', async () => {
    const { sessions } = arrange();
    await sessions.report(chats, report());
    await sessions.report(reloaded, report());
    await sessions.documentGone(reloaded);

    expect(await sessions.meet(chats)).toBe('gone');
    expect(await sessions.meet(reloaded)).toBe('new');
  });

  it('that is identified again under a new nonce when it returns from the page cache', async () => {
    const { sessions } = arrange();
    await sessions.report(chats, report());
    await sessions.report(evil, report({ state: 'no-token', token: null, projectUuid: null }));

    await sessions.report(frame(1, 0, { document: 'restored' }), report());

    expect(sessions.shownBy(frame(1, 0, { document: 'restored' }))).toBe(ANA);
    expect(sessions.shownBy(chats)).toBeNull();
  });

  it('so that a report of the document before, answered late, changes nothing', async () => {
    const { sessions, asked, settle } = slow();
    const first = sessions.report(chats, report());
    await settle();
    void sessions.report(evil, report({ token: 'made-up' }));
    await settle();

    asked[0]?.answer(known('ana@example.org'));
    await first;

    expect([sessions.shownBy(chats), sessions.shownBy(evil)]).toEqual([null, null]);
    expect(await sessions.list()).toEqual([]);
  });

  it('so that a sender without a nonce has no session and cannot end one', async () => {
    const { sessions } = arrange();
    await sessions.report(chats, report());

    expect(await sessions.meet(frame(1, 0, { document: null }))).toBe('unnamed');
    expect(await sessions.report(frame(1, 0, { document: null }), report({ token: 'bia-1' }))).toBeNull();

    expect(sessions.shownBy(chats)).toBe(ANA);
  });

  it('and is not lost when the document before it is found to be gone', async () => {
    const { sessions } = arrange();
    await sessions.report(chats, report());
    await sessions.report(reloaded, report());

    await sessions.documentGone(chats);

    expect(sessions.shownBy(reloaded)).toBe(ANA);
  });
});

describe('a log-in that changes', () => {
  it.each([
    ['a token of another person', { token: 'bia-1' }],
    ['another project', { projectUuid: OTHER_PROJECT }],
    ['another API host', { apiOrigin: 'https://other.example' }],
    ['no log-in', { state: 'no-token' as const, token: null, projectUuid: null }],
    ['a project that changes', { state: 'changing' as const, token: null, projectUuid: null }],
  ])('to %s ends the session in this tab frame before any request', async (_, change) => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.now += 11 * 60_000;
    world.answer = () => new Promise(() => undefined);

    void sessions.report(chats, report(change));
    await Promise.resolve();
    const mayAtOnce = sessions.maySend(chats, ANA);
    await turns();

    expect(mayAtOnce).toBe(false);
    expect(sessions.shownBy(chats)).toBeNull();
    expect(sessions.maySend(chats, ANA)).toBe(false);
    expect(world.left).toMatchObject([{ sessionId: ANA, why: 'changed' }]);
  });

  it('is "checking" until the server has answered', async () => {
    const { sessions, asked, settle } = slow();
    const first = sessions.report(chats, report());
    await settle();
    asked[0]?.answer(known('ana@example.org'));
    await first;

    const second = sessions.report(chats, report({ token: 'bia-1' }));
    await settle();
    expect((await sessions.ofFrame(chats))?.record.site).toEqual({ status: 'checking' });

    asked[1]?.answer(known('bia@example.org'));
    expect(await second).toMatchObject({ site: { status: 'ready' } });
  });

  it('to another API host set by the agent ends the session before a request to that host', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.apiOrigins.set('https://chats.example', 'https://set.example');
    const shownWhenAsked: unknown[] = [];
    world.answer = async () => {
      shownWhenAsked.push(sessions.shownBy(chats));
      return { status: 'offline' };
    };

    await sessions.report(chats, report());

    expect(shownWhenAsked).toEqual([null]);
  });

  it('to a renewed token of the same person keeps the session, but lets no start leave until the server confirms it', async () => {
    const { world, sessions, asked, settle } = slow();
    const [one, two] = [personToken({ sub: 'u1', jti: 1 }), personToken({ sub: 'u1', jti: 2 })];
    const first = sessions.report(chats, report({ token: one }));
    await settle();
    asked[0]?.answer(known('ana@example.org'));
    await first;
    expect(sessions.maySend(chats, ANA)).toBe(true);

    const second = sessions.report(chats, report({ token: two }));
    await settle();
    expect([sessions.shownBy(chats), sessions.maySend(chats, ANA)]).toEqual([ANA, false]);

    asked[1]?.answer(known('ana@example.org'));
    await second;
    expect([sessions.shownBy(chats), sessions.maySend(chats, ANA)]).toEqual([ANA, true]);
    expect(world.left).toEqual([]);
  });

  it('lets no start leave while the newest report is unanswered, whatever the answer to an older one', async () => {
    const { sessions, asked, settle } = slow();
    const first = sessions.report(chats, report());
    await settle();
    void sessions.report(chats, report({ token: 'bia-1' }));
    await settle();

    asked[0]?.answer(known('ana@example.org'));
    await first;

    expect(sessions.maySend(chats, ANA)).toBe(false);
    expect(sessions.shownBy(chats)).toBeNull();
  });

  it('lets no start leave after a report failed', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report({ token: personToken({ sub: 'u1', jti: 1 }) }));
    const shown = sessions.shownBy(chats);
    world.answer = async () => await Promise.reject(new Error('database'));

    await expect(sessions.report(chats, report({ token: personToken({ sub: 'u1', jti: 2 }) }))).rejects.toThrow(
      'database',
    );

    expect(shown === null ? null : sessions.maySend(chats, shown)).toBe(false);
  });

  it('reported again without a change keeps the session, and starts may leave meanwhile', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.now += 11 * 60_000;
    world.answer = () => new Promise(() => undefined);

    void sessions.report(chats, report());
    await Promise.resolve();

    expect(sessions.maySend(chats, ANA)).toBe(true);
  });

  it('to another agent ends the session that had people queued, until its agent is back', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.working.add(ANA);

    await sessions.report(chats, report({ token: 'bia-1' }));
    expect((await sessions.list()).map((session) => session.agentEmail)).toEqual(['bia@example.org']);

    await sessions.report(chats, report());
    expect(await sessions.live(ANA)).not.toBeNull();
  });

  it('to another agent after a reload ends the session that had people queued, too', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.working.add(ANA);
    await sessions.meet(reloaded);
    expect(await sessions.live(ANA)).not.toBeNull();

    void sessions.report(reloaded, report({ token: 'bia-1' }));
    await Promise.resolve();

    expect(await sessions.live(ANA)).toBeNull();
  });

  it('to another agent through a log-in page without our scripts ends the session that had people queued, too', async () => {
    const { world, sessions, build } = arrange();
    await sessions.report(chats, report());
    world.working.add(ANA);
    await sessions.documentGone(chats);
    const later = build();
    expect(await later.live(ANA)).not.toBeNull();
    world.answer = () => new Promise(() => undefined);

    void later.report(reloaded, report({ token: 'bia-1' }));
    await Promise.resolve();

    expect(await later.live(ANA)).toBeNull();
  });

  it.each([
    'goes before the other one came',
    'is missed only after the other one came',
    'is missed while the other one is looked up',
  ])(
    'to another agent in a new frame of the tab ends the session that had people queued, whose frame %s',
    async (when) => {
      const { world, sessions } = arrange();
      await sessions.report(frame(1, 5), report());
      world.working.add(ANA);
      if (when === 'goes before the other one came') await sessions.documentGone(frame(1, 5));
      if (when === 'is missed while the other one is looked up') world.answer = () => new Promise(() => undefined);
      const reporting = sessions.report(frame(1, 9), report({ token: 'bia-1' }));
      if (when !== 'is missed while the other one is looked up') await reporting;
      await sessions.documentGone(frame(1, 5));

      expect(await sessions.live(ANA)).toBeNull();
    },
  );

  it('in another tab does not end a session that works without its tab', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.working.add(ANA);
    await sessions.documentGone(chats);

    await sessions.report(frame(2), report({ token: 'bia-1' }));

    expect(await sessions.live(ANA)).not.toBeNull();
  });

  it("in one tab does not affect the agent's other tabs", async () => {
    const { sessions } = arrange();
    await sessions.report(chats, report());
    await sessions.report(frame(2), report());

    await sessions.report(chats, report({ token: 'bia-1' }));

    expect([sessions.shownBy(frame(2)), sessions.maySend(frame(2), ANA), sessions.maySend(chats, ANA)]).toEqual([
      ANA,
      true,
      false,
    ]);
  });

  it('to another project of the same agent keeps the session that still works', async () => {
    const { world, sessions } = arrange();
    await sessions.report(chats, report());
    world.working.add(ANA);

    await sessions.report(chats, report({ projectUuid: OTHER_PROJECT }));

    expect((await sessions.live(ANA))?.frames).toEqual([]);
  });
});

describe('two tokens', () => {
  it.each<[string, object, object, boolean]>([
    ['of one subject', { iss: 'i', sub: 'u1', jti: 1 }, { iss: 'i', sub: 'u1', jti: 2 }, true],
    ['of one e-mail, where there is no subject', { email: 'Ana@x.org', jti: 1 }, { email: 'ana@x.org', jti: 2 }, true],
    ['of two subjects', { sub: 'u1' }, { sub: 'u2' }, false],
    ['of one e-mail and two subjects', { sub: 'u1', email: 'a@x.org' }, { sub: 'u2', email: 'a@x.org' }, false],
    ['of which one has no subject', { sub: 'u1', email: 'a@x.org' }, { email: 'a@x.org' }, false],
    ['of two issuers', { iss: 'i', sub: 'u1' }, { iss: 'j', sub: 'u1' }, false],
    ['that name no person', { jti: 1 }, { jti: 2 }, false],
    ['whose subject is no text', { sub: 7, jti: 1 }, { sub: 7, jti: 2 }, false],
  ])('%s are compared by their claims', (_, one, other, isSame) => {
    expect(namesSamePerson(personToken(one), personToken(other))).toBe(isSame);
  });

  it('that cannot be read count as one person only when they are equal', () => {
    expect([
      namesSamePerson('opaque', 'opaque'),
      namesSamePerson('opaque-1', 'opaque-2'),
      namesSamePerson('a.%%.c', 'a.%%.d'),
    ]).toEqual([true, false, false]);
  });
});
