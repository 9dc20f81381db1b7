import type { ContactUuid, GroupUuid, SessionId } from '../../ids.ts';
import { ERASURE_KEY, readErasure } from '../../ledger/erasure.ts';
import {
  findAudience,
  NO_AUDIENCES,
  planAudienceRefresh,
  ProjectAudiences,
  refreshAudience,
  removeAudience,
  saveAudience,
  type Audience,
} from '../../draft/audience.ts';
import { createContactLookup } from '../../preflight/contact-facts.ts';
import { walkContacts } from '../../contacts/contact-pages.ts';
import type { Contact } from '../../contacts/contact.ts';
import type { Draft } from '../../draft/draft.ts';
import { runPool } from '../../util/pool.ts';
import type { Check } from '../../preflight/preflight-facts.ts';
import { toSelection } from '../../draft/selection.ts';
import type { KeptPort } from './catalog-service.ts';
import type { PeopleService } from './people-service.ts';
import type { WeniPool } from './weni-pool.ts';
import type { Work } from './running-work.ts';

export interface AudienceServicePorts {
  readonly weni: Pick<WeniPool, 'of'>;
  readonly kept: KeptPort;
  readonly people: Pick<PeopleService, 'known' | 'remember'>;
  readonly now: () => number;
}

type Plain = { ok: true } | { ok: false; reason: string };
type Refreshed =
  | { ok: true; count: number; added: number; removed: number; unread: number }
  | { ok: false; reason: string };

const READS_AT_ONCE = 4;
/** A group of 10,000 costs 40 pages of 250. */
const GROUP_MAX_CALLS = 400;
const GROUP_LIMIT = 250;

/** Stores saved selections per session in the ledger: names and uuids, never phone numbers. */
export function createAudienceService(ports: AudienceServicePorts) {
  /**
   * The last removed audience of each session, for *Undo*. In memory only: an agent notices a mistake within seconds.
   */
  const removed = new Map<SessionId, { readonly audience: Audience; readonly generation: number }>();
  /** The number of erasures so far. An audience removed before an erasure must not be restored after it. */
  const generation = async (): Promise<number> => readErasure(await ports.kept.getKept(ERASURE_KEY)).generation;
  const key = (sessionId: SessionId) => `audiences:${sessionId}`;

  async function read(sessionId: SessionId): Promise<ProjectAudiences> {
    const stored = ProjectAudiences.safeParse(await ports.kept.getKept(key(sessionId)));
    return stored.success ? stored.data : NO_AUDIENCES;
  }

  async function write(sessionId: SessionId, change: (stored: ProjectAudiences) => readonly Audience[]): Promise<void> {
    const stored = await read(sessionId);
    await ports.kept.putKept({ key: key(sessionId), value: { ...stored, audiences: [...change(stored)] } });
  }

  async function readMembers(sessionId: SessionId, groupUuid: GroupUuid, work: Work): Promise<Contact[] | null> {
    const { api } = await ports.weni.of(sessionId);
    const members: Contact[] = [];
    const walk = await walkContacts(
      (query) => api.listContactsPage(query),
      { group: groupUuid },
      {
        limit: GROUP_LIMIT,
        minLimit: 50,
        maxCalls: GROUP_MAX_CALLS,
        signal: work.signal,
        onPage: ({ rows }) => {
          members.push(...rows);
          ports.people.remember(sessionId, rows);
        },
      },
    );
    // An incomplete list must not remove people from the audience. Nor must an empty one: a deleted group looks the
    // same.
    return walk.end === 'complete' && walk.badRows === 0 && members.length > 0 ? members : null;
  }

  return {
    async list(sessionId: SessionId): Promise<{ name: string; count: number; savedAt: number }[]> {
      return (await read(sessionId)).audiences.map((audience) => ({
        name: audience.name,
        count: audience.people.length,
        savedAt: audience.refreshedAt,
      }));
    },

    async save(sessionId: SessionId, name: string, draft: Draft): Promise<Plain> {
      const saved = saveAudience((await read(sessionId)).audiences, toSelection(draft), { name, at: ports.now() });
      if (!saved.ok) return { ok: false, reason: saved.reason };
      await write(sessionId, () => saved.audiences);
      return { ok: true };
    },

    async load(sessionId: SessionId, name: string): Promise<{ contactUuid: ContactUuid; name: string | null }[]> {
      const audience = findAudience((await read(sessionId)).audiences, name);
      return (audience?.people ?? []).map((person) => ({ contactUuid: person.contactUuid, name: person.name }));
    },

    async remove(sessionId: SessionId, name: string): Promise<Plain> {
      const audience = findAudience((await read(sessionId)).audiences, name);
      if (audience !== null) removed.set(sessionId, { audience, generation: await generation() });
      await write(sessionId, (stored) => removeAudience(stored.audiences, name));
      return { ok: true };
    },

    /**
     * Restores the audience that was removed last. `audience-gone`: it is not in memory any more, or the name is in
     * use again.
     */
    async restore(sessionId: SessionId, name: string): Promise<Plain> {
      const last = removed.get(sessionId);
      removed.delete(sessionId);
      const isKnown = last !== undefined && last.audience.name === name && last.generation === (await generation());
      if (!isKnown || findAudience((await read(sessionId)).audiences, name) !== null)
        return { ok: false, reason: 'audience-gone' };
      await write(sessionId, (stored) => [...stored.audiences, last.audience]);
      return { ok: true };
    },

    /**
     * Reads the audience's groups and people again and stores the result. People who could not be read stay as they
     * were and are counted in `unread`.
     *
     * @throws {WeniApiError} kind `session`
     */
    async refresh(sessionId: SessionId, name: string, work: Work): Promise<Refreshed> {
      const audience = findAudience((await read(sessionId)).audiences, name);
      if (audience === null) return { ok: false, reason: 'audience-gone' };
      const { groupUuids, contactUuids } = planAudienceRefresh(audience);
      const { api } = await ports.weni.of(sessionId);
      const members = new Map<GroupUuid, readonly Contact[]>();
      const found = new Map<ContactUuid, Check<Contact | null>>();
      const facts = createContactLookup(
        { now: ports.now, listContactsPage: (query) => api.listContactsPage(query) },
        (contactUuid) => ports.people.known(sessionId, contactUuid),
      );
      const steps = facts
        .plan(contactUuids, 'fresh')
        .map((step) => async () => void (await step(found, work.signal).catch(() => false)));
      const readings = groupUuids.map((groupUuid) => async () => {
        const list = await readMembers(sessionId, groupUuid, work);
        if (list !== null) members.set(groupUuid, list);
      });
      let done = 0;
      const tasks = [...steps, ...readings].map((task) => async () => {
        await task();
        done += 1;
        work.progress(done, steps.length + readings.length);
      });
      await runPool(tasks, READS_AT_ONCE, work.signal);
      const contacts = new Map<ContactUuid, Contact | null>();
      for (const [contactUuid, check] of found) if (check.known) contacts.set(contactUuid, check.value);
      const fresh = refreshAudience(audience, { members, contacts }, ports.now());
      await write(sessionId, (stored) =>
        stored.audiences.map((other) => (other.name === audience.name ? fresh.audience : other)),
      );
      return {
        ok: true,
        count: fresh.audience.people.length,
        added: fresh.added,
        removed: fresh.removed,
        unread: fresh.unread,
      };
    },
  };
}

export type AudienceService = ReturnType<typeof createAudienceService>;
