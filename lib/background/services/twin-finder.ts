import type { ContactUuid, SessionId } from '../../ids.ts';
import type { ReplyWatcher } from '../../replies/ports.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import { otherSpellings } from '../../contacts/twins.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { WeniApi } from '../../weni/api/weni-api.ts';
import type { PeopleService } from './people-service.ts';

export interface TwinFinderPorts {
  readonly weni: { of(sessionId: SessionId): Promise<{ readonly api: Pick<WeniApi, 'listContactsPage'> }> };
  readonly people: Pick<PeopleService, 'known' | 'twinsOf' | 'remember'>;
  readonly linkTwins: ReplyWatcher['linkTwins'];
  readonly now: () => number;
}

/** Calls to Flows that the people of one dispatch may cost; whoever comes after them is found among loaded contacts only. */
const MOST_LOOK_UPS = 50;
/** An answer, "there is nobody" too, is not asked for again within this time. */
const ASKED_AGAIN_MS = 60 * 60_000;
/** Dispatches and spellings kept in memory; the oldest go first. */
const KEPT = 2_000;

/**
 * Looks for the other contact of the same human, for people who were just sent to: Brazil stores people with and without the
 * ninth digit. Contacts loaded in this visit are free; the other spelling of a number is asked for once an hour, fifty times a
 * dispatch, one call after the other. Numbers stay in memory.
 */
export function createTwinFinder(ports: TwinFinderPorts) {
  const askedAt = new Map<string, number>();
  const costOf = new Map<string, number>();

  const keep = <Key>(map: Map<Key, number>, key: Key, value: number): void => {
    map.delete(key);
    map.set(key, value);
    const [oldest] = map.keys();
    if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
  };

  async function look(sessionId: SessionId, spelling: string): Promise<void> {
    const { api } = await ports.weni.of(sessionId);
    const page = await api.listContactsPage({ urn: `whatsapp:${spelling}` });
    ports.people.remember(sessionId, page.rows);
  }

  /** For each who has one: their contact and the others of the same human. `rows` are of one session. */
  async function find(rows: readonly AwaitedRow[]): Promise<ContactUuid[][]> {
    const found: ContactUuid[][] = [];
    for (const { sessionId, contactUuid, dispatchId } of rows) {
      const contact = ports.people.known(sessionId, contactUuid)?.contact ?? null;
      // Not read in this visit: no number is known, and reading it would be a call for each person.
      if (contact === null) continue;
      const dispatch = dispatchId ?? contactUuid;
      for (const spelling of ports.people.twinsOf(sessionId, contactUuid).length > 0 ? [] : otherSpellings(contact)) {
        const key = `${sessionId} ${spelling}`;
        const cost = costOf.get(dispatch) ?? 0;
        const isAsked = ports.now() - (askedAt.get(key) ?? Number.NEGATIVE_INFINITY) < ASKED_AGAIN_MS;
        if (isAsked || cost >= MOST_LOOK_UPS) continue;
        keep(costOf, dispatch, cost + 1);
        keep(askedAt, key, ports.now());
        try {
          await look(sessionId, spelling);
        } catch (error) {
          // Signed out, offline or over the limit: an answer on the other number is then seen as somebody else's, as before.
          if (error instanceof WeniApiError) return found;
          throw error;
        }
      }
      const twins = ports.people.twinsOf(sessionId, contactUuid);
      if (twins.length > 0) found.push([contactUuid, ...twins]);
    }
    return found;
  }

  return {
    /** Finds the other contacts of people who were sent to and tells the reply watcher. */
    async link(rows: readonly AwaitedRow[]): Promise<void> {
      for (const sessionId of new Set(rows.map((row) => row.sessionId))) {
        await ports.linkTwins(sessionId, await find(rows.filter((row) => row.sessionId === sessionId)));
      }
    },
  };
}

export type TwinFinder = ReturnType<typeof createTwinFinder>;
