import { describe, expect, it } from 'vitest';
import { toCallError } from '../../../lib/background/views/call-error.ts';
import { LedgerError } from '../../../lib/ledger/ledger.ts';
import { createLog } from '../../../lib/log.ts';
import { type Admit, createMessageServer, Refused, type Handlers } from '../../../lib/messaging/server.ts';
import type { SenderContext } from '../../../lib/platform/runtime.ts';
import { WeniApiError, type WeniErrorKind } from '../../../lib/weni/api/errors.ts';

const FRAME: SenderContext = {
  kind: 'frame',
  tabId: 1,
  frameId: 0,
  origin: 'https://chats.example',
  document: 'document-1',
  documentId: null,
};
const PAGE: SenderContext = { kind: 'extension-page' };
const DISPATCH = 'd0000000-0000-4000-8000-000000000001';

/** A message server whose handlers all call the same function. */
function serve(
  handle: (input: unknown, sender: SenderContext) => unknown = () => ({}),
  ready: Promise<void> = Promise.resolve(),
  admit: Admit = async () => () => true,
) {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => 0,
  );
  const handlers = new Proxy({} as Handlers, {
    get: () => async (input: unknown, sender: SenderContext) => handle(input, sender),
  });
  return { answer: createMessageServer(handlers, { toCallError, log, ready, admit }), lines, log };
}

describe('the message server', () => {
  it('gives a handler the parsed input and the sender', async () => {
    const { answer } = serve((input, sender) => ({ input, sender }));

    const got = await answer({ name: 'people:search', input: { text: 'ana', cursor: null, extra: 1 } }, FRAME);

    expect(got).toEqual({ ok: true, output: { input: { text: 'ana', cursor: null }, sender: FRAME } });
  });

  it.each([
    undefined,
    null,
    'x',
    {},
    { name: 7 },
    { name: 'no:such', input: {} },
    { name: 'toString', input: {} },
    { name: '__proto__', input: {} },
    { name: 'hasOwnProperty' },
  ])('does not know %j', async (message) => {
    const { answer } = serve();

    expect(await answer(message, FRAME)).toEqual({ ok: false, error: { kind: 'contract', detail: 'unknown message' } });
  });

  it.each([
    'data:export',
    'data:erase',
    'site:list',
    'site:add',
    'site:remove',
    'site:set-api',
    'site:of-tab',
    'panel:request',
  ])('accepts %s from extension pages only', async (name) => {
    const { answer } = serve();

    const got = await answer(
      { name, input: { origin: 'https://x.example', apiOrigin: null, tabId: 1, url: '', action: 'open-panel' } },
      FRAME,
    );

    expect(got).toEqual({ ok: false, error: { kind: 'refused', detail: `${name} is not for frame` } });
  });

  it.each([
    'page:session-changed',
    'page:frames',
    'page:room-shown',
    'draft:save',
    'dispatch:confirm',
    'dispatch:commit',
    'dispatch:retry',
    'dispatch:resume',
    'dispatch:hold-back',
    'access:set-toggle',
    'people:create',
  ])('accepts %s from a Chats frame only', async (name) => {
    const { answer } = serve();

    expect(await answer({ name, input: {} }, PAGE)).toEqual({
      ok: false,
      error: { kind: 'refused', detail: `${name} is not for extension-page` },
    });
  });

  it('refuses a sender that is not admitted, with the reason, before the handler runs', async () => {
    const done: unknown[] = [];
    const needed: unknown[] = [];
    const { answer } = serve(
      (input) => done.push(input),
      Promise.resolve(),
      async (_sender, need) => {
        needed.push(need);
        throw new Refused('session', 'nobody is signed in here');
      },
    );

    expect(await answer({ name: 'dispatch:undo', input: { dispatchId: DISPATCH } }, FRAME)).toEqual({
      ok: false,
      error: { kind: 'session', detail: 'nobody is signed in here' },
    });
    await answer({ name: 'dispatch:retry', input: {} }, FRAME);
    await answer({ name: 'settings:save', input: {} }, FRAME);
    await answer({ name: 'page:focused', input: {} }, FRAME);

    expect(done).toEqual([]);
    expect(needed).toEqual([
      { needs: 'session', sends: false },
      { needs: 'session', sends: true },
      { needs: 'document', sends: false },
      { needs: 'nothing', sends: false },
    ]);
  });

  it('withholds an answer from a sender that shows another session by the time the answer is ready', async () => {
    const { answer } = serve(
      () => ({ rows: ['Ana'] }),
      Promise.resolve(),
      async () => () => false,
    );

    expect(await answer({ name: 'people:recents', input: {} }, FRAME)).toEqual({
      ok: false,
      error: { kind: 'session', detail: 'another session by now' },
    });
  });

  it('checks the sender before the input, so that a stranger cannot learn the fields', async () => {
    const { answer } = serve();

    expect(await answer({ name: 'data:erase', input: 7 }, FRAME)).toMatchObject({ error: { kind: 'refused' } });
  });

  it('names the field of an input that does not fit, never its value', async () => {
    const { answer } = serve();

    const got = await answer(
      { name: 'settings:save', input: { settings: { undoSeconds: 'Ana Souza 82999000001' } } },
      FRAME,
    );

    expect(got).toEqual({ ok: false, error: { kind: 'contract', detail: 'settings:save settings.undoSeconds' } });
  });

  it.each<[string, unknown, object]>([
    ['a refusal', new Refused('session', 'nobody'), { kind: 'session', detail: 'nobody' }],
    ['a full disk', new LedgerError('full', 'no room'), { kind: 'storage', detail: 'full' }],
    ['an unexpected error', new TypeError('Ana Souza has no urns'), { kind: 'internal', detail: 'TypeError' }],
    ['a thrown value that is no error', 'Ana Souza', { kind: 'internal', detail: 'unknown' }],
  ])('turns %s into an answer', async (_, thrown, error) => {
    const { answer } = serve(() => {
      throw thrown;
    });

    expect(await answer({ name: 'people:recents', input: {} }, FRAME)).toEqual({ ok: false, error });
  });

  it.each<WeniErrorKind>([
    'session',
    'forbidden',
    'not-found',
    'rejected',
    'rate-limit',
    'offline',
    'server',
    'intercepted',
    'contract',
  ])('passes on the error kind %s of the API, with endpoint and field', async (kind) => {
    const { answer } = serve(() => {
      throw new WeniApiError({ kind, endpoint: 'GET /x/', field: 'results' });
    });

    expect(await answer({ name: 'people:recents', input: {} }, FRAME)).toEqual({
      ok: false,
      error: { kind, detail: 'GET /x/ results' },
    });
  });

  it('logs failures without secrets, and does not log refusals', async () => {
    const failing = serve(() => {
      throw new Error('bearer abc.def for ana@example.org');
    });
    const refusing = serve(() => {
      throw new Refused('refused', 'no');
    });

    await failing.answer({ name: 'people:recents', input: {} }, FRAME);
    await refusing.answer({ name: 'people:recents', input: {} }, FRAME);

    expect(failing.log.lastErrors()).toHaveLength(1);
    expect(failing.lines.join()).toContain('name=people:recents');
    expect(failing.lines.join()).not.toMatch(/abc|ana@/);
    expect(refusing.lines).toEqual([]);
  });

  it('answers before the stored state was read only for messages that do not need it', async () => {
    let hasRead = (): void => undefined;
    const stored = new Promise<void>((resolve) => void (hasRead = resolve));
    const handled: unknown[] = [];
    const { answer } = serve(() => handled.push(handled.length) && {}, stored);

    const waiting = answer({ name: 'people:recents', input: {} }, FRAME);
    await answer({ name: 'page:starting', input: {} }, FRAME);
    await answer({ name: 'page:appeared', input: {} }, FRAME);
    expect(handled).toEqual([0, 1]);

    hasRead();
    expect(await waiting).toMatchObject({ ok: true });
    expect(handled).toEqual([0, 1, 2]);
  });
});
