import type { ContactUuid, RoomUuid, SessionId } from '../ids.ts';
import { attribute, groupByHuman, type AttributeOptions } from './attribute.ts';
import { detectMessage, detectRoom, type Effect } from './detect.ts';
import type { ReplyFact, RoomFact } from './facts.ts';
import { emptyWatch, settleClock } from './diff.ts';
import { linkTwins, readHumans, type Humans } from './humans.ts';
import type { AwaitedChange, ReplyPorts, ReplySession } from './ports.ts';
import type { AwaitedRow, WatchRow } from './records.ts';
import { createProvisional, GIVE_UP_MS, type ProvisionalRows } from './provisional.ts';
import { createRoomMemories } from './room-memories.ts';
import type { RoomMemory } from './room-memory.ts';
import { DAY_MS } from '../util/time.ts';
import { serially } from '../util/serially.ts';

/** From this many contacts on, one read of all the agent's rows is cheaper than one read per contact. */
const READ_ALL_FROM = 8;

/** Delay of a look, so that reports which the page sends in quick succession are verified together. */
const LOOK_DELAY_MS = 300;

export type CheckEffect = Extract<Effect, { kind: 'check' }>;

/** Result of applying facts. */
interface Applied {
  readonly changes: readonly AwaitedChange[];
  readonly checks: readonly CheckEffect[];
  /** True if a room has a flow start that none of our rows explains. It was perhaps made in Chats itself. */
  readonly hasUnknownStart: boolean;
}

/**
 * The only writer of awaited rows and watch rows. Writes run one after the other, no write waits for the network, and
 * listeners are called with rows only after the rows are stored.
 */
export interface RowStore {
  /** Applies facts from server answers. */
  apply(session: ReplySession, facts: readonly RoomFact[]): Promise<Applied>;
  /**
   * Applies facts that the page's socket reported. Nothing of them is stored: the rows that they change are shown as
   * provisional, and `checks` says what to ask the server.
   */
  applyReported(
    session: ReplySession,
    facts: readonly ReplyFact[],
  ): Promise<Pick<Applied, 'checks' | 'hasUnknownStart'>>;
  /** Returns the rows as views show them: with the page's report, as long as it waits for a look. */
  shown(rows: readonly AwaitedRow[]): AwaitedRow[];
  /** The page's unconfirmed report about the human behind a contact; null when there is none. */
  provisionalOf(session: ReplySession, contactUuid: ContactUuid): Promise<ProvisionalRows | null>;
  /** Withdraws the report with this `version` as not confirmed; does nothing if the page has sent a newer one. */
  withdraw(session: ReplySession, contactUuid: ContactUuid, version: number): Promise<void>;
  /**
   * Calls the listener with rows whose display changed although the stored rows did not.
   *
   * @returns a function that ends the subscription
   */
  onShown(listener: (rows: readonly AwaitedRow[]) => void): () => void;
  /** Applies effects that come from no room or message fact to the rows of one human. */
  applyEffects(session: ReplySession, contactUuid: ContactUuid, effects: readonly Effect[]): Promise<Applied>;
  /** Reads rows and writes those that `edit` returns, as one step. */
  editRows(
    read: () => Promise<readonly AwaitedRow[]>,
    edit: (rows: readonly AwaitedRow[]) => readonly AwaitedRow[],
    options?: { isReminder: boolean },
  ): Promise<readonly AwaitedChange[]>;
  editWatch(session: Pick<ReplySession, 'sessionId'>, edit: (watch: WatchRow) => WatchRow): Promise<WatchRow>;
  watch(session: Pick<ReplySession, 'sessionId'>): Promise<WatchRow>;
  /** What server answers said about the session's rooms. */
  memory(session: Pick<ReplySession, 'sessionId'>): Promise<RoomMemory>;
  /** Notes that the server does not show this room to the agent, so its messages belong to none of our contacts. */
  learnHidden(session: ReplySession, roomUuid: RoomUuid): Promise<void>;
  /** Which contacts are the same human. */
  humans(session: Pick<ReplySession, 'sessionId'>): Promise<Humans>;
  /** Links the contacts of each list as one human and updates `humanUuid` in the stored rows. */
  linkTwins(sessionId: SessionId, people: readonly (readonly ContactUuid[])[]): Promise<void>;
  /** All rows of this session. */
  rows(session: ReplySession): Promise<AwaitedRow[]>;
  /** All rows of the human behind a contact. */
  rowsOf(session: ReplySession, contactUuid: ContactUuid): Promise<AwaitedRow[]>;
  onChange(listener: (changes: readonly AwaitedChange[]) => void): () => void;
}

export function createRowStore(ports: ReplyPorts): RowStore {
  const provisional = createProvisional();
  const known = new Map<string, Humans>();
  const listeners = new Set<(changes: readonly AwaitedChange[]) => void>();
  const inTurn = serially();

  async function watch(session: Pick<ReplySession, 'sessionId'>): Promise<WatchRow> {
    return settleClock(
      (await ports.ledger.getWatch(session.sessionId)) ?? emptyWatch(session.sessionId),
      ports.clock.now(),
    );
  }

  const memoriesOf = createRoomMemories(watch);
  const memory = async (session: Pick<ReplySession, 'sessionId'>): Promise<RoomMemory> =>
    (await memoriesOf(session)).confirmed;

  async function humans(session: Pick<ReplySession, 'sessionId'>): Promise<Humans> {
    const cached = known.get(session.sessionId);
    if (cached !== undefined) return cached;
    const read = readHumans((await watch(session)).twins ?? {});
    known.set(session.sessionId, read);
    return read;
  }

  function attributeOptions(session: ReplySession, rooms: RoomMemory): AttributeOptions {
    return {
      now: ports.clock.now(),
      expiryMs: ports.expiryDays() * DAY_MS,
      lastPlace: (roomUuid) => rooms.room(roomUuid)?.place ?? null,
      isOnScreen: (roomUuid) => ports.isOnScreen(session.sessionId, roomUuid),
    };
  }

  /** Rows of the humans behind these contacts. The key is the contact that represents the human. */
  async function readPeople(
    session: ReplySession,
    asked: ReadonlySet<ContactUuid>,
  ): Promise<Map<ContactUuid, AwaitedRow[]>> {
    const { ledger } = ports;
    const people = await humans(session);
    const contacts = new Set([...asked].flatMap((contactUuid) => people.contactsOf(contactUuid)));
    const all =
      contacts.size >= READ_ALL_FROM
        ? await ledger.listAwaited(session.agentKey)
        : await ledger.listAwaitedOf(session.agentKey, [...contacts]);
    return groupByHuman(
      all.filter((row) => row.sessionId === session.sessionId && contacts.has(row.contactUuid)),
      people,
    );
  }

  async function store(
    before: ReadonlyMap<string, AwaitedRow>,
    after: readonly AwaitedRow[],
    isReminder = false,
  ): Promise<AwaitedChange[]> {
    if (after.length === 0) return [];
    const others = provisional.dropFor(after);
    await ports.ledger.putAwaited(after);
    provisional.emitShown([...before.values()].filter(({ id }) => others.has(id)));
    const changes = after.map((row) => toChange(before.get(row.id) ?? null, row, isReminder));
    for (const listener of listeners) listener(changes);
    return changes;
  }

  async function read(session: ReplySession, facts: readonly ReplyFact[], isFromServer: boolean) {
    const { confirmed, reported } = await memoriesOf(session);
    const room = isFromServer ? confirmed : reported;
    const now = ports.clock.now();
    const fresh = facts.filter((fact) => !room.isRepeat(fact));
    const owner = new Map<RoomUuid, ContactUuid | null>();
    const unsaved: RoomFact[] = [];
    for (const fact of fresh) {
      if (fact.kind !== 'room') continue;
      owner.set(fact.uuid, fact.contactUuid);
      if (room.contactOf(fact.uuid) === undefined) unsaved.push(fact);
    }
    const contactOf = (fact: ReplyFact) =>
      fact.kind === 'room' ? fact.contactUuid : (owner.get(fact.roomUuid) ?? room.contactOf(fact.roomUuid));
    const contacts = new Set(fresh.flatMap((fact) => contactOf(fact) ?? []));
    const stored = await readPeople(session, contacts);
    const people = new Map([...stored].map(([human, rows]) => [human, isFromServer ? rows : provisional.shown(rows)]));
    const { keyOf } = await humans(session);
    const before = new Map([...people.values()].flat().map((row) => [row.id, row]));
    const options = attributeOptions(session, room);
    const checks: CheckEffect[] = [];
    let hasUnknownStart = false;

    for (const fact of fresh) {
      const contactUuid = contactOf(fact);
      const rows = isKnown(contactUuid) ? (people.get(keyOf(contactUuid)) ?? []) : [];
      const seen = room.room(fact.kind === 'room' ? fact.uuid : fact.roomUuid);
      if (fact.kind === 'room') {
        if (room.isAfterEnd(fact, now)) continue;
        room.learn(fact, { selfEmail: session.agentEmail, now });
        if (isFromServer) reported.learn(fact, { selfEmail: session.agentEmail, now });
        hasUnknownStart ||= isUnknownStart(fact, rows);
      }
      const effects =
        fact.kind === 'room'
          ? detectRoom(fact, { rows, known: seen, selfEmail: session.agentEmail })
          : detectMessage(fact, { contactUuid, known: seen });
      const asked = effects.filter((effect) => effect.kind === 'check');
      const changed = isKnown(contactUuid) && rows.length > 0 ? attribute(rows, effects, options) : [];
      if (isKnown(contactUuid) && changed.length > 0) people.set(keyOf(contactUuid), merge(rows, changed));
      const isDoubtful = changed.length > 0 || asked.some(({ ask }) => ask === 'messages');
      if (!isFromServer && isKnown(contactUuid) && isDoubtful)
        checks.push({
          kind: 'check',
          roomUuid: fact.kind === 'room' ? fact.uuid : fact.roomUuid,
          contactUuid,
          ask: 'look',
          delayMs: LOOK_DELAY_MS,
        });
      checks.push(...asked);
    }
    return { people, before, checks, hasUnknownStart, unsaved, now };
  }

  async function applyNow(session: ReplySession, facts: readonly RoomFact[]): Promise<Applied> {
    const { people, before, checks, hasUnknownStart, unsaved } = await read(session, facts, true);
    const changed = [...people.values()].flat().filter((row) => before.get(row.id) !== row);
    const changes = await store(before, changed);
    if (unsaved.length > 0) await saveOwners(session, unsaved);
    return { changes, checks, hasUnknownStart };
  }

  async function applyReportedNow(
    session: ReplySession,
    facts: readonly ReplyFact[],
  ): Promise<Pick<Applied, 'checks' | 'hasUnknownStart'>> {
    const { people, before, checks, hasUnknownStart, now } = await read(session, facts, false);
    for (const [contactUuid, rows] of people) {
      if (rows.every((row) => before.get(row.id) === row)) continue;
      const human = { sessionId: session.sessionId, contactUuid };
      const isFirst = provisional.of(human) === null;
      provisional.put(human, rows, { before, now });
      if (isFirst)
        ports.clock.after(
          GIVE_UP_MS,
          () => void giveUp(session, human).catch((error: unknown) => ports.report({ during: 'check', error })),
        );
    }
    return { checks, hasUnknownStart };
  }

  /** Withdraws a report older than GIVE_UP_MS. One that came after an earlier withdrawal has its own timer. */
  async function giveUp(
    session: ReplySession,
    human: { readonly sessionId: SessionId; readonly contactUuid: ContactUuid },
  ): Promise<void> {
    const report = provisional.of(human);
    if (report !== null && Math.abs(ports.clock.now() - report.since) >= GIVE_UP_MS)
      await withdraw(session, human.contactUuid, report.version);
  }

  const humanOf = async (session: ReplySession, contactUuid: ContactUuid) => ({
    sessionId: session.sessionId,
    contactUuid: (await humans(session)).keyOf(contactUuid),
  });
  const withdraw: RowStore['withdraw'] = (session, contactUuid, version) =>
    inTurn(async () =>
      provisional.withdraw(
        await humanOf(session, contactUuid),
        version,
        [...(await readPeople(session, new Set([contactUuid]))).values()].flat(),
      ),
    );

  // Store the owners of rooms: after a restart they are needed to attribute messages, because messages do not name
  // their contact.
  async function saveOwners(session: ReplySession, facts: readonly RoomFact[]): Promise<void> {
    const row = await watch(session);
    const added = facts.filter((fact) => row.rooms[fact.uuid] === undefined);
    if (added.length === 0) return;
    const rooms = { ...row.rooms };
    for (const fact of added) rooms[fact.uuid] = { contactUuid: fact.contactUuid };
    await ports.ledger.putWatch({ ...row, rooms });
  }

  return {
    apply: (session, facts) => inTurn(() => applyNow(session, facts)),
    applyReported: (session, facts) => inTurn(() => applyReportedNow(session, facts)),
    shown: provisional.shown,
    provisionalOf: async (session, contactUuid) => provisional.of(await humanOf(session, contactUuid)),
    withdraw,
    onShown: provisional.onShown,
    applyEffects: (session, contactUuid, effects) =>
      inTurn(async () => {
        const rows =
          (await readPeople(session, new Set([contactUuid]))).get((await humans(session)).keyOf(contactUuid)) ?? [];
        const changes = await store(
          new Map(rows.map((row) => [row.id, row])),
          attribute(rows, effects, attributeOptions(session, await memory(session))),
        );
        return { changes, checks: [], hasUnknownStart: false };
      }),
    editRows: (read, edit, options) =>
      inTurn(async () => {
        const rows = await read();
        return store(new Map(rows.map((row) => [row.id, row])), edit(rows), options?.isReminder ?? false);
      }),
    editWatch: (session, edit) =>
      inTurn(async () => {
        const before = await watch(session);
        const after = edit(before);
        if (after !== before) await ports.ledger.putWatch(after);
        return after;
      }),
    watch,
    memory,
    async learnHidden(session, roomUuid) {
      const { confirmed, reported } = await memoriesOf(session);
      confirmed.learnContact(roomUuid, null);
      reported.learnContact(roomUuid, null);
    },
    humans,
    linkTwins: (sessionId, people) =>
      inTurn(async () => {
        const session = ports.sessions.get(sessionId);
        if (session === null || people.length === 0) return;
        const row = await watch(session);
        const before = row.twins ?? {};
        const after = people.reduce(linkTwins, before);
        if (after !== before) {
          await ports.ledger.putWatch({ ...row, twins: { ...after } });
          known.set(session.sessionId, readHumans(after));
        }
        const { keyOf } = await humans(session);
        const contacts = new Set(people.flat());
        const rows = [...(await readPeople(session, contacts)).values()].flat();
        const unmarked = rows.filter((each) => (each.humanUuid ?? each.contactUuid) !== keyOf(each.contactUuid));
        await store(
          new Map(unmarked.map((each) => [each.id, each])),
          unmarked.map((each) => ({ ...each, humanUuid: keyOf(each.contactUuid) })),
        );
      }),
    rows: async (session) =>
      (await ports.ledger.listAwaited(session.agentKey)).filter((row) => row.sessionId === session.sessionId),
    rowsOf: async (session, contactUuid) => [...(await readPeople(session, new Set([contactUuid]))).values()].flat(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const isKnown = (contactUuid: ContactUuid | null | undefined): contactUuid is ContactUuid =>
  contactUuid !== null && contactUuid !== undefined;

function merge(rows: readonly AwaitedRow[], changed: readonly AwaitedRow[]): AwaitedRow[] {
  const byId = new Map(changed.map((row) => [row.id, row]));
  return rows.map((row) => byId.get(row.id) ?? row);
}

function toChange(before: AwaitedRow | null, after: AwaitedRow, isReminder: boolean): AwaitedChange {
  const isNewReply = after.status === 'replied' && (before === null || before.repliedAt === null);
  return { before, after, isNewReply, isReminder };
}

function isUnknownStart(fact: RoomFact, rows: readonly AwaitedRow[]): boolean {
  const start = fact.flowStart;
  if (!fact.isWaiting || start === null || start === undefined || start.isDeleted) return false;
  return !rows.some((row) => row.roomUuid === fact.uuid || row.flowName === start.name);
}
