// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { createFrameAnswers } from '../../../lib/frame/answer-background.ts';
import { ProjectUuid, RoomUuid } from '../../../lib/ids.ts';
import type { PageSession } from '../../../lib/weni/page/page-session.ts';
import { showSavedPage } from '../weni-page/saved-page.ts';

const ROOM = RoomUuid.parse('c9c2e34b-7c2f-49d9-8420-892a0d1162b2');
const READY: PageSession = {
  status: 'ready',
  token: 'ana-1',
  projectUuid: ProjectUuid.parse('11111111-1111-4111-8111-111111111111'),
};

let page: { session: PageSession; asked: string[]; room: RoomUuid | null };
beforeEach(() => {
  document.body.innerHTML = '';
  page = { session: READY, asked: [], room: null };
});

const answers = () =>
  createFrameAnswers({
    window: window as Window & typeof globalThis,
    link: {
      onFrames: () => () => undefined,
      onSockets: () => () => undefined,
      newestSocket: () => null,
      version: () => 1,
      openRoom: async () => false,
      activeRoom: async () => (page.room === null ? { status: 'unknown' } : { status: 'known', roomUuid: page.room }),
      locale: async () => null,
    },
    readSession: () => page.session,
    newestRequested: () => null,
    repeatSession: () => void page.asked.push('repeat'),
    wake: () => void page.asked.push('wake'),
    documentNonce: () => 'here',
  });

describe('a tab frame that gets a message', () => {
  it.each([null, 'x', {}, { name: 'other:message' }, { name: 'toString', input: {} }, { name: 'constructor' }])(
    'leaves %j to other listeners',
    (message) => {
      expect(answers()(message)).toBeNull();
    },
  );

  it('answers with its present session, and also reports it the usual way', async () => {
    expect(await answers()({ document: 'here', name: 'frame:read-session', input: {} })).toEqual({
      token: 'ana-1',
      projectUuid: READY.status === 'ready' ? READY.projectUuid : '',
    });

    expect(page.asked).toEqual(['repeat']);
  });

  it('answers without a token while nobody is signed in', async () => {
    page.session = { status: 'no-token' };

    expect(await answers()({ document: 'here', name: 'frame:read-session', input: {} })).toEqual({
      token: null,
      projectUuid: null,
    });
  });

  it('answers with its title, visibility and room', async () => {
    document.title = 'Chats';
    page.room = ROOM;

    expect(await answers()({ document: 'here', name: 'frame:describe', input: {} })).toEqual({
      title: 'Chats',
      isVisible: true,
      roomUuid: ROOM,
    });
  });

  it('reconnects its panel when it is woken', async () => {
    expect(await answers()({ document: 'here', name: 'frame:wake', input: {} })).toEqual({});
    expect(page.asked).toEqual(['wake']);
  });

  it('does not answer a message for another document', async () => {
    expect(await answers()({ document: 'before', name: 'frame:read-session', input: {} })).toBeNull();
    expect(await answers()({ document: 'before', name: 'frame:describe', input: {} })).toBeNull();
    expect(answers()({ name: 'frame:read-session', input: {} })).toBeNull();

    expect(page.asked).toEqual([]);
  });

  it('opens no room without Chats, without a session, or for a malformed message', async () => {
    const input = { roomUuid: ROOM, contactName: null, room: null, mayNavigate: false };
    expect(await answers()({ document: 'here', name: 'frame:open-room', input })).toEqual({ result: 'failed' });
    showSavedPage('standalone-room.html');
    page.session = { status: 'no-token' };

    expect(await answers()({ document: 'here', name: 'frame:open-room', input })).toEqual({ result: 'failed' });
    expect(
      await answers()({ document: 'here', name: 'frame:open-room', input: { ...input, roomUuid: 'x' } }),
    ).toBeNull();
  });
});
