import { zoned } from '../clock.ts';
import { managedSectors, permissionOf, sectorByUuid, sectorsOf } from '../world/store.ts';
import type { Queue, Sector } from '../world/types.ts';
import { EngineCrash, FORBIDDEN, HttpProblem, limitOffset, NOT_FOUND, ok, type Answer, type Call } from './call.ts';
import type { Route } from './router.ts';

const TEXTS = {
  automatic_message: { is_active: false, text: null },
  inactivity_timeout: {
    is_message_timeout_enabled: false,
    message_timeout_text: "Hi! Are you still there? If there's no response, this conversation will be closed soon.",
    message_timeout_time: 600,
    is_close_room_enabled: false,
    close_room_message_text: "We're closing this conversation due to inactivity. Get in touch again if needed.",
    close_room_timeout_time: 60,
  },
  automatic_message_queue: { is_active: false, text: null },
};

/** Editable fields besides name and toggle, with their defaults. */
const DETAIL_DEFAULTS: Readonly<Record<string, unknown>> = {
  work_start: '08:00:00',
  work_end: '18:00:00',
  rooms_limit: 20,
  sign_messages: false,
  can_edit_custom_fields: false,
  config: null,
  ...TEXTS,
  is_csat_enabled: false,
  required_tags: false,
  custom_csat_flow_uuid: null,
};

function agentsOf(call: Call, sector: Sector): number {
  const { world } = call.ctx;
  const queues = new Set(world.queues.filter((queue) => queue.sector === sector.uuid).map((queue) => queue.uuid));
  return new Set(
    world.queueAuthorizations.filter((row) => queues.has(row.queue) && !row.isDeleted).map((row) => row.permission),
  ).size;
}

/** Plain agents get an empty list, not an error. */
function listSectors(call: Call): Answer {
  const { world } = call.ctx;
  const project = call.query['project'];
  if (project === undefined || project === '') throw new HttpProblem(400, { project: ['This field is required.'] });
  const permission = permissionOf(world, project, call.person.email);
  const sectors =
    permission === undefined
      ? []
      : permission.role === 1
        ? sectorsOf(world, project)
        : managedSectors(world, permission);
  return ok(
    limitOffset(call, sectors, (sector) => ({
      uuid: sector.uuid,
      name: sector.name,
      agents: agentsOf(call, sector),
      contacts: 0,
      can_trigger_flows: sector.canTriggerFlows,
      created_on: zoned(sector.createdAt),
      has_group_sector: false,
      ...TEXTS,
      is_csat_enabled: false,
      required_tags: false,
    })),
  );
}

/** Admin of the project or manager of this sector. A non-member of the project makes the real permission class fail: 500. */
function sectorOf(call: Call): Sector {
  const { world } = call.ctx;
  const sector = sectorByUuid(world, call.params['sector'] ?? '');
  if (sector === undefined) throw new HttpProblem(404, NOT_FOUND);
  const permission = permissionOf(world, sector.project, call.person.email);
  if (permission === undefined) throw new EngineCrash('ProjectPermission matching query does not exist');
  if (permission.role !== 1 && !managedSectors(world, permission).includes(sector))
    throw new HttpProblem(403, FORBIDDEN);
  return sector;
}

function detail(sector: Sector): Record<string, unknown> {
  return {
    uuid: sector.uuid,
    name: sector.name,
    can_trigger_flows: sector.canTriggerFlows,
    ...DETAIL_DEFAULTS,
    ...sector.extra,
  };
}

const BOOLEANS = [
  'can_trigger_flows',
  'sign_messages',
  'can_edit_custom_fields',
  'is_csat_enabled',
  'required_tags',
  'is_deleted',
];
const BOOLEAN_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  True: true,
  False: false,
  '1': true,
  '0': false,
};

function patchSector(call: Call): Answer {
  const sector = sectorOf(call);
  const changes = new Map<string, unknown>();
  const errors: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(call.body)) {
    if (BOOLEANS.includes(key)) {
      const parsed = typeof value === 'boolean' ? value : BOOLEAN_WORDS[String(value)];
      if (parsed === undefined) errors[key] = ['Must be a valid boolean.'];
      else changes.set(key, parsed);
    } else if (key === 'name' || key in DETAIL_DEFAULTS) changes.set(key, value);
  }
  if (Object.keys(errors).length > 0) throw new HttpProblem(400, errors);
  for (const [key, value] of changes) {
    if (key === 'can_trigger_flows') sector.canTriggerFlows = value === true;
    else if (key === 'is_deleted') sector.isDeleted = value === true;
    else if (key === 'name') sector.name = String(value);
    else sector.extra[key] = value;
  }
  const { uuid: _, ...body } = detail(sector);
  return ok({ ...body, is_deleted: sector.isDeleted, secondary_project: null });
}

function queueItem(call: Call, queue: Queue): Record<string, unknown> {
  const sector = call.ctx.world.sectors.find((each) => each.uuid === queue.sector);
  return {
    uuid: queue.uuid,
    name: queue.name,
    queue_purpose: null,
    agents: call.ctx.world.queueAuthorizations.filter((row) => row.queue === queue.uuid && !row.isDeleted).length,
    created_on: zoned(queue.createdAt),
    sector_name: sector?.name ?? '',
    sector_uuid: queue.sector,
    required_tags: false,
    queue_limit: { limit: null, is_active: false },
    ...queue.extra,
  };
}

function listQueues(call: Call): Answer {
  const { world } = call.ctx;
  const queues = world.queues.filter((queue) => {
    const sector = world.sectors.find((each) => each.uuid === queue.sector);
    if (sector === undefined || permissionOf(world, sector.project, call.person.email) === undefined) return false;
    return (
      (call.query['project'] === undefined || sector.project === call.query['project']) &&
      (call.query['sector'] === undefined || sector.uuid === call.query['sector'])
    );
  });
  return ok(limitOffset(call, queues, (queue) => queueItem(call, queue)));
}

function queuePermissions(call: Call): Answer {
  const { world } = call.ctx;
  const permission = permissionOf(world, call.query['project'] ?? '', call.query['user_email'] ?? call.person.email);
  const rows =
    permission === undefined
      ? []
      : world.queueAuthorizations.filter((row) => row.permission === permission.uuid && !row.isDeleted);
  return ok({
    user_permissions: rows.map((row) => ({
      uuid: row.uuid,
      queue_name: world.queues.find((queue) => queue.uuid === row.queue)?.name ?? '',
      created_on: zoned(row.createdAt),
      modified_on: zoned(row.createdAt),
      is_deleted: false,
      role: row.role,
      created_by: null,
      modified_by: null,
      queue: row.queue,
      permission: row.permission,
    })),
  });
}

/** Any member of the project may read the holidays of its sectors. */
function listHolidays(call: Call): Answer {
  const sector = sectorByUuid(call.ctx.world, call.query['sector'] ?? '');
  if (sector === undefined || permissionOf(call.ctx.world, sector.project, call.person.email) === undefined)
    throw new HttpProblem(403, FORBIDDEN);
  return ok(
    limitOffset(call, sector.holidays ?? [], ({ uuid, date }) => ({
      uuid,
      date,
      day_type: 'closed',
      start_time: null,
      end_time: null,
      description: '',
      its_custom: true,
      repeat: false,
    })),
  );
}

export const SECTOR_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/v1/sector/', handler: listSectors },
  {
    method: 'GET',
    pattern: '/v1/sector/count/',
    handler: (call) => ok({ sector_count: sectorsOf(call.ctx.world, call.query['project'] ?? '').length }),
  },
  { method: 'GET', pattern: '/v1/sector/:sector/', handler: (call) => ok(detail(sectorOf(call))) },
  {
    method: 'GET',
    pattern: '/v1/sector/:sector/worktime/',
    handler: (call) => ok({ working_hours: { ...sectorOf(call).workingHours } }),
  },
  { method: 'GET', pattern: '/v1/sector_holiday/', handler: listHolidays },
  { method: 'PATCH', pattern: '/v1/sector/:sector/', handler: patchSector },
  { method: 'PUT', pattern: '/v1/sector/:sector/', handler: patchSector },
  { method: 'GET', pattern: '/v1/queue/', handler: listQueues },
  { method: 'GET', pattern: '/v1/queue/list_queue_permissions/', handler: queuePermissions },
];
