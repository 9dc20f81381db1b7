import type { SectorUuid, SessionId } from '../../ids.ts';
import type { AccessView } from '../../messaging/views.ts';
import { isFresh } from './freshness.ts';
import type { WeniPool } from './weni-pool.ts';

export interface AccessServicePorts {
  readonly weni: WeniPool;
  readonly now: () => number;
  readonly onChange: () => void;
}

export const NO_ACCESS: AccessView = { verdict: 'unknown', reason: null, sectors: null, checkedAt: null };

/**
 * Reads and caches the toggle's verdict per session. The server does not enforce the toggle, so we do
 * (.github/docs/contract/rest.md#the-toggle). For admins the verdict comes from the sectors, because list_access says
 * yes to every admin; for all others it comes from list_access. Views of managers and admins also get the sectors. A
 * failed reading throws and leaves the cached verdict as it was.
 */
export function createAccessService(ports: AccessServicePorts) {
  /** `toggle` is the verdict without the question whether a secondary project is chosen. */
  const known = new Map<SessionId, { readonly shown: AccessView; readonly toggle: AccessView }>();

  async function read(sessionId: SessionId): Promise<{ readonly shown: AccessView; readonly toggle: AccessView }> {
    const { api, session } = await ports.weni.of(sessionId);
    const [sectors, access] = await Promise.all([
      api.listSectors(),
      session.role === 'admin' ? null : api.getListAccess(),
    ]);
    const rows = sectors.rows.map((sector) => ({
      sectorUuid: sector.sectorUuid,
      name: sector.name,
      canTrigger: sector.canTriggerFlows,
    }));
    const isOn = access === null ? rows.some((sector) => sector.canTrigger) : access.canTriggerFlows;
    // An unreadable row may be the one sector whose toggle is on, so the verdict is not `off` but unknown.
    const isUnsure = access === null && !isOn && sectors.badRows > 0;
    const toggle: AccessView = {
      verdict: isOn ? 'on' : isUnsure ? 'unknown' : 'off',
      reason: isOn ? null : isUnsure ? 'unknown' : access === null && rows.length === 0 ? 'no-sector' : 'toggle-off',
      sectors: session.role === 'agent' ? null : rows,
      checkedAt: ports.now(),
    };
    // Flows of a principal project are sent through a secondary one. Under the principal's own uuid the server would
    // start a flow of the wrong project, so until one is chosen nothing is sent.
    const isToChoose = session.isPrincipal === true && session.flowsProject === undefined;
    return { shown: isToChoose ? { ...toggle, verdict: 'off', reason: 'principal-project' } : toggle, toggle };
  }

  async function check(
    sessionId: SessionId,
    maxAgeMs: number,
  ): Promise<{ readonly shown: AccessView; readonly toggle: AccessView }> {
    const last = known.get(sessionId);
    if (last !== undefined && isFresh(last.shown.checkedAt, ports.now(), maxAgeMs)) return last;
    const views = await read(sessionId);
    known.set(sessionId, views);
    ports.onChange();
    return views;
  }

  return {
    view: (sessionId: SessionId): AccessView => known.get(sessionId)?.shown ?? NO_ACCESS,

    /** The cached verdict if it is at most `maxAgeMs` old, else a new reading. @throws {WeniApiError} */
    check: async (sessionId: SessionId, maxAgeMs: number): Promise<AccessView> =>
      (await check(sessionId, maxAgeMs)).shown,

    /**
     * The toggle alone, for a dispatch: it has its own secondary project, whatever is chosen now. @throws
     * {WeniApiError}
     */
    checkToggle: async (sessionId: SessionId, maxAgeMs: number): Promise<AccessView> =>
      (await check(sessionId, maxAgeMs)).toggle,

    /**
     * Sets a sector's toggle, for managers and admins, then reads the verdict again.
     *
     * @returns whether the server stored the wanted value
     * @throws {WeniApiError}
     */
    async setToggle(sessionId: SessionId, sectorUuid: SectorUuid, on: boolean): Promise<boolean> {
      const { api } = await ports.weni.of(sessionId);
      const stored = await api.patchSectorToggle(sectorUuid, on);
      const before = known.get(sessionId);
      // Mark the old verdict as outdated first: the new reading may fail, and the old one no longer holds.
      if (before !== undefined) known.set(sessionId, { ...before, shown: { ...before.shown, checkedAt: null } });
      known.set(sessionId, await read(sessionId));
      ports.onChange();
      return stored.on === on;
    },

    forget(sessionId: SessionId): void {
      known.delete(sessionId);
    },
  };
}

export type AccessService = ReturnType<typeof createAccessService>;
