import type { ContactUuid } from '../../ids.ts';
import type { FlowsScope } from '../../sessions/session.ts';
import type { ReplyWatcher } from '../../replies/ports.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import { otherSpellings } from '../../contacts/twins.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { WeniApi } from '../../weni/api/weni-api.ts';
import type { PeopleService } from './people-service.ts';
import type { WeniPool } from './weni-pool.ts';

export interface TwinFinderPorts {
  readonly weni: Pick<WeniPool, 'scopeOf'> & {
    of(scope: FlowsScope): Promise<{ readonly api: Pick<WeniApi, 'listContactsPage'> }>;
  };
  readonly people: Pick<PeopleService, 'known' | 'twinsOf' | 'remember'>;
  readonly linkTwins: ReplyWatcher['linkTwins'];
  readonly now: () => number;
  readonly after: (delayMs: number, run: () => void) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * How many calls to Flows the people of one dispatch may cost. Twins of further people are found among remembered
 * contacts only.
 */
const MOST_LOOK_UPS = 50;
/** A spelling is looked up at most once within this time, also if no contact was found. */
const ASKED_AGAIN_MS = 60 * 60_000;
/**
 * How long people are collected before Flows is asked for their twins. Directly after the first answers the look-ups would
 * compete with the starts that are still to leave; nobody answers from another number within these seconds.
 */
const LINK_AFTER_MS = 3_000;
/** How many dispatches and spellings are kept in memory; the oldest are dropped first. */
const KEPT = 2_000;

/**
 * Finds the twins of people who were just sent to: other contacts of the same human, since a Brazilian number may be
 * stored with and without the ninth digit. Remembered contacts cost no call. Otherwise the other spelling of the number
 * is looked up, one call at a time, within the limits above. Numbers are kept in memory only.
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

  async function look(scope: FlowsScope, spelling: string): Promise<void> {
    const { api } = await ports.weni.of(scope);
    const page = await api.listContactsPage({ urn: `whatsapp:${spelling}` });
    ports.people.remember(scope, page.rows);
  }

  /**
   * Groups of contacts, each one human: the person's contact and its twins. `rows` must be of one session.
   *
   * @param mayAsk whether Flows may be asked; otherwise only remembered contacts count
   */
  async function find(rows: readonly AwaitedRow[], scope: FlowsScope, mayAsk: boolean): Promise<ContactUuid[][]> {
    const found: ContactUuid[][] = [];
    for (const { contactUuid, dispatchId } of rows) {
      const contact = ports.people.known(scope, contactUuid)?.contact ?? null;
      // The contact was not read in this life, so its number is not known. Reading it would cost a call per person.
      if (contact === null) continue;
      const dispatch = dispatchId ?? contactUuid;
      const isKnown = ports.people.twinsOf(scope, contactUuid).length > 0;
      for (const spelling of isKnown || !mayAsk ? [] : otherSpellings(contact)) {
        const key = `${scope} ${spelling}`;
        const cost = costOf.get(dispatch) ?? 0;
        const isAsked = ports.now() - (askedAt.get(key) ?? Number.NEGATIVE_INFINITY) < ASKED_AGAIN_MS;
        if (isAsked || cost >= MOST_LOOK_UPS) continue;
        keep(costOf, dispatch, cost + 1);
        keep(askedAt, key, ports.now());
        try {
          await look(scope, spelling);
        } catch (error) {
          // Signed out, offline or over the limit: stop. A reply from an unknown twin is then not attributed.
          if (error instanceof WeniApiError) return found;
          throw error;
        }
      }
      const twins = ports.people.twinsOf(scope, contactUuid);
      if (twins.length > 0) found.push([contactUuid, ...twins]);
    }
    return found;
  }

  /** Finds the twins of people who were sent to and passes them to the reply watcher. */
  async function link(rows: readonly AwaitedRow[], mayAsk = true): Promise<void> {
    for (const sessionId of new Set(rows.map((row) => row.sessionId))) {
      const own = rows.filter((row) => row.sessionId === sessionId);
      const found = await find(own, await ports.weni.scopeOf(sessionId), mayAsk);
      if (found.length > 0) await ports.linkTwins(sessionId, found);
    }
  }

  let due: AwaitedRow[] = [];
  return {
    link,
    /**
     * Links these people's remembered twins at once. Flows is asked for the others after some seconds, together with
     * those named until then.
     */
    linkLater(rows: readonly AwaitedRow[]): void {
      if (due.length === 0)
        ports.after(LINK_AFTER_MS, () => {
          const people = due;
          due = [];
          link(people).catch(ports.onError);
        });
      due.push(...rows);
      link(rows, false).catch(ports.onError);
    },
  };
}

export type TwinFinder = ReturnType<typeof createTwinFinder>;
