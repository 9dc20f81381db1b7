import type { Dispatcher } from '../../lib/dispatch/dispatcher-api.ts';
import type { DispatchSession } from '../../lib/dispatch/ports.ts';
import type { ContactUuid, RoomUuid, SessionId } from '../../lib/ids.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import type { MemoryDisk } from '../ledger/memory-engine.ts';
import type { Chance } from './prng.ts';
import type { Agent, Scenario } from './scenario.ts';
import type { ServerModel } from './server.ts';
import type { Watch } from './watch.ts';
import type { World } from './world.ts';

/** What all parts of one play share. */
export interface Stage {
  readonly world: World;
  readonly chance: Chance;
  readonly play: Scenario;
  readonly disk: MemoryDisk;
  readonly server: ServerModel;
  readonly watch: Watch;
  /** Open rooms of some contacts. */
  readonly rooms: ReadonlyMap<ContactUuid, RoomUuid>;
  /** Dispatches whose pause was requested and not confirmed yet. If the background dies, the pause may be lost. */
  readonly unsurePauses: Set<string>;
  /** Writes an awaited row as the reply watcher does, then tells the dispatcher; nothing without a background. */
  putAwaited(row: AwaitedRow): Promise<void>;
  /** The dispatcher of the present life, if the background is alive. */
  dispatcher(): Dispatcher | undefined;
  agentOf(sessionId: SessionId): Agent;
  isOnline(): boolean;
  setOnline(isOnline: boolean): void;
  setLive(agent: Agent, isLive: boolean): void;
  refreshToken(agent: Agent): void;
  /**
   * Call when a request got a 401: the token is not used until a profile call with it succeeds. The page makes that
   * call at once and again later.
   */
  tokenRefused(session: DispatchSession): void;
  /** Ends the background: its process dies, or the whole machine does (power cut). */
  end(isPowerCut: boolean): void;
}
