import type { Sandbox } from './api.ts';
import type { Context } from './context.ts';
import type { FlowsProject } from './flows/flows-server.ts';
import { ageRoom, closeAs, openOwnRoom, setStatus, takeRoom } from './life/direct.ts';
import { playScenario } from './life/scenarios.ts';
import { indexedUuid } from './random-ids.ts';
import { must, permissionOf, personByEmail, projectByUuid, sectorsOf } from './world/store.ts';
import type { Permission, Room } from './world/types.ts';

/** The object that tests use: everything a person can do on the control page, and the true state of the world. */
export function createHandle(ctx: Context, close: () => Promise<void>, wire: () => Sandbox['wire']): Sandbox {
  const defaultProject = must(ctx.world.projects[0], 'project').uuid;
  const flowsOf = (project = defaultProject): FlowsProject =>
    must(ctx.flows.projects.get(project), `Flows project ${project}`);
  const permission = (email: string, project = defaultProject): Permission =>
    must(permissionOf(ctx.world, project, email), `membership of ${email}`);
  const room = (uuid: string): Room => must(ctx.world.rooms.get(uuid), `room ${uuid}`);
  const firstQueue = (email: string, project: string): string =>
    must(
      ctx.world.queueAuthorizations.find((row) => row.permission === permissionOf(ctx.world, project, email)?.uuid)
        ?.queue ??
        ctx.world.queues.find((queue) => sectorsOf(ctx.world, project).some((sector) => sector.uuid === queue.sector))
          ?.uuid,
      'queue',
    );
  return {
    get pageOrigin() {
      return ctx.origins.page;
    },
    get apiOrigin() {
      return ctx.origins.api;
    },
    get flowsOrigin() {
      return ctx.origins.flows;
    },
    get wsOrigin() {
      return ctx.origins.ws;
    },
    get wire() {
      return wire();
    },
    world: ctx.world,
    faults: ctx.faults,
    issueToken: (email, options) => ctx.tokens.issue(email, options?.expiresInMs),
    expireToken: (emailOrToken) => {
      ctx.tokens.revoke(emailOrToken);
    },
    contactByName(name, project) {
      for (const contact of flowsOf(project).contacts.iterate('modified')) if (contact.name === name) return contact;
      throw new Error(`nobody is called ${name}`);
    },
    contactByUuid: (uuid, project) => flowsOf(project).contacts.byUuid(uuid),
    contactAt: (index, project) => must(flowsOf(project).contacts.byIndex(index), `contact ${index}`),
    changeContact: (uuid, patch, project) => flowsOf(project).contacts.change(uuid, patch, ctx.clock.now()),
    changeFlow(uuid, patch) {
      for (const project of ctx.flows.projects.values()) {
        const at = project.flows.findIndex((flow) => flow.uuid === uuid);
        const flow = project.flows[at];
        if (flow === undefined) continue;
        const { labels, ...rest } = patch;
        project.flows[at] = {
          ...flow,
          ...rest,
          ...(labels === undefined
            ? {}
            : { labels: labels.map((name, place) => ({ uuid: indexedUuid('57000000', place + 1), name })) }),
        };
        return;
      }
      throw new Error(`no flow ${uuid}`);
    },
    reply: (contact, message, project = defaultProject) => ctx.mailroom.reply(project, contact, message.text),
    playScenario: (id, options) =>
      playScenario(
        ctx,
        {
          async dispatch(body, agent, project) {
            const token = ctx.tokens.issue(agent);
            const answer = await fetch(`${ctx.origins.ws.replace('ws:', 'http:')}/v1/project/${project}/start_flow/`, {
              method: 'POST',
              headers: {
                authorization: `Bearer ${token}`,
                'content-type': 'application/json',
                'user-agent': 'sandbox-scenario',
              },
              body: JSON.stringify({
                ...body,
                contact_name: ctx.flows.projects.get(project)?.contacts.byUuid(body.contacts[0] ?? '')?.name ?? null,
              }),
            });
            await answer.arrayBuffer();
            return answer.status;
          },
        },
        id,
        options,
      ),
    openRoom({ contact, user = null, ageMs = 0, project = defaultProject, queue }) {
      return openOwnRoom(ctx, { contact, user, ageMs, project, queue: queue ?? firstQueue(user ?? '', project) });
    },
    closeRoom: (uuid, tags = []) => {
      room(uuid).tags = tags.map((name) => ({ uuid: ctx.ids.uuid(), name }));
      closeAs(ctx, room(uuid), must(ctx.world.people[0], 'person'));
    },
    ageRoom: (uuid, ageMs) => {
      ageRoom(ctx, room(uuid), ageMs);
    },
    takeRoom: (uuid, email) => {
      takeRoom(ctx, room(uuid), must(personByEmail(ctx.world, email), email).email);
    },
    setSectorToggle(sector, on) {
      must(
        ctx.world.sectors.find((each) => each.uuid === sector || each.name === sector),
        `sector ${sector}`,
      ).canTriggerFlows = on;
    },
    closeSector(sector) {
      must(
        ctx.world.sectors.find((each) => each.uuid === sector || each.name === sector),
        `sector ${sector}`,
      ).workingHours = { closed_weekdays: [1, 2, 3, 4, 5, 6, 7], schedules: {} };
    },
    setProjectToggle(project, on) {
      for (const sector of sectorsOf(ctx.world, project)) sector.canTriggerFlows = on;
    },
    setAgentStatus: (email, status, options = {}) => {
      setStatus(ctx, permission(email, options.project), status, options.announce ?? true);
    },
    agentStatus: (email, project) => permission(email, project).status,
    removeMember(email, project) {
      const at = ctx.world.permissions.findIndex((row) => row.project === project && row.email === email);
      if (at >= 0) ctx.world.permissions.splice(at, 1);
    },
    removeGroup(group) {
      for (const project of ctx.flows.projects.values()) {
        const at = project.groups.findIndex((each) => each.uuid === group);
        if (at >= 0) project.groups.splice(at, 1);
      }
    },
    setProjectConfig(project, config) {
      const row = must(projectByUuid(ctx.world, project), `project ${project}`);
      row.config = config === null ? null : { ...row.config, ...config };
    },
    setQueueFields(uuid, fields) {
      const queue = ctx.world.queues.find((each) => each.uuid === uuid);
      if (queue === undefined) throw new Error(`no queue ${uuid}`);
      queue.extra = { ...queue.extra, ...fields };
    },
    setFlag(project, flag, on) {
      const { flags } = must(projectByUuid(ctx.world, project), `project ${project}`);
      if (on) flags.add(flag);
      else flags.delete(flag);
    },
    setAnonymous(project, on) {
      must(projectByUuid(ctx.world, project), `project ${project}`).isAnonymous = on;
    },
    setBudget(budget, project) {
      for (const name of ['starts', 'contacts', 'rest'] as const) {
        const perHour = budget[name];
        if (perHour !== undefined) ctx.flows.budgets.set(name, perHour, project);
      }
    },
    setClockSkew: (skewMs) => {
      ctx.clock.setSkewMs(skewMs);
    },
    setAutoReply: (autoReply) => {
      ctx.settings.autoReply = autoReply;
    },
    setPresence: (presence) => {
      ctx.settings.presence = presence;
    },
    dropSockets(email) {
      const members = [...ctx.hub.members].filter((member) => email === undefined || member.email === email);
      for (const member of members) member.terminate();
      return members.length;
    },
    sendRawFrame(email, frame) {
      for (const member of ctx.hub.members) if (member.email === email) ctx.hub.deliver(member, frame);
    },
    openSockets: () =>
      [...ctx.hub.members].map((member) => ({
        id: member.id,
        email: member.email,
        kind: member.kind,
        origin: member.originHeader,
      })),
    log: (filter = {}) =>
      ctx.logs.requests.filter(
        (entry) =>
          (filter.path === undefined || entry.path.includes(filter.path)) &&
          (filter.method === undefined || entry.method === filter.method) &&
          (filter.client === undefined || entry.client === filter.client),
      ),
    statusLog: (email) => ctx.logs.statuses.filter((entry) => email === undefined || entry.agent === email),
    socketLog: () => ctx.logs.sockets,
    flowsStarts: () => ctx.flows.starts,
    runEvents: () => ctx.mailroom.events,
    flowRuns: (flow) => ctx.flows.runsOf(flow),
    flowsCalls: () => ctx.flows.calls,
    clearLogs() {
      ctx.logs.clear();
      ctx.flows.calls.length = 0;
    },
    close,
  };
}
