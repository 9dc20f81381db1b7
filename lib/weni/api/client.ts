import type { ProjectUuid } from '../../ids.ts';
import { createCaller } from './caller.ts';
import { createAccessCalls } from './client-access.ts';
import { createContactCalls } from './client-contacts.ts';
import { createFlowCalls } from './client-flows.ts';
import { createRoomCalls } from './client-rooms.ts';
import type { HttpPorts } from './http.ts';
import type { WeniApi } from './weni-api.ts';

/** The session that a client works for, and the network it may use. */
export interface WeniApiPorts extends HttpPorts {
  /** Scheme, host and port, for example `https://host`; nothing behind it. */
  readonly apiOrigin: string;
  /** Project of the session. Rooms, rights and the agent's status are read there. */
  readonly projectUuid: ProjectUuid;
  /**
   * The secondary project that the agent chose under a principal project. Its flows, contacts, groups and starts are
   * used instead (.github/docs/contract/pitfalls.md#principal-projects).
   */
  readonly flowsProjectUuid?: ProjectUuid | undefined;
  /**
   * Time limit of a start in ms, the body of the answer included. Default: the 130 s in which the engine can still
   * answer.
   */
  readonly startTimeoutMs?: number | undefined;
  /** The current time in epoch ms. */
  readonly now: () => number;
}

/**
 * Builds the engine's API for one session. Each page that is read is exactly one request; the client never retries, and
 * it sends nothing to an origin other than `apiOrigin`.
 *
 * @throws {TypeError} when `apiOrigin` is not an origin
 */
export function createWeniApi(ports: WeniApiPorts): WeniApi {
  const caller = createCaller(ports, ports.apiOrigin);
  const flowsProjectUuid = ports.flowsProjectUuid ?? ports.projectUuid;
  return {
    ...createAccessCalls(caller, ports.projectUuid),
    ...createContactCalls(caller, flowsProjectUuid),
    ...createFlowCalls(caller, { flowsProjectUuid, roomsProjectUuid: ports.projectUuid }, ports),
    ...createRoomCalls(caller, ports.projectUuid),
  };
}
