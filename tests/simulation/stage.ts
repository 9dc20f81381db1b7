import type { Dispatcher } from '../../lib/dispatch/dispatcher-api.ts';
import type { LiveSession } from '../../lib/dispatch/ports.ts';
import type { ContactUuid, RoomUuid, SessionId } from '../../lib/ids.ts';
import type { MemoryDisk } from '../../lib/ledger/memory-engine.ts';
import type { Chance } from './prng.ts';
import type { Agent, Scenario } from './scenario.ts';
import type { ServerModel } from './server.ts';
import type { Watch } from './watch.ts';
import type { World } from './world.ts';

/** What everybody in one play shares. */
export interface Stage {
  readonly world: World;
  readonly chance: Chance;
  readonly play: Scenario;
  readonly disk: MemoryDisk;
  readonly server: ServerModel;
  readonly watch: Watch;
  /** Open rooms of some contacts. */
  readonly rooms: ReadonlyMap<ContactUuid, RoomUuid>;
  /** Pauses asked for and not confirmed yet: a death takes them away. */
  readonly unsurePauses: Set<string>;
  /** The dispatcher of the life going on, if one is. */
  dispatcher(): Dispatcher | undefined;
  agentOf(sessionId: SessionId): Agent;
  isOnline(): boolean;
  setOnline(isOnline: boolean): void;
  setLive(agent: Agent, isLive: boolean): void;
  refreshToken(agent: Agent): void;
  /** A call met a 401: the token is not used until the profile was asked with it, which the page does at once and again later. */
  tokenRefused(session: LiveSession): void;
  /** The background ends: its process dies, or the whole machine does. */
  end(isPowerCut: boolean): void;
}
