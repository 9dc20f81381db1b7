import type { AutoReply } from '../api.ts';
import type { Context } from '../context.ts';
import type { AcceptedStart } from '../flows/flows-server.ts';
import type { Flow, FlowsContact, TicketMoment } from '../flows/types.ts';
import { advance, answerTicket, createRun, resume, type FlowRun, type RunEvent, type RunPorts } from './flow-run.ts';
import { EngineCrash, HttpProblem } from '../engine/call.ts';
import { must, projectByUuid, sectorsOf } from '../world/store.ts';
import type { Project, Room } from '../world/types.ts';
import { createRoom, type TicketOrder } from './create-room.ts';
import { countMessage, notifyRoom, storeExternalMessage, storeHistory, type InboundMessage } from './room-life.ts';

/** A Flows ticket: while open, every inbound message of its contact goes straight to its room. */
interface Ticket {
  readonly uuid: string;
  readonly project: string;
  readonly contact: string;
  readonly room: string;
  isOpen: boolean;
}

/** A contact inside a flow. */
interface Run {
  readonly contact: string;
  readonly project: string;
  /** The flow that was started. */
  readonly flow: string;
  readonly messages: InboundMessage[];
  readonly run: FlowRun;
  /** It is over, and counted so. */
  isCounted: boolean;
  readonly ports: RunPorts;
}

interface CallbackEntry {
  readonly at: number;
  readonly room: string;
  readonly ticket: string | null;
  readonly type: 'room.update' | 'ticket.close' | 'msg.create';
  /** 404: no such ticket yet, which the engine tolerates. */
  readonly status: number;
}

interface TicketOptions {
  readonly flow: string | null;
  readonly queue: string;
  readonly history?: readonly InboundMessage[];
  readonly assignee?: string | null;
}

/** Flows and mailroom behind the engine: runs flows, opens tickets, carries messages. */
export interface Mailroom {
  readonly tickets: Ticket[];
  readonly callbacks: CallbackEntry[];
  readonly events: RunEvent[];
  started(start: AcceptedStart): void;
  reply(project: string, contact: string, text: string): 'ticket' | 'flow' | 'nowhere';
  /** Opens a ticket as a flow's node does: room first, history later. Null when the engine refuses (the person then stays invisible). */
  openTicket(project: string, contact: string, options: TicketOptions): Room | null;
  /** Registers an open ticket for a room that exists already. */
  adoptRoom(room: Room): void;
  callback(room: Room, type: CallbackEntry['type']): void;
  /** Opens a closed ticket again, for cases in which the callback did not close the ticket. */
  keepTicketOpen(room: string): void;
}

export function createMailroom(ctx: Context): Mailroom {
  const tickets: Ticket[] = [];
  const callbacks: CallbackEntry[] = [];
  const events: RunEvent[] = [];
  const runs = new Map<string, Run>();

  function contactOf(project: string, uuid: string): FlowsContact {
    return must(ctx.flows.projects.get(project)?.contacts.byUuid(uuid), `Flows contact ${uuid}`);
  }
  function seen(project: string, uuid: string): void {
    const at = ctx.clock.now();
    must(ctx.flows.projects.get(project), `Flows project ${project}`).contacts.change(uuid, { lastSeenAt: at }, at);
  }
  function outgoing(text: string): InboundMessage {
    return { text, direction: 'outgoing', createdAt: ctx.clock.now(), externalId: null };
  }
  /**
   * Where a ticket of a flow opens. The chats of secondary projects are in the principal project of the organisation,
   * where no start of theirs is found: they go to the queue.
   */
  function placeOf(projectUuid: string, queue: string): { readonly project: Project; readonly queue: string } {
    const own = must(projectByUuid(ctx.world, projectUuid), `project ${projectUuid}`);
    const principal = ctx.world.projects.find(
      (each) => each.org === own.org && each.config?.['its_principal'] === true,
    );
    if (principal === undefined || own.config?.['its_principal'] !== false) return { project: own, queue };
    const sectors = sectorsOf(ctx.world, principal.uuid).map(({ uuid }) => uuid);
    const queues = ctx.world.queues.filter((each) => sectors.includes(each.sector));
    const found = queues.find((each) => each.uuid === queue) ?? must(queues[0], `a queue of ${principal.uuid}`);
    return { project: principal, queue: found.uuid };
  }
  function openTicket(projectUuid: string, contactUuid: string, options: TicketOptions): Room | null {
    const { project, queue } = placeOf(projectUuid, options.queue);
    const contact = contactOf(projectUuid, contactUuid);
    const ticketUuid = ctx.ids.uuid();
    const order: TicketOrder = {
      contactExternalId: contact.uuid,
      contactName: project.isAnonymous ? String(1_000_000 + contact.index) : (contact.name ?? ''),
      urn: project.isAnonymous ? '' : (contact.urns[0] ?? ''),
      groups: contact.groups.map((group) => group.uuid),
      queue,
      ticketUuid,
      callbackUrl: `${ctx.origins.flows}/mr/tickets/types/wenichats/event_callback/${projectUuid}/${ticketUuid}`,
      flow: options.flow,
      assignee: options.assignee ?? null,
      customFields: null,
      isWaiting: false,
      history: [],
      projectInfo: { uuid: project.uuid, name: project.name },
      requestedBy: null,
    };
    let room: Room;
    try {
      room = createRoom(ctx, project, order);
    } catch (error) {
      if (error instanceof HttpProblem || error instanceof EngineCrash) return null;
      throw error;
    }
    tickets.push({ uuid: ticketUuid, project: projectUuid, contact: contactUuid, room: room.uuid, isOpen: true });
    const history = options.history ?? [];
    if (history.length > 0) {
      ctx.later(ctx.settings.historyDelayMs, () => {
        postHistory(ctx, room, history);
      });
    }
    return room;
  }
  /** Opens the ticket that is due, or takes the Failure exit. */
  function finish(run: Run): void {
    answerTicket(
      run.run,
      run.ports,
      (flow) =>
        openTicket(run.project, run.contact, { flow: flow.uuid, queue: flow.queue, history: [...run.messages] }) !==
        null,
    );
    complete(run);
  }
  function complete(run: Run): void {
    if (run.run.state === 'over') end(run, 'completed');
  }
  /** Counts a run that is over, once. */
  function end(run: Run, how: 'completed' | 'interrupted'): void {
    if (run.isCounted) return;
    run.isCounted = true;
    const counts = ctx.flows.runsOf(run.flow);
    counts.active -= 1;
    counts[how] += 1;
  }
  function momentOf(flow: Flow, autoReply: AutoReply | null): TicketMoment {
    return autoReply === null || autoReply.mode === 'flow' || flow.ticket === 'never' ? flow.ticket : autoReply.mode;
  }
  function startRun(
    start: AcceptedStart,
    contact: string,
    { flow, isBatch }: { readonly flow: Flow; readonly isBatch: boolean },
  ): void {
    const { autoReply } = ctx.settings;
    const messages: InboundMessage[] = [];
    const { project } = start;
    const run: Run = {
      project,
      contact,
      flow: flow.uuid,
      isCounted: false,
      messages,
      run: createRun(flow, momentOf(flow, autoReply), isBatch),
      ports: {
        flowByUuid: (uuid) =>
          ctx.flows.projects.get(project)?.flows.find((each) => each.uuid === uuid && !each.isDeleted),
        tell: (kind, { uuid }, text) => events.push({ at: ctx.clock.now(), project, contact, flow: uuid, kind, text }),
        sent: (text) => messages.push(outgoing(text)),
        // Counted when it begins: only the total of a flow is looked at.
        entered: ({ uuid }) => {
          ctx.flows.runsOf(uuid).completed += 1;
        },
      },
    };
    // A new start interrupts the flow that the contact was in.
    const before = runs.get(`${project}/${contact}`);
    if (before !== undefined) end(before, 'interrupted');
    ctx.flows.runsOf(flow.uuid).active += 1;
    runs.set(`${project}/${contact}`, run);
    advance(run.run, run.ports);
    complete(run);
    if (run.run.state === 'ticket')
      ctx.later(ctx.settings.runDelayMs, () => {
        if (runs.get(`${project}/${contact}`) === run) finish(run);
      });
    if (autoReply !== null && ctx.ids.random() < autoReply.share)
      ctx.later(autoReply.delayMs, () => {
        reply(project, contact, 'Oi! Quero sim, pode falar.');
      });
  }
  function reply(project: string, contact: string, text: string): 'ticket' | 'flow' | 'nowhere' {
    const { uuid } = contactOf(project, contact);
    const at = ctx.clock.now();
    const message: InboundMessage = {
      text,
      direction: 'incoming',
      createdAt: at,
      externalId: `wamid.${ctx.ids.uuid()}`,
    };
    seen(project, uuid);
    const ticket = tickets.findLast((each) => each.project === project && each.contact === uuid && each.isOpen);
    const room = ticket === undefined ? undefined : ctx.world.rooms.get(ticket.room);
    if (room?.isActive === true) {
      storeExternalMessage(ctx, room, message);
      return 'ticket';
    }
    const run = runs.get(`${project}/${uuid}`);
    if (run === undefined || run.run.state === 'over') return 'nowhere';
    run.messages.push(message);
    resume(run.run, run.ports);
    complete(run);
    if (run.run.state !== 'ticket') return 'nowhere';
    finish(run);
    return 'flow';
  }
  return {
    tickets,
    callbacks,
    events,
    reply,
    openTicket,
    started(start) {
      const project = must(ctx.flows.projects.get(start.project), `Flows project ${start.project}`);
      const flow = must(
        project.flows.find((each) => each.uuid === start.flow),
        `flow ${start.flow}`,
      );
      const people = new Set(start.contacts);
      for (const groupUuid of start.groups) {
        const group = project.groups.find((each) => each.uuid === groupUuid);
        if (group !== undefined)
          for (const contact of project.contacts.iterate('modified'))
            if (group.has(contact.index)) people.add(contact.uuid);
      }
      for (const contact of people) {
        const row = contactOf(start.project, contact);
        if (row.blocked !== true && row.stopped !== true && row.urns.length > 0)
          startRun(start, contact, { flow, isBatch: people.size > 1 });
      }
    },
    adoptRoom(room) {
      const contact = must(ctx.world.contacts.get(room.contact), `contact ${room.contact}`);
      tickets.push({
        uuid: room.ticketUuid ?? ctx.ids.uuid(),
        project: room.project,
        contact: contact.externalId,
        room: room.uuid,
        isOpen: true,
      });
    },
    callback(room, type) {
      const ticket = tickets.find((each) => each.uuid === room.ticketUuid);
      if (ticket !== undefined && type !== 'msg.create') ticket.isOpen = false;
      callbacks.push({
        at: ctx.clock.now(),
        room: room.uuid,
        ticket: room.ticketUuid,
        type,
        status: ticket === undefined ? 404 : 200,
      });
    },
    keepTicketOpen(room) {
      for (const ticket of tickets) if (ticket.room === room) ticket.isOpen = true;
    },
  };
}

/** `POST /external/rooms/<uuid>/history/`: stored without message events, then `rooms.create` for the room everyone knows already. */
export function postHistory(ctx: Context, room: Room, history: readonly InboundMessage[]): void {
  if (!room.isActive) return;
  const stored = storeHistory(ctx, room, history);
  notifyRoom(ctx, room, 'rooms.create');
  for (const message of stored) countMessage(room, message, true);
}
