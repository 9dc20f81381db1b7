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
 * The toggle's verdict per session. The server does not enforce the toggle, so we do
 * (.github/docs/contract/rest.md#the-toggle): an admin must read the sectors, since list_access says yes to every
 * admin; everybody else is told by list_access, and managers get the sectors beside it. A failed reading keeps what was
 * known and throws.
 */
export function createAccessService(ports: AccessServicePorts) {
  const known = new Map<SessionId, AccessView>();

  async function read(sessionId: SessionId): Promise<AccessView> {
    const { api, session } = await ports.weni.of(sessionId);
    const [sectors, access] = await Promise.all([api.listSectors(), session.role === 'admin' ? null : api.getListAccess()]);
    const rows = sectors.rows.map((sector) => ({ sectorUuid: sector.sectorUuid, name: sector.name, canTrigger: sector.canTriggerFlows }));
    const isOn = access === null ? rows.some((sector) => sector.canTrigger) : access.canTriggerFlows;
    // The one sector that is on may be the one that cannot be read.
    const isUnsure = access === null && !isOn && sectors.badRows > 0;
    // Asked under its own uuid the server would start a flow of the wrong project.
    if (session.isPrincipal === true) return { verdict: 'off', reason: 'principal-project', sectors: session.role === 'agent' ? null : rows, checkedAt: ports.now() };
    return {
      verdict: isOn ? 'on' : isUnsure ? 'unknown' : 'off',
      reason: isOn ? null : isUnsure ? 'unknown' : access === null && rows.length === 0 ? 'no-sector' : 'toggle-off',
      sectors: session.role === 'agent' ? null : rows,
      checkedAt: ports.now(),
    };
  }

  return {
    view: (sessionId: SessionId): AccessView => known.get(sessionId) ?? NO_ACCESS,

    /** Reads unless a reading at most `maxAgeMs` old is there. @throws {WeniApiError} */
    async check(sessionId: SessionId, maxAgeMs: number): Promise<AccessView> {
      const last = known.get(sessionId);
      if (last !== undefined && isFresh(last.checkedAt, ports.now(), maxAgeMs)) return last;
      const view = await read(sessionId);
      known.set(sessionId, view);
      ports.onChange();
      return view;
    },

    /** Managers and admins flip a sector's toggle; what the server stored is read again, not assumed. @throws {WeniApiError} */
    async setToggle(sessionId: SessionId, sectorUuid: SectorUuid, on: boolean): Promise<boolean> {
      const { api } = await ports.weni.of(sessionId);
      const stored = await api.patchSectorToggle(sectorUuid, on);
      const before = known.get(sessionId);
      // What was read before is not true any more, whether or not it can be read anew.
      if (before !== undefined) known.set(sessionId, { ...before, checkedAt: null });
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
