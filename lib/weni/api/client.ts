import type { ProjectUuid } from '../../ids.ts';
import { createCaller } from './caller.ts';
import { createAccessCalls } from './client-access.ts';
import { createContactCalls } from './client-contacts.ts';
import { createFlowCalls } from './client-flows.ts';
import { createRoomCalls } from './client-rooms.ts';
import type { HttpPorts } from './http.ts';
import type { WeniApi } from './weni-api.ts';

/** What one client is made for, and the network it may use. */
export interface WeniApiPorts extends HttpPorts {
  /** `https://host`, nothing behind it. */
  readonly apiOrigin: string;
  /** Project of the session: rooms, rights and status are read there. */
  readonly projectUuid: ProjectUuid;
  /**
   * The secondary project chosen under a principal one; flows, contacts, groups and starts live there
   * (.github/docs/contract/pitfalls.md#principal-projects).
   */
  readonly flowsProjectUuid?: ProjectUuid | undefined;
  /** How long a start is awaited, its body included, ms. Default: the 130 s in which the engine can still answer. */
  readonly startTimeoutMs?: number | undefined;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * The engine's API for one session. Sends exactly one request per page asked for, never again by itself, and never to
 * another origin than `apiOrigin`.
 *
 * @throws {TypeError} when `apiOrigin` is not an origin
 */
export function createWeniApi(ports: WeniApiPorts): WeniApi {
  const caller = createCaller(ports, ports.apiOrigin);
  const flowsProjectUuid = ports.flowsProjectUuid ?? ports.projectUuid;
  return {
    ...createAccessCalls(caller, ports.projectUuid),
    ...createContactCalls(caller, flowsProjectUuid),
    ...createFlowCalls(caller, flowsProjectUuid, ports),
    ...createRoomCalls(caller, ports.projectUuid),
  };
}
