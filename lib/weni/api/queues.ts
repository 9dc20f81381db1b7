import * as z from 'zod/mini';
import { FlowUuid, Guid } from '../../ids.ts';

/**
 * One row of `GET /queue/?project=`. The last two fields exist in two unmerged branches of the engine, which disagree
 * on the shape of `selected_flows` (.github/docs/contract/rest.md#flows-of-a-queue), so they are parsed apart.
 */
export const QueueWire = z.looseObject({
  uuid: Guid,
  bond_flows_queue: z.optional(z.unknown()),
  selected_flows: z.optional(z.unknown()),
});

/** `GET /queue/list_queue_permissions/`: the queues that an agent is in. */
export const QueuePermissionsWire = z.looseObject({
  user_permissions: z.array(z.looseObject({ queue: z.nullable(Guid), is_deleted: z.optional(z.boolean()) })),
});

/**
 * A queue and the flows that its agents are meant to send. `any`: the queue names no flows. `not-told`: the server does
 * not say, or in a shape that is not known.
 */
export interface QueueFlows {
  /** In lower case. */
  readonly queueUuid: string;
  /** Flow uuids in lower case. */
  readonly flows: readonly string[] | 'any' | 'not-told';
}

const SelectedFlows = z.union([z.array(FlowUuid), z.array(z.looseObject({ uuid: FlowUuid }))]);

export function toQueueFlows(wire: z.infer<typeof QueueWire>): QueueFlows {
  const queueUuid = wire.uuid.toLowerCase();
  if (wire.bond_flows_queue === false) return { queueUuid, flows: 'any' };
  const selected = SelectedFlows.safeParse(wire.selected_flows);
  if (wire.bond_flows_queue !== true || !selected.success) return { queueUuid, flows: 'not-told' };
  return {
    queueUuid,
    flows: selected.data.map((flow) => (typeof flow === 'string' ? flow : flow.uuid).toLowerCase()),
  };
}

/** The queues of an agent, in lower case. */
export function toOwnQueues(wire: z.infer<typeof QueuePermissionsWire>): string[] {
  return wire.user_permissions.flatMap(({ queue, is_deleted }) =>
    queue === null || is_deleted === true ? [] : [queue.toLowerCase()],
  );
}
