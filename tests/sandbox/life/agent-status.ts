import type { Context } from '../context.ts';
import type { StatusEntry } from '../log.ts';
import type { AgentStatus, Permission } from '../world/types.ts';

export interface StatusOrigin {
  readonly cause: StatusEntry['cause'];
  readonly client: StatusEntry['client'];
  readonly originHeader: string | null;
  readonly userAgent: string | null;
  readonly socketId: number | null;
}

export const BY_CONTROL: StatusOrigin = {
  cause: 'control',
  client: 'other',
  originHeader: null,
  userAgent: null,
  socketId: null,
};

/** Stores an agent's status, logs the cause and, by default, sends `status.update` to the agent's sockets. */
export function writeStatus(
  ctx: Context,
  permission: Permission,
  status: AgentStatus,
  by: StatusOrigin,
  announce = true,
): void {
  ctx.logs.statuses.push({
    at: ctx.clock.now(),
    agent: permission.email,
    project: permission.project,
    from: permission.status,
    to: status,
    ...by,
  });
  permission.status = status;
  if (!announce) return;
  const from = by.cause === 'post' ? 'user' : 'system';
  ctx.hub.notify(`permission_${permission.uuid}`, 'status.update', { from, status });
}
