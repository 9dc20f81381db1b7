import type { PlayOptions } from '../api.ts';
import type { Context } from '../context.ts';
import { HttpProblem } from '../engine/call.ts';
import { activeRoomsOfContact, must, permissionOf, personByEmail } from '../world/store.ts';
import type { Room } from '../world/types.ts';
import { closeAs, openOwnRoom, setStatus } from './direct.ts';
import { SEED } from '../world/seed-ids.ts';

/** Cases of .github/docs/contract/states.md#observed-cases. */
export const SCENARIO_IDS = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C12'] as const;
export type ScenarioId = (typeof SCENARIO_IDS)[number];
export type ScenarioPhase = 'prepare' | 'dispatch' | 'answer' | 'all';

export interface ScenarioStep {
  readonly phase: 'prepare' | 'dispatch' | 'answer';
  /** A description of what happened. */
  readonly what: string;
  readonly room: string | null;
}

export interface ScenarioPorts {
  /** Sends the start through the real start_flow, as the agent. */
  dispatch(
    body: { flow: string; contacts: readonly string[]; groups?: readonly string[]; room?: string },
    agent: string,
    project: string,
  ): Promise<number>;
}

interface Play {
  readonly ctx: Context;
  readonly project: string;
  readonly contact: string;
  readonly agent: string;
  readonly flow: string | undefined;
  readonly group: string;
  readonly steps: ScenarioStep[];
}

const THREE_DAYS_MS = 3 * 24 * 3_600_000;

function note(play: Play, phase: ScenarioStep['phase'], what: string, room: Room | null = null): void {
  play.steps.push({ phase, what, room: room?.uuid ?? null });
}

function openRoomOf(play: Play): Room {
  return must(activeRoomsOfContact(play.ctx.world, play.project, play.contact)[0], `open room of ${play.contact}`);
}

function queueOf(play: Play): string {
  const permission = must(permissionOf(play.ctx.world, play.project, play.agent), `membership of ${play.agent}`);
  return must(
    play.ctx.world.queueAuthorizations.find((row) => row.permission === permission.uuid),
    `queue of ${play.agent}`,
  ).queue;
}

function otherFlow(play: Play): string {
  const latest = play.ctx.flows.starts.findLast((start) => start.contacts.includes(play.contact));
  const flows = must(play.ctx.flows.projects.get(play.project), 'Flows project').flows;
  return must(
    flows.find((flow) => flow.uuid !== latest?.flow && flow.labels.length === 0),
    'unlabelled flow',
  ).uuid;
}

function latestFlow(play: Play, contact = play.contact): string {
  return (
    play.flow ??
    play.ctx.flows.starts.findLast((start) => start.contacts.includes(contact))?.flow ??
    SEED.flows.reengage
  );
}

function history(
  play: Play,
  texts: readonly [direction: 'incoming' | 'outgoing', text: string][],
): { text: string; direction: 'incoming' | 'outgoing'; createdAt: number; externalId: null }[] {
  return texts.map(([direction, text]) => ({ text, direction, createdAt: play.ctx.clock.now(), externalId: null }));
}

function ticket(
  play: Play,
  flow: string,
  texts: readonly [direction: 'incoming' | 'outgoing', text: string][],
  contact = play.contact,
): Room | null {
  return play.ctx.mailroom.openTicket(play.project, contact, {
    flow,
    queue: queueOf(play),
    history: history(play, texts),
  });
}

const OLD_ROOM: Prepare = (play) =>
  note(
    play,
    'prepare',
    'an open room of the agent, its 24 hours over',
    openOwnRoom(play.ctx, {
      contact: play.contact,
      user: play.agent,
      ageMs: THREE_DAYS_MS,
      project: play.project,
      queue: queueOf(play),
    }),
  );
const NOTHING: Prepare = () => undefined;
const ANSWERED: readonly ['incoming' | 'outgoing', string][] = [
  ['outgoing', 'Oi! Podemos continuar?'],
  ['incoming', 'Oi, estou aqui!'],
];

type Prepare = (play: Play) => void;
type Answer = (play: Play) => void | Promise<void>;

interface Scenario {
  readonly title: string;
  readonly prepare: Prepare;
  /** Whether the start names the open room. */
  readonly withRoom: boolean;
  /** The flow that is used when none is named. */
  readonly flow: string;
  readonly answer: Answer;
}

function reply(play: Play, text = 'Oi, estou aqui!'): void {
  note(play, 'answer', `contact writes: ${play.ctx.mailroom.reply(play.project, play.contact, text)}`);
}

export const SCENARIOS: Readonly<Record<ScenarioId, Scenario>> = {
  C1: {
    title: 'Waiting room, the answer comes while a ticket is still open',
    prepare: OLD_ROOM,
    withRoom: true,
    flow: SEED.flows.neverTicket,
    answer(play) {
      play.ctx.mailroom.keepTicketOpen(openRoomOf(play).uuid);
      reply(play);
    },
  },
  C2: {
    title: 'Waiting room, the contact answers, then the same flow opens its ticket',
    prepare: OLD_ROOM,
    withRoom: true,
    flow: SEED.flows.reengage,
    answer: (play) =>
      note(
        play,
        'answer',
        'ticket of the same flow with the answer in its history',
        ticket(play, latestFlow(play), ANSWERED),
      ),
  },
  C3: {
    title: 'No room, agent online: the ticket comes after the answer',
    prepare: NOTHING,
    withRoom: false,
    flow: SEED.flows.reengage,
    answer: (play) => note(play, 'answer', 'ticket after the answer', ticket(play, latestFlow(play), ANSWERED)),
  },
  C4: {
    title: 'No room, everybody offline at ticket time: the room waits in the queue',
    prepare: NOTHING,
    withRoom: false,
    flow: SEED.flows.reengage,
    answer(play) {
      for (const permission of play.ctx.world.permissions)
        if (permission.project === play.project && permission.status === 'ONLINE')
          setStatus(play.ctx, permission, 'OFFLINE', false);
      note(play, 'answer', 'ticket while nobody is online', ticket(play, latestFlow(play), ANSWERED));
    },
  },
  C5: {
    title: 'A group was dispatched; a member nobody named answers',
    prepare: NOTHING,
    withRoom: false,
    flow: SEED.flows.reengage,
    answer(play) {
      const project = must(play.ctx.flows.projects.get(play.project), 'Flows project');
      const group = must(
        project.groups.find((each) => each.uuid === play.group),
        `group ${play.group}`,
      );
      for (const contact of project.contacts.iterate('modified')) {
        if (!group.has(contact.index) || contact.uuid === play.contact) continue;
        note(
          play,
          'answer',
          `ticket of group member ${contact.uuid}`,
          ticket(play, latestFlow(play), ANSWERED, contact.uuid),
        );
        return;
      }
    },
  },
  C6: {
    title: 'Waiting room, but the contact opens a ticket through another flow',
    prepare: OLD_ROOM,
    withRoom: true,
    flow: SEED.flows.reengage,
    answer: (play) =>
      note(
        play,
        'answer',
        'ticket of another flow; the old room goes silently',
        ticket(play, otherFlow(play), ANSWERED),
      ),
  },
  C7: {
    title: 'Open room inside its 24 hours: not linked, the answer arrives there',
    withRoom: true,
    flow: SEED.flows.neverTicket,
    prepare: (play) =>
      note(
        play,
        'prepare',
        'an open room of the agent, inside 24 hours',
        openOwnRoom(play.ctx, {
          contact: play.contact,
          user: play.agent,
          ageMs: 60_000,
          project: play.project,
          queue: queueOf(play),
        }),
      ),
    answer(play) {
      if (ticket(play, latestFlow(play), ANSWERED) === null) note(play, 'answer', "the flow's ticket is refused (400)");
      reply(play);
    },
  },
  C8: {
    title: 'The agent closes the waiting room; a later answer makes a new one',
    prepare: OLD_ROOM,
    withRoom: true,
    flow: SEED.flows.reengage,
    answer(play) {
      const room = openRoomOf(play);
      closeAs(play.ctx, room, must(personByEmail(play.ctx.world, play.agent), play.agent));
      note(play, 'answer', 'the waiting room is closed by the agent', room);
      note(play, 'answer', 'a later ticket makes a new room', ticket(play, latestFlow(play), ANSWERED));
    },
  },
  C9: {
    title: 'Waiting room without a user: after the answer it waits in the queue',
    withRoom: true,
    flow: SEED.flows.reengage,
    prepare: (play) =>
      note(
        play,
        'prepare',
        'a queued room, its 24 hours over',
        openOwnRoom(play.ctx, {
          contact: play.contact,
          user: null,
          ageMs: THREE_DAYS_MS,
          project: play.project,
          queue: queueOf(play),
        }),
      ),
    answer: (play) =>
      note(play, 'answer', 'ticket of the same flow; nobody is assigned', ticket(play, latestFlow(play), ANSWERED)),
  },
  C10: {
    title: 'Waiting room; the flow opens its ticket at once, then the contact answers',
    prepare: OLD_ROOM,
    withRoom: true,
    flow: SEED.flows.neverTicket,
    async answer(play) {
      note(
        play,
        'answer',
        'ticket at once, history only outgoing',
        ticket(play, latestFlow(play), [['outgoing', 'Oi! Podemos continuar?']]),
      );
      await new Promise<void>((resolve) => {
        play.ctx.later(play.ctx.settings.historyDelayMs + 20, resolve);
      });
      reply(play);
    },
  },
  C11: {
    title: 'No room; the flow opens its ticket at once: the answer is one live message',
    prepare: NOTHING,
    withRoom: false,
    flow: SEED.flows.neverTicket,
    async answer(play) {
      note(play, 'answer', 'ticket at once', ticket(play, latestFlow(play), [['outgoing', 'Oi! Podemos continuar?']]));
      await new Promise<void>((resolve) => {
        play.ctx.later(play.ctx.settings.historyDelayMs + 20, resolve);
      });
      reply(play);
    },
  },
  C12: {
    title: "Several flows to one person: the first ticket spends the starter's right",
    prepare: NOTHING,
    withRoom: false,
    flow: SEED.flows.reengage,
    answer(play) {
      const flows = [
        ...new Set(
          play.ctx.flows.starts.filter((start) => start.contacts.includes(play.contact)).map((start) => start.flow),
        ),
      ].toReversed();
      const [newest = latestFlow(play), older = otherFlow(play)] = flows;
      const room = ticket(play, newest, ANSWERED);
      note(play, 'answer', 'ticket of the newest flow', room);
      if (room === null) return;
      closeAs(play.ctx, room, must(personByEmail(play.ctx.world, play.agent), play.agent));
      note(
        play,
        'answer',
        "that room is closed; ticket of the older flow, no longer the starter's by right",
        ticket(play, older, ANSWERED),
      );
    },
  },
};

/** Plays a case, or one phase of it: between 'prepare' and 'answer' a test sends the start itself. */
export async function playScenario(
  ctx: Context,
  ports: ScenarioPorts,
  id: ScenarioId,
  options: PlayOptions,
): Promise<readonly ScenarioStep[]> {
  const project = options.project ?? SEED.projects.central;
  const phase = options.phase ?? 'all';
  const scenario = SCENARIOS[id];
  const play: Play = {
    ctx,
    project,
    contact: options.contact,
    agent: options.agent,
    flow: options.flow,
    group: options.group ?? SEED.groups.vip,
    steps: [],
  };
  if (phase === 'prepare' || phase === 'all') scenario.prepare(play);
  if (phase === 'dispatch' || phase === 'all') {
    const flows =
      id === 'C12' && options.flow === undefined
        ? [SEED.flows.welcome, scenario.flow]
        : [options.flow ?? scenario.flow];
    for (const flow of flows) {
      const room = scenario.withRoom ? { room: openRoomOf(play).uuid } : {};
      const groups = id === 'C5' ? { groups: [play.group] } : {};
      const status = await ports.dispatch({ flow, contacts: [play.contact], ...groups, ...room }, play.agent, project);
      if (status !== 200) throw new HttpProblem(status, { detail: `the dispatch of ${id} was answered ${status}` });
      note(play, 'dispatch', `start_flow of ${flow}: ${status}`);
    }
  }
  if (phase === 'answer' || phase === 'all') await scenario.answer(play);
  return play.steps;
}
