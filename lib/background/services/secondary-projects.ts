import type { Ledger } from '../../ledger/ledger.ts';
import { EMPTY_DRAFT } from '../../draft/draft.ts';
import type { FlowsProject, ProjectUuid, SessionId } from '../../ids.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { AccessService } from './access-service.ts';
import type { WeniPool } from './weni-pool.ts';

export interface SecondaryProjectsPorts {
  readonly weni: Pick<WeniPool, 'of'>;
  readonly sessions: Pick<Sessions, 'chooseFlowsProject'>;
  readonly access: Pick<AccessService, 'forget' | 'check'>;
  readonly drafts: Pick<Ledger, 'getDraft' | 'putDraft'>;
}

/**
 * The secondary projects of a principal project, listed as the page lists them
 * (.github/docs/contract/rest.md#principal-projects), and the choice among them.
 */
export function createSecondaryProjects(ports: SecondaryProjectsPorts) {
  async function list(sessionId: SessionId): Promise<{ readonly projects: FlowsProject[]; readonly badRows: number }> {
    const { api, session } = await ports.weni.of(sessionId);
    const { org } = await api.getProject();
    if (session.isPrincipal !== true || org === null) return { projects: [], badRows: 0 };
    const { rows, badRows } = await api.listSecondaryProjects(org);
    const own = session.projectUuid.toLowerCase();
    const projects = rows.filter((project) => project.projectUuid.toLowerCase() !== own);
    return { projects: projects.sort((a, b) => a.name.localeCompare(b.name)), badRows };
  }

  return {
    /** @throws {WeniApiError} */
    list,

    /**
     * Sends from this project from now on. Dispatches that were confirmed keep theirs.
     *
     * @returns false when the server does not list the project
     * @throws {WeniApiError}
     */
    async choose(sessionId: SessionId, projectUuid: ProjectUuid): Promise<boolean> {
      const wanted = projectUuid.toLowerCase();
      const { session } = await ports.weni.of(sessionId);
      if (session.flowsProject?.projectUuid.toLowerCase() === wanted) return true;
      const project = (await list(sessionId)).projects.find((each) => each.projectUuid.toLowerCase() === wanted);
      if (project === undefined || !(await ports.sessions.chooseFlowsProject(sessionId, project))) return false;
      // What the agent has picked is a flow and contacts of another project.
      const revision = ((await ports.drafts.getDraft(sessionId))?.revision ?? 0) + 1;
      await ports.drafts.putDraft(sessionId, { ...EMPTY_DRAFT, revision });
      ports.access.forget(sessionId);
      await ports.access.check(sessionId, 0);
      return true;
    },
  };
}

export type SecondaryProjects = ReturnType<typeof createSecondaryProjects>;
