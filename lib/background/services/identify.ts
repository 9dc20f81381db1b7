import { ProjectUuid } from '../../ids.ts';
import type { Identity } from '../../sessions/sessions.ts';
import { createWeniApi } from '../../weni/api/client.ts';
import { WeniApiError } from '../../weni/api/errors.ts';

export interface IdentifyPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly isPermitted: (origin: string) => Promise<boolean>;
  readonly now: () => number;
}

/**
 * Asks the engine which agent a token belongs to, and their role in the project. Manager is not a role of the project:
 * it is an attendant who sees sectors (.github/docs/contract/rest.md#roles). An answer to the profile call that is no
 * JSON means that the address is not a Chats API. API errors become a status; other errors are thrown.
 */
export async function identify(
  claim: { apiOrigin: string; token: string; projectUuid: string },
  ports: IdentifyPorts,
): Promise<Identity> {
  const projectUuid = ProjectUuid.safeParse(claim.projectUuid);
  if (!projectUuid.success) return { status: 'contract-drift', endpoint: 'chats_projectUuid', field: 'uuid' };
  const credential = { token: () => claim.token, origins: [claim.apiOrigin], isPermitted: ports.isPermitted };
  const api = createWeniApi({
    fetch: ports.fetch,
    credential,
    apiOrigin: claim.apiOrigin,
    projectUuid: projectUuid.data,
    now: ports.now,
  });
  try {
    const profile = await api.getProfile();
    if (profile.role === 'none') return { status: 'not-a-member' };
    const [project, sectors] = await Promise.all([api.getProject(), api.listSectors()]);
    return {
      status: 'known',
      agentEmail: profile.email,
      agentName: `${profile.firstName} ${profile.lastName}`.trim(),
      projectUuid: projectUuid.data,
      projectName: project.name,
      isPrincipal: project.isPrincipal,
      role: profile.role === 'admin' ? 'admin' : sectors.rows.length > 0 ? 'manager' : 'agent',
    };
  } catch (error) {
    if (error instanceof WeniApiError) return toIdentityProblem(error);
    throw error;
  }
}

function toIdentityProblem(error: WeniApiError): Identity {
  switch (error.kind) {
    case 'session':
      return { status: 'not-logged-in' };
    case 'forbidden':
    case 'not-found':
      return { status: 'not-a-member' };
    case 'offline':
      return { status: 'offline' };
    case 'contract':
      return { status: 'contract-drift', endpoint: error.endpoint, field: error.field ?? '' };
    // No JSON: the address is not the Chats API, or a proxy answers in its place.
    case 'intercepted':
      return { status: 'api-not-found' };
    case 'rejected':
    case 'rate-limit':
    case 'server':
      return { status: 'server-trouble' };
    default:
      return error.kind satisfies never;
  }
}
