import * as z from 'zod/mini';
import { FlowUuid, type SessionId } from '../ids.ts';
import type { GateReason } from '../dispatch/records.ts';
import type { FlowCatalog, FlowPreview, TemplateView } from '../messaging/views.ts';
import { WeniApiError } from '../weni/api/errors.ts';
import type { Flow, FlowTemplate } from '../weni/api/flows.ts';
import type { CursorPage, WeniApi } from '../weni/api/weni-api.ts';
import { isFresh } from './freshness.ts';
import type { WeniPool } from './weni-pool.ts';

/** The ledger's small key-value store. */
export interface KeptPort {
  getKept(key: string): Promise<unknown>;
  putKept(entry: { readonly key: string; readonly value: unknown }): Promise<void>;
}

export interface CatalogServicePorts {
  readonly weni: WeniPool;
  readonly kept: KeptPort;
  readonly now: () => number;
}

/** Flow and group lists are cached 10 minutes: each page costs a Flows-backed call of the whole project (architecture 8). */
export const CATALOG_FRESH_MS = 10 * 60_000;
const LABEL = 'chats';

const Cached = z.object({
  fetchedAt: z.number(),
  complete: z.boolean(),
  badRows: z.number(),
  flows: z.array(z.object({ flowUuid: FlowUuid, name: z.string() })),
  archived: z.array(z.object({ flowUuid: FlowUuid, name: z.string() })),
  nearMisses: z.array(z.object({ name: z.string(), label: z.string() })),
});
type Cached = z.infer<typeof Cached>;

const Favourites = z.array(FlowUuid);
const Recents = z.array(z.object({ flowUuid: FlowUuid, at: z.number() }));
const RECENTS_KEPT = 20;

/** All labelled, unarchived flows of a session's project, their favourites and recents, and what each one sends. */
export function createCatalogService(ports: CatalogServicePorts) {
  const previews = new Map<string, FlowPreview>();

  async function keptOr<T>(schema: z.ZodMiniType<T>, key: string, otherwise: T): Promise<T> {
    const parsed = schema.safeParse(await ports.kept.getKept(key));
    return parsed.success ? parsed.data : otherwise;
  }

  const flowsKey = (sessionId: SessionId) => `catalog:flows:${sessionId}`;
  const favouritesKey = (sessionId: SessionId) => `catalog:favourites:${sessionId}`;
  const recentsKey = (sessionId: SessionId) => `catalog:recents:${sessionId}`;

  async function fetchFlows(sessionId: SessionId): Promise<Cached> {
    const { api } = await ports.weni.of(sessionId);
    const list = await api.listAllFlows();
    const archived = list.archived.map((flow) => ({ flowUuid: flow.flowUuid, name: flow.name }));
    const cached: Cached = {
      fetchedAt: ports.now(),
      complete: list.end === 'complete',
      badRows: list.badRows,
      flows: list.rows.map((flow) => ({ flowUuid: flow.flowUuid, name: flow.name })),
      archived,
      nearMisses: list.rows.length > 0 ? [] : await findNearMisses(api),
    };
    await ports.kept.putKept({ key: flowsKey(sessionId), value: cached });
    return cached;
  }

  async function cached(sessionId: SessionId, maxAgeMs: number): Promise<Cached> {
    const stored = Cached.safeParse(await ports.kept.getKept(flowsKey(sessionId)));
    // A project without a labelled flow is about to get one: its agent looks again after every attempt, and must see it.
    if (stored.success && stored.data.flows.length > 0 && isFresh(stored.data.fetchedAt, ports.now(), maxAgeMs)) return stored.data;
    return await fetchFlows(sessionId);
  }

  /** Whether a flow that no list shows is deleted: its definition then names no flow. In doubt it only lost its label. */
  async function isGone(sessionId: SessionId, flowUuid: FlowUuid): Promise<boolean> {
    const { api } = await ports.weni.of(sessionId);
    return await api.flowDefinition(flowUuid).then(
      () => false,
      (error: unknown) => error instanceof WeniApiError && error.kind === 'not-found' && error.field === 'flows',
    );
  }

  return {
    /** @throws {WeniApiError} when the list could not be read to its end */
    async list(sessionId: SessionId, refresh: boolean): Promise<FlowCatalog> {
      const [catalog, favourites, recents] = await Promise.all([
        refresh ? fetchFlows(sessionId) : cached(sessionId, CATALOG_FRESH_MS),
        keptOr(Favourites, favouritesKey(sessionId), []),
        keptOr(Recents, recentsKey(sessionId), []),
      ]);
      return {
        flows: catalog.flows.map((flow) => ({
          ...flow,
          isFavourite: favourites.includes(flow.flowUuid),
          lastUsedAt: recents.find((recent) => recent.flowUuid === flow.flowUuid)?.at ?? null,
        })),
        nearMisses:
          catalog.flows.length > 0
            ? []
            : [
                ...catalog.nearMisses.map((miss) => ({ ...miss, problem: 'label' as const })),
                ...catalog.archived.map((flow) => ({ name: flow.name, problem: 'archived' as const, label: LABEL })),
              ],
        complete: catalog.complete,
        badRows: catalog.badRows,
        fetchedAt: catalog.fetchedAt,
      };
    },

    /** Whether a flow may be dispatched, from a catalogue at most `maxAgeMs` old. @throws {WeniApiError} */
    async gate(sessionId: SessionId, flowUuid: FlowUuid, maxAgeMs: number): Promise<{ gate: GateReason | null; flowName: string | null }> {
      const catalog = await cached(sessionId, maxAgeMs);
      const flow = catalog.flows.find((other) => other.flowUuid === flowUuid);
      if (flow !== undefined) return { gate: null, flowName: flow.name };
      const archived = catalog.archived.find((other) => other.flowUuid === flowUuid);
      if (archived !== undefined) return { gate: 'flow-archived', flowName: archived.name };
      if (!catalog.complete) return { gate: 'unknown', flowName: null };
      return { gate: (await isGone(sessionId, flowUuid)) ? 'flow-gone' : 'flow-not-labelled', flowName: null };
    },

    /** What a flow sends, cached for the visit unless it is to be read anew. @throws {WeniApiError} */
    async preview(sessionId: SessionId, flowUuid: FlowUuid, refresh = false): Promise<FlowPreview> {
      const key = `${sessionId} ${flowUuid}`;
      const known = previews.get(key);
      if (known !== undefined && !refresh) return known;
      const { api } = await ports.weni.of(sessionId);
      const found = await api.flowTemplates(flowUuid);
      // Templates that cannot be found are left out silently, so an empty answer alone does not mean "sends none".
      const sends = found.templates.length > 0 ? 'templates' : (await api.flowDefinition(flowUuid)).hasTemplating ? 'unknown' : 'none';
      const preview: FlowPreview = { flowUuid, sends, templates: found.templates.map(toTemplateView), variables: [...found.variables] };
      previews.set(key, preview);
      return preview;
    },

    async setFavourite(sessionId: SessionId, flowUuid: FlowUuid, on: boolean): Promise<void> {
      const favourites = (await keptOr(Favourites, favouritesKey(sessionId), [])).filter((other) => other !== flowUuid);
      await ports.kept.putKept({ key: favouritesKey(sessionId), value: on ? [...favourites, flowUuid] : favourites });
    },

    async used(sessionId: SessionId, flowUuid: FlowUuid): Promise<void> {
      const recents = (await keptOr(Recents, recentsKey(sessionId), [])).filter((other) => other.flowUuid !== flowUuid);
      await ports.kept.putKept({ key: recentsKey(sessionId), value: [{ flowUuid, at: ports.now() }, ...recents].slice(0, RECENTS_KEPT) });
    },
  };
}

export type CatalogService = ReturnType<typeof createCatalogService>;

/** Pages of all flows looked through for near misses; each one is a Flows-backed call, and this is a hint only. */
const NEAR_MISS_PAGES = 3;

/** Flows whose label a person would read as the right one: "Chats", "chats ", "chat". The engine compares to the letter. */
async function findNearMisses(api: WeniApi): Promise<Cached['nearMisses']> {
  const misses: Cached['nearMisses'] = [];
  let cursor: string | null = null;
  for (let page = 0; page < NEAR_MISS_PAGES; page += 1) {
    const answer: CursorPage<Flow> = await api.listAnyFlowsPage(cursor);
    for (const flow of answer.rows) {
      const label = flow.labels.find((name) => name !== LABEL && /^chats?$/.test(name.trim().toLowerCase()));
      if (label !== undefined && !flow.isArchived) misses.push({ name: flow.name, label });
    }
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return misses;
}

function toTemplateView(template: FlowTemplate): TemplateView {
  const part = (type: string) => template.components.find((component) => component.type.toUpperCase() === type);
  const header = part('HEADER');
  return {
    name: template.name ?? '',
    language: template.language ?? '',
    status: template.status ?? '',
    category: template.category ?? '',
    header: header === undefined ? null : { format: header.format ?? 'TEXT', text: header.text },
    body: part('BODY')?.text ?? null,
    footer: part('FOOTER')?.text ?? null,
    buttons: (part('BUTTONS')?.buttons ?? []).map((button) => ({ type: button.type, text: button.text ?? '' })),
    variables: [...template.variables],
  };
}
