import type { AutoReply, ExtensionTimings } from './api.ts';
import type { Clock } from './clock.ts';
import type { FaultDesk } from './faults/fault-desk.ts';
import type { FlowsServer } from './flows/flows-server.ts';
import type { Mailroom } from './life/mailroom.ts';
import type { Logs } from './log.ts';
import type { RandomIds } from './random-ids.ts';
import type { SocketHub } from './socket/hub.ts';
import type { TokenDesk } from './tokens.ts';
import type { World } from './world/store.ts';

/** What can be changed while the sandbox runs. */
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
  /** Sockets: plain also where the API stands behind TLS. */
  ws: string;
  flows: string;
}

/** Everything a handler may reach. One per running sandbox; nothing is kept at module level. */
export interface Context {
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly world: World;
  readonly tokens: TokenDesk;
  readonly logs: Logs;
  readonly faults: FaultDesk;
  readonly flows: FlowsServer;
  readonly hub: SocketHub;
  readonly mailroom: Mailroom;
  readonly settings: Settings;
  readonly origins: Origins;
  /** Timer that dies with the sandbox. */
  later(delayMs: number, run: () => void): void;
}
