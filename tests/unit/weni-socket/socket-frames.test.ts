import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { toHint } from '../../../lib/weni/socket/socket-frames.ts';
import { SocketFact } from '../../../lib/replies/facts.ts';
import { AgentStatusHint, type SocketHint } from '../../../lib/weni/socket/hint.ts';
import { frameOf, messageContent, roomContent } from './contents.ts';

const Hint = z.union([SocketFact, AgentStatusHint]);

const CAPTURES = fileURLToPath(new URL('../../fixtures/captures/', import.meta.url));
const Incoming = z.object({ dir: z.literal('in'), raw: z.string(), type: z.string(), action: z.optional(z.string()) });

interface RecordedFrame {
  readonly file: string;
  readonly raw: string;
  readonly action: string;
}

/** Every received frame, wherever in the recording it is stored. */
function framesIn(file: string, value: unknown): RecordedFrame[] {
  const frame = Incoming.safeParse(value);
  if (frame.success) return [{ file, raw: frame.data.raw, action: frame.data.action ?? frame.data.type }];
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((child) => framesIn(file, child))
    : [];
}

const recorded = readdirSync(CAPTURES)
  .filter((name) => /^(ws|mode)-.*\.json$/.test(name))
  .flatMap((name) => framesIn(name, JSON.parse(readFileSync(CAPTURES + name, 'utf8'))));

const LET_THROUGH = new Set([
  'rooms.create',
  'rooms.update',
  'rooms.close',
  'msg.create',
  'msg.update',
  'status.update',
]);

/** What each frame of one recording's first agent leads to, in short, to compare with the observed cases. */
function story(file: string): string[] {
  return recorded.filter((frame) => frame.file === `${file}.json`).map(({ raw }) => tell(toHint(raw)));
}

function tell(hint: SocketHint | null): string {
  if (hint === null) return '-';
  if (hint.kind === 'agent-status') return `${hint.status} by ${hint.from}`;
  if (hint.kind === 'message') return `message ${hint.direction}`;
  const { action, isWaiting, isActive, user, flowStart } = hint;
  return `rooms.${action} w=${isWaiting} a=${isActive} ${user?.email ?? 'queue'} ${flowStart === null ? '{}' : 'start'}`;
}

describe('recorded frames', () => {
  it('become hints exactly when their action is on the list', () => {
    const wrong = recorded.filter(({ raw, action }) => (toHint(raw) !== null) !== LET_THROUGH.has(action));

    expect(recorded.length).toBeGreaterThan(50);
    expect(new Set(recorded.map(({ action }) => action))).toEqual(
      new Set(
        [...LET_THROUGH, 'pong', 'groups', 'method.error', 'msg.create.error', 'msg.create.success'].filter(
          (action) => action !== 'msg.update',
        ),
      ),
    );
    expect(wrong.map(({ file, action }) => `${file} ${action}`)).toEqual([]);
  });

  it.each([
    ['\u202aAna\u200b  Souza\u202c', 'Ana Souza'],
    ['\u3164', null],
  ])('of a room contain the contact name %j without invisible characters', (name, seen) => {
    const content = roomContent();

    expect(toHint(frameOf('rooms.update', { ...content, contact: { ...content.contact, name } }))).toMatchObject({
      contactName: seen,
    });
  });

  it('contain nothing that must not leave the page, words of contacts only as words, and pass the strict schema again', () => {
    const hints = recorded.map(({ raw }) => toHint(raw)).filter((hint) => hint !== null);

    const text = JSON.stringify(hints);
    for (const secret of ['callback_url', 'event_callback', 'whatsapp:', 'pelo socket', 'Token'])
      expect(text).not.toContain(secret);
    const withoutWords = JSON.stringify(hints, (key, value: unknown) => (key === 'words' ? undefined : value));
    for (const said of ['oi, estou aqui', 'tem alguém']) {
      expect(text).toContain(said);
      expect(withoutWords).not.toContain(said);
    }
    expect(hints.map((hint) => Hint.parse(JSON.parse(JSON.stringify(hint))))).toEqual(hints);
  });

  it('are refused when they claim to be an answer of the server, or carry a field more', () => {
    const hint = toHint(frameOf('rooms.update', roomContent()));

    expect(Hint.safeParse(hint).success).toBe(true);
    expect(Hint.safeParse({ ...hint, source: 'retrieve' }).success).toBe(false);
    expect(Hint.safeParse({ ...hint, callback_url: 'https://example.org' }).success).toBe(false);
    expect(Hint.safeParse({ ...hint, queue: { uuid: 'x', name: 'x', text: 'oi' } }).success).toBe(false);
  });

  const agent1 = 'agent1@example.com';

  it.each<[string, string[]]>([
    ['ws-contact-message-ongoing-room', ['message contact']],
    ['ws-agent-message-rest', ['message agent']],
    ['ws-agent-message-over-ws', ['-', 'message agent']],
    ['ws-agent-message-over-ws-after-24h', ['-']],
    ['ws-reply-on-waiting-room-external-msg', [`rooms.update w=true a=true ${agent1} start`, 'message contact']],
    ['ws-second-message-after-reply', [`rooms.update w=true a=true ${agent1} start`, 'message contact']],
    ['ws-reply-after-reopen-without-history', [`rooms.update w=false a=true ${agent1} {}`, 'message contact']],
    ['ws-status-online-event', ['ONLINE by user']],
    ['ws-commands', ['-', '-', '-', '-']],
  ])('lead to the hints of the contract: %s', (file, expected) => {
    expect(story(file).slice(0, expected.length)).toEqual(expected);
  });

  it('contain all fields of a room', () => {
    const frame = recorded.find(({ file }) => file === 'ws-reply-on-waiting-room-external-msg.json');

    expect(toHint(frame?.raw ?? '')).toEqual({
      kind: 'room',
      source: 'socket',
      action: 'update',
      uuid: 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2',
      contactUuid: 'a0000000-0000-4000-8000-000000000001',
      contactName: 'Ana Souza',
      isWaiting: true,
      isActive: true,
      user: { email: agent1, name: 'Bob Agent' },
      queue: { uuid: '33333333-3333-4333-8333-333333333333', name: 'Level 1' },
      ticketUuid: '80acd177-6ece-47c6-bdfd-d0370311e82d',
      flowStart: { name: 'Reengage after 24h', isDeleted: false, createdAt: Date.UTC(2026, 10, 20, 22, 3, 8, 49) },
      lastMessage: {
        uuid: '9023c321-2c83-48f7-a562-fd4fc2fa5271',
        createdAt: Date.UTC(2026, 10, 20, 22, 3, 4, 664),
        direction: 'agent',
      },
      lastInteractionAt: null,
      modifiedAt: Date.UTC(2026, 10, 20, 22, 3, 9, 254),
      endedAt: null,
      endedBy: null,
    });
  });
});

describe('odd frames', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', 'pong'],
    ['HTML', '<html><body>502</body></html>'],
    ['a number', '7'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a pong', '{"type":"pong"}'],
    ['another type', JSON.stringify({ type: 'method', action: 'msg.create', content: messageContent() })],
    ['an unknown action', frameOf('rooms.inactivity', roomContent())],
    ['an action of the prototype', frameOf('constructor', roomContent())],
    ['no content', '{"type":"notify","action":"rooms.update"}'],
    ['content null', frameOf('rooms.update', null)],
    ['content that is no JSON', JSON.stringify({ type: 'notify', action: 'rooms.update', content: '<h1>502</h1>' })],
    ['a room without contact', frameOf('rooms.update', { ...roomContent(), contact: undefined })],
    ['a room whose flag is a word', frameOf('rooms.update', { ...roomContent(), is_waiting: 'true' })],
    [
      'a room with a date without zone',
      frameOf('rooms.update', { ...roomContent(), modified_on: '2026-11-20T19:03:09' }),
    ],
    ['a message without room', frameOf('msg.create', { ...messageContent(), room: undefined })],
    ['a message whose uuid is none', frameOf('msg.create', { ...messageContent(), uuid: '<script>' })],
    ['a status without words', frameOf('status.update', { from: 7 })],
    ['a frame of two megabytes', frameOf('msg.create', { ...messageContent(), text: 'x'.repeat(2_000_000) })],
  ])('of this kind are no hint: %s', (_, frame) => {
    expect(toHint(frame)).toBeNull();
  });

  it('are read when content is an object and when it is a string', () => {
    const frame = JSON.stringify({ type: 'notify', action: 'msg.create', content: messageContent() });

    expect(toHint(frame)).toEqual(toHint(frameOf('msg.create', messageContent())));
    expect(toHint(frame)).toMatchObject({ kind: 'message', direction: 'contact' });
  });

  it('are read for a room without queue, user, ticket and last message', () => {
    const bare = {
      ...roomContent(),
      queue: null,
      user: null,
      ticket_uuid: null,
      last_message: null,
      flowstart_data: {},
    };

    expect(toHint(frameOf('rooms.destroy', bare))).toMatchObject({
      action: 'destroy',
      queue: null,
      user: null,
      ticketUuid: null,
      lastMessage: null,
      flowStart: null,
    });
  });

  it('keep names as text, cut to 500 characters without splitting one', () => {
    const names = ['<img src=x onerror=alert(1)>', '\u202eanA\u200f', '', '😀'.repeat(5_000), 'x'.repeat(10_000)];

    const read = names.map((name) => {
      const hint = toHint(frameOf('rooms.create', { ...roomContent(), contact: { ...roomContent().contact, name } }));
      return hint?.kind === 'room' ? hint.contactName : null;
    });

    expect(read.slice(0, 3)).toEqual(['<img src=x onerror=alert(1)>', 'anA', null]);
    expect(read[3]).toBe(`${'😀'.repeat(499)}…`);
    expect(read[4]).toBe(`${'x'.repeat(499)}…`);
  });

  it("are the system's when they are a note of an agent, also in an update with media", () => {
    expect(
      toHint(frameOf('msg.update', { ...messageContent(), internal_note: { uuid: 'x' }, text: '', media: [{}] })),
    ).toMatchObject({ kind: 'message', direction: 'system' });
  });

  it('never make the parser throw, and lead to a strict hint or to nothing', () => {
    const actions = fc.oneof(fc.constantFrom(...LET_THROUGH, 'rooms.destroy'), fc.string());
    const room = fc
      .tuple(fc.constantFrom(...Object.keys(roomContent())), fc.jsonValue())
      .map(([key, value]) => ({ ...roomContent(), [key]: value }));
    const message = fc
      .tuple(fc.constantFrom(...Object.keys(messageContent())), fc.jsonValue())
      .map(([key, value]) => ({ ...messageContent(), [key]: value }));
    const frames = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.tuple(actions, fc.oneof(fc.jsonValue(), room, message)).map(([action, content]) => frameOf(action, content)),
    );

    fc.assert(
      fc.property(frames, (frame) => {
        const hint = toHint(frame);

        expect(hint === null || Hint.safeParse(hint).success).toBe(true);
        expect(JSON.stringify(hint)).not.toContain('event_callback');
      }),
      { numRuns: 1_000 },
    );
  });
});
