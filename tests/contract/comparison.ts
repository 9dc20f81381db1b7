import type { Sandbox } from '../sandbox/api.ts';
import { replay, settle, type LiveFrame, type LiveSocket } from './client.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { recording, type RecordedExchange, type RecordedFrame, type RecordedLive } from './recordings.ts';
import { learnIds, shapeDifferences } from './shape.ts';

/** Replays recordings against a sandbox and collects every difference that is not a known one. */
export interface Comparison {
  readonly ids: Map<string, string>;
  readonly unexpected: string[];
  readonly replayed: string[];
  /** Replays one request and compares status, headers that matter, and the shape of the body. */
  exchange(name: string): Promise<void>;
  /** Runs a step and compares the frames that both agents received during it. */
  live(name: string, step: () => Promise<unknown> | void): Promise<void>;
  /** Adds a difference unless it is a known one. */
  note(name: string, at: string, text: string): void;
  /** The known differences of these recordings that did not occur. */
  unusedKnown(): string[];
}

const HEADERS = [
  'access-control-allow-origin',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-max-age',
  'content-type',
  'www-authenticate',
];

function received(frames: readonly RecordedFrame[]): RecordedFrame[] {
  return frames.filter((frame) => frame.dir === 'in');
}

function nameOf(frame: { readonly type?: string | undefined; readonly action?: string | undefined }): string {
  return frame.action ?? frame.type ?? '?';
}

export function createComparison(
  sandbox: Sandbox,
  sockets: () => { agent1: LiveSocket; agent2: LiveSocket },
): Comparison {
  const ids = new Map<string, string>();
  const unexpected: string[] = [];
  const replayed: string[] = [];
  const used = new Set<string>();

  function note(name: string, at: string, text: string): void {
    const known = KNOWN_DIFFERENCES.find((each) => each.recording === name && each.at === at);
    if (known === undefined) unexpected.push(`${name} ${at}: ${text}`);
    else used.add(`${known.recording} ${known.at}`);
  }
  function compareFrames(
    name: string,
    who: 'agent1' | 'agent2',
    recorded: readonly RecordedFrame[],
    live: readonly LiveFrame[],
  ): void {
    const expected = received(recorded);
    if (expected.map(nameOf).join(' ') !== live.map(nameOf).join(' ')) {
      note(
        name,
        `${who}.frames`,
        `recorded [${expected.map(nameOf).join(' ')}], sandbox [${live.map(nameOf).join(' ')}]`,
      );
      return;
    }
    expected.forEach((frame, place) => {
      const mine = live[place];
      if (mine === undefined) return;
      const at = `${who}[${place}] ${nameOf(frame)}`;
      if (frame.content_is_string !== undefined && frame.content_is_string !== mine.isString)
        note(name, at, `content is a string: recorded ${frame.content_is_string}, sandbox ${mine.isString}`);
      if (
        frame.raw !== undefined &&
        frame.raw.slice(0, 60) !== mine.raw.slice(0, 60) &&
        frame.content_is_string === true &&
        nameOf(frame).startsWith('rooms.')
      )
        note(name, at, `written as ${mine.raw.slice(0, 60)}`);
      for (const difference of shapeDifferences(frame.content, mine.content))
        note(name, `${at} ${difference.at}`, `recorded ${difference.recorded}, sandbox ${difference.sandbox}`);
      learnIds(frame.content, mine.content, ids);
    });
  }
  return {
    ids,
    unexpected,
    replayed,
    note,
    async exchange(name) {
      const recorded = recording<RecordedExchange>(name);
      replayed.push(name);
      const mine = await replay(sandbox, recorded, ids);
      if (mine.status !== recorded.response.status)
        note(
          name,
          'status',
          `recorded ${recorded.response.status}, sandbox ${mine.status} ${JSON.stringify(mine.body)}`,
        );
      for (const header of HEADERS) {
        const expected = recorded.response.headers[header] ?? null;
        const own = mine.headers.get(header);
        if (expected !== own && (expected !== null || header !== 'content-type'))
          note(name, header, `recorded ${expected}, sandbox ${own}`);
      }
      for (const difference of shapeDifferences(recorded.response.body, mine.body))
        note(name, difference.at, `recorded ${difference.recorded}, sandbox ${difference.sandbox}`);
      learnIds(recorded.response.body, mine.body, ids);
    },
    async live(name, step) {
      const recorded = recording<RecordedLive>(name);
      replayed.push(name);
      const { agent1, agent2 } = sockets();
      await Promise.all([settle(agent1), settle(agent2)]);
      const from = { agent1: agent1.frames.length, agent2: agent2.frames.length };
      await step();
      await Promise.all([settle(agent1), settle(agent2)]);
      const since = (live: LiveSocket, start: number): LiveFrame[] =>
        live.frames.slice(start).filter((frame) => frame.type !== 'pong');
      compareFrames(name, 'agent1', recorded.agent1, since(agent1, from.agent1));
      compareFrames(name, 'agent2', recorded.agent2, since(agent2, from.agent2));
    },
    unusedKnown: () =>
      KNOWN_DIFFERENCES.map((known) => `${known.recording} ${known.at}`).filter((key) => !used.has(key)),
  };
}
