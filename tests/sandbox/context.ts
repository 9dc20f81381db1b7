import type { AutoReply, ExtensionTimings } from './api.ts';
import type { Clock } from './clock.ts';
import type { FaultInjector } from './faults/fault-injector.ts';
import type { FlowsServer } from './flows/flows-server.ts';
import type { Mailroom } from './life/mailroom.ts';
import type { Logs } from './log.ts';
import type { RandomIds } from './random-ids.ts';
import type { SocketHub } from './socket/hub.ts';
import type { TokenIssuer } from './tokens.ts';
import type { World } from './world/store.ts';

/** The state that can be changed while the sandbox runs. */
export interface Settings {
  presence: 'A' | 'B';
  readonly connectionCheckMs: number;
  readonly pingTimeoutMs: number | null;
  readonly latencyMs: number;
  readonly keepsAlive: boolean;
  readonly runDelayMs: number;
  readonly historyDelayMs: number;
  autoReply: AutoReply | null;
  extension: ExtensionTimings;
}

export interface Origins {
  page: string;
  api: string;
  /** Address of the sockets, which have no TLS even if the API has. */
  ws: string;
  flows: string;
}

/** Everything a handler may use. There is one per running sandbox, and no state at module level. */
export interface Context {
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly world: World;
  readonly tokens: TokenIssuer;
  readonly logs: Logs;
  readonly faults: FaultInjector;
  readonly flows: FlowsServer;
  readonly hub: SocketHub;
  readonly mailroom: Mailroom;
  readonly settings: Settings;
  readonly origins: Origins;
  /** Starts a timer that is cancelled when the sandbox closes. */
  later(delayMs: number, run: () => void): void;
}
