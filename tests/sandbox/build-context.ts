import type { SandboxOptions } from './api.ts';
import { createClock } from './clock.ts';
import type { Context, Origins, Settings } from './context.ts';
import { createFaultInjector } from './faults/fault-injector.ts';
import { createContactStore } from './flows/contact-store.ts';
import { createFlowsServer, type FlowsProject } from './flows/flows-server.ts';
import type { FlowsGroup } from './flows/types.ts';
import { createMailroom } from './life/mailroom.ts';
import { createLogs } from './log.ts';
import { createRandomIds } from './random-ids.ts';
import { createSocketHub } from './socket/hub.ts';
import { createTokenIssuer } from './tokens.ts';
import { createRecordedWorld, RECORDED, recordedContacts, recordedFlows, recordedGroups } from './world/recorded.ts';
import { CONTACT_PREFIX, SEED } from './world/seed-ids.ts';
import { contactRecipe, seededGroups, type SeededGroup } from './world/seeded-contacts.ts';
import { seededFlows } from './world/seeded-flows.ts';
import { createSeededWorld } from './world/seeded.ts';

const SMALL_PROJECT_CONTACTS = 40;
const HOUR_MS = 3_600_000;

function liveGroups(groups: readonly SeededGroup[]): FlowsGroup[] {
  return groups.map((group) => ({
    uuid: group.uuid,
    name: group.name,
    query: group.query,
    status: 'ready',
    has: group.has,
    count: () => group.count,
  }));
}

function seededFlowsProjects(options: SandboxOptions, nowMs: number): FlowsProject[] {
  const count = options.contacts ?? 300;
  const pageSize = { contacts: 250, groups: 250, flows: options.flowsPageSize ?? 20 };
  const groups = seededGroups(count);
  const groupsOf = (index: number): { uuid: string; name: string | null }[] =>
    groups.filter((group) => group.has(index)).map(({ uuid, name }) => ({ uuid, name }));
  const { central, south, collections } = SEED.projects;
  const small = (uuid: string, prefix: string, queue: string, flowPrefix: string): FlowsProject => ({
    uuid,
    contacts: createContactStore(contactRecipe(prefix, SMALL_PROJECT_CONTACTS, nowMs, () => [], false)),
    groups: [],
    flows: seededFlows(nowMs, queue, flowPrefix, 18),
    pageSize,
  });
  return [
    {
      uuid: central,
      contacts: createContactStore(contactRecipe(CONTACT_PREFIX[central], count, nowMs, groupsOf, true)),
      groups: liveGroups(groups),
      flows: seededFlows(nowMs, SEED.queues.sales),
      pageSize,
    },
    small(south, CONTACT_PREFIX[south], SEED.queues.southSales, '64000000'),
    small(collections, CONTACT_PREFIX[collections], SEED.queues.collections, '74000000'),
  ];
}

/** Builds the parts of one sandbox. No port is open yet; `timers` collects the timers to cancel at the end. */
export function buildContext(options: SandboxOptions, timers: Set<NodeJS.Timeout>): Context {
  const clock = createClock({
    ...(options.clockSkewMs === undefined ? {} : { skewMs: options.clockSkewMs }),
    ...(options.now === undefined ? {} : { realNow: options.now }),
  });
  const ids = createRandomIds(options.seed ?? 1);
  const isRecorded = options.world === 'recorded';
  const world = isRecorded ? createRecordedWorld() : createSeededWorld(ids, clock);
  const flowsProjects = isRecorded
    ? [
        {
          uuid: RECORDED.project,
          contacts: createContactStore(recordedContacts()),
          groups: liveGroups(recordedGroups()),
          flows: recordedFlows(),
          pageSize: { contacts: 5, groups: 5, flows: 5 },
        },
      ]
    : seededFlowsProjects(options, clock.now());
  const settings: Settings = {
    presence: options.presence ?? 'A',
    connectionCheckMs: options.connectionCheckMs ?? 1000,
    pingTimeoutMs: options.pingTimeoutMs ?? null,
    latencyMs: options.latencyMs ?? 0,
    keepsAlive: options.keepAlive ?? true,
    runDelayMs: options.runDelayMs ?? 20,
    historyDelayMs: options.historyDelayMs ?? 20,
    autoReply: options.autoReply ?? null,
    extension: options.extension ?? {},
  };
  const later = (delayMs: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };
  const logs = createLogs();
  const faults = createFaultInjector();
  const origins: Origins = { page: '', api: '', ws: '', flows: '' };
  const hub = createSocketHub(faults.socket, later, (member, detail) => {
    logs.sockets.push({
      at: clock.realNow(),
      socketId: member.id,
      event: 'frame-out',
      email: member.email,
      kind: member.kind,
      client: 'other',
      originHeader: member.originHeader,
      userAgent: null,
      detail,
    });
  });
  const flows = createFlowsServer(clock, ids, flowsProjects);
  const base = {
    clock,
    ids,
    world,
    tokens: createTokenIssuer(world.people, clock.realNow, options.tokenLifeMs ?? HOUR_MS),
    logs,
    faults,
    flows,
    hub,
    settings,
    origins,
    later,
  };
  // The mailroom needs the context that it is part of, so it gets a getter that is called only later.
  const context: Context = {
    ...base,
    get mailroom() {
      return mailroom;
    },
  };
  const mailroom = createMailroom(context);
  flows.onStart((start) => {
    mailroom.started(start);
  });
  return context;
}
