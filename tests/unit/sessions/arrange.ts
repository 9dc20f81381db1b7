import type { ProjectUuid } from '../../../lib/ids.ts';
import type { FrameDocument } from '../../../lib/sessions/session.ts';
import { createSessions, type FrameReport, type Identity } from '../../../lib/sessions/sessions.ts';

export const T0 = 1_700_040_000_000;
export const PROJECT = '11111111-1111-4111-8111-111111111111' as ProjectUuid;
export const OTHER_PROJECT = '22222222-2222-4222-8222-222222222222' as ProjectUuid;
export const API = 'https://engine.example';
export const PAGE = 'https://chats.example';

/** A storage area in memory. Values are kept as JSON, as in a browser. */
export function memoryArea(stored: Record<string, unknown> = {}) {
  const values = new Map(Object.entries(stored).map(([key, value]) => [key, JSON.stringify(value)]));
  return {
    values,
    get: async (key: string): Promise<unknown> => {
      const text = values.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    set: async (key: string, value: unknown): Promise<void> => void values.set(key, JSON.stringify(value)),
    remove: async (key: string): Promise<void> => void values.delete(key),
    clear: async (): Promise<void> => values.clear(),
  };
}

export function jwt(expiresAt: number): string {
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${part({ alg: 'none' })}.${part({ exp: expiresAt / 1_000, name: 'Ana>>??' })}.x`;
}

/** The first document of a tab frame; `change` replaces fields. */
export const frame = (tabId: number, frameId = 0, change: Partial<FrameDocument> = {}): FrameDocument => ({
  tabId,
  frameId,
  origin: PAGE,
  document: `document-${tabId}-${frameId}`,
  documentId: null,
  ...change,
});
export const placeOf = ({ tabId, frameId }: FrameDocument) => ({ tabId, frameId });

export function report(change: Partial<FrameReport> = {}): FrameReport {
  return {
    state: 'ready',
    token: 'ana-1',
    projectUuid: PROJECT,
    apiOrigin: API,
    flowsOrigin: null,
    language: null,
    observerRuns: true,
    ...change,
  };
}

export function known(email: string, change: Partial<Extract<Identity, { status: 'known' }>> = {}): Identity {
  return {
    status: 'known',
    agentEmail: email,
    agentName: email,
    projectUuid: PROJECT,
    projectName: 'Shop',
    role: 'agent',
    ...change,
  };
}

interface Claim {
  apiOrigin: string;
  token: string;
  projectUuid: string;
}

/** Sessions over a memory area and a fake server. A token is `<agent>-<number>`, and belongs to that agent. */
export function arrange(stored: Record<string, unknown> = {}) {
  const area = memoryArea(stored);
  const world = {
    area,
    now: T0,
    claims: [] as Claim[],
    working: new Set<string>(),
    apiOrigins: new Map<string, string>(),
    /** Origins that the browser lets the extension into only after a click. */
    closed: new Set<string>(),
    left: [] as { document: FrameDocument; sessionId: string; why: 'changed' | 'gone' }[],
    answer: async (claim: Claim): Promise<Identity> =>
      known(`${claim.token.split('-')[0]}@example.org`, { projectUuid: claim.projectUuid as ProjectUuid }),
  };
  const build = () =>
    createSessions({
      area,
      now: () => world.now,
      identify: async (claim) => {
        world.claims.push(claim);
        return await world.answer(claim);
      },
      apiOriginFor: async (origin) => world.apiOrigins.get(origin) ?? null,
      isPermitted: async (origin) => !world.closed.has(origin),
      isWorking: async (sessionId) => world.working.has(sessionId),
      onLeft: (left) => void world.left.push(left),
    });
  return { world, sessions: build(), build };
}
