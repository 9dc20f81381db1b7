import { fold } from '../../contacts/fold.ts';
import type { SessionId } from '../../ids.ts';
import type { SectorFact, TicketPlaceFact } from '../../preflight/preflight-facts.ts';
import { hoursOfLines, isClosedForAnswers, type SectorHours } from '../../preflight/sector-hours.ts';
import type { Settings } from '../../settings/settings.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { AccessService } from './access-service.ts';
import { isFresh } from './freshness.ts';
import type { WeniPool } from './weni-pool.ts';

export interface SectorHoursPorts {
  readonly weni: Pick<WeniPool, 'of'>;
  readonly access: Pick<AccessService, 'view'>;
  readonly settings: () => Pick<Settings, 'sectorHours'>;
  readonly now: () => number;
}

/** All calls are the engine's own: Flows is not asked (.github/docs/decisions.md#rationed-calls). */
const HOURS_FRESH_MS = 10 * 60_000;

const isSame = (one: string, other: string): boolean => fold(one) === fold(other);

/**
 * Tells whether the sectors in which a flow opens chats take new ones. Managers and admins read hours and holidays from
 * the server; for everybody else the lines of settings and policy say them, or they are not known.
 */
export function createSectorHours(ports: SectorHoursPorts) {
  const zones = new Map<SessionId, { readonly zone: string | null; readonly readAt: number }>();
  const known = new Map<string, { readonly hours: SectorHours | null; readonly readAt: number }>();

  /** Null: the server does not tell. */
  async function zoneOf(sessionId: SessionId): Promise<string | null> {
    const last = zones.get(sessionId);
    if (last !== undefined && isFresh(last.readAt, ports.now(), HOURS_FRESH_MS)) return last.zone;
    const { api } = await ports.weni.of(sessionId);
    const zone = await api.getProject().then(
      (project) => project.timezone,
      (error: unknown) => {
        if (error instanceof WeniApiError) return null;
        throw error;
      },
    );
    if (zone !== null) zones.set(sessionId, { zone, readAt: ports.now() });
    return zone;
  }

  /** Null: this agent may not read them, or the server does not tell. */
  async function hoursFromServer(sessionId: SessionId, place: TicketPlaceFact): Promise<SectorHours | null> {
    const sectors = ports.access.view(sessionId).sectors ?? [];
    const named = sectors.filter(({ name }) => place.sector !== null && isSame(name, place.sector));
    const sector =
      sectors.find(({ sectorUuid }) => sectorUuid.toLowerCase() === place.sectorUuid?.toLowerCase()) ??
      (named.length === 1 ? named[0] : undefined);
    if (sector === undefined) return null;
    const key = `${sessionId} ${sector.sectorUuid}`;
    const last = known.get(key);
    if (last !== undefined && isFresh(last.readAt, ports.now(), HOURS_FRESH_MS)) return last.hours;
    const { api } = await ports.weni.of(sessionId);
    const hours = await api.getSectorHours(sector.sectorUuid).catch((error: unknown) => {
      if (error instanceof WeniApiError && error.kind !== 'session') return null;
      throw error;
    });
    if (hours !== null) known.set(key, { hours, readAt: ports.now() });
    return hours;
  }

  return {
    /** One entry for each place, in their order. @throws {WeniApiError} kind `session` */
    async of(sessionId: SessionId, places: readonly TicketPlaceFact[]): Promise<SectorFact[]> {
      const zone = places.length === 0 ? null : await zoneOf(sessionId);
      return await Promise.all(
        places.map(async (place): Promise<SectorFact> => {
          const hours =
            (await hoursFromServer(sessionId, place)) ??
            hoursOfLines(ports.settings().sectorHours, place.sector ?? '', isSame);
          const closed = zone === null || hours === null ? null : isClosedForAnswers({ zone, hours }, ports.now());
          return { sector: place.sector, closed };
        }),
      );
    },
  };
}

export type SectorHoursService = ReturnType<typeof createSectorHours>;
