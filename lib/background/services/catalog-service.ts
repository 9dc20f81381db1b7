import * as z from 'zod/mini';
import { FlowUuid, type SessionId } from '../../ids.ts';
import type { GateReason } from '../../dispatch/records.ts';
import { readFlow, unreadFlow, type FlowReading } from '../../flow/reading.ts';
import { countNumberedPlaces } from '../../draft/template-text.ts';
import { RememberedSources } from '../../draft/first-mapping.ts';
import { FlowAbout, aboutOf } from '../../messaging/flow-about.ts';
import type { AccessView, FlowCatalog, FlowPreview, TemplateView } from '../../messaging/views.ts';
import { WeniApiError } from '../../weni/api/errors.ts';
import type { Flow, FlowTemplate, FlowTemplates } from '../../weni/api/flows.ts';
import type { CursorPage, WeniApi } from '../../weni/api/weni-api.ts';
import { markOfReading, toReadingView } from './flow-reading-view.ts';
import { serially } from '../../util/serially.ts';
import { isFresh } from './freshness.ts';
import type { IsForOtherQueue } from './queue-flows.ts';
import type { WeniPool } from './weni-pool.ts';

/** The ledger's small key-value store. */
export interface KeptPort {
  getKept(key: string): Promise<unknown>;
  putKept(entry: { readonly key: string; readonly value: unknown }): Promise<void>;
}

export interface CatalogServicePorts {
  readonly weni: WeniPool;
  readonly kept: KeptPort;
  /** The sectors of a session as they were last read for the toggle; null when the agent may not see them. */
  readonly sectors: (sessionId: SessionId) => AccessView['sectors'];
  /** Which flows are not meant for the agent's queue; null: the server does not tell. */
  readonly queueFlows: (sessionId: SessionId, refresh: boolean) => Promise<IsForOtherQueue>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Flow and group lists are cached for 10 minutes: each result page costs one of the Flows-backed calls that the whole
 * project shares (.github/docs/decisions.md#rationed-calls).
 */
export const CATALOG_FRESH_MS = 10 * 60_000;
/** At confirmation, a flow's preview older than this is read again. An incomplete preview is never cached longer. */
export const FLOW_CONFIRM_MS = 60_000;
const LABEL = 'chats';

const Cached = z.object({
  fetchedAt: z.number(),
  complete: z.boolean(),
  badRows: z.number(),
  /** `cursor`: of the page on which the flow stands; null for the first page. */
  flows: z.array(z.object({ flowUuid: FlowUuid, name: z.string(), cursor: z.optional(z.nullable(z.string())) })),
  archived: z.array(z.object({ flowUuid: FlowUuid, name: z.string() })),
  nearMisses: z.array(z.object({ name: z.string(), label: z.string() })),
});
type Cached = z.infer<typeof Cached>;

const Favourites = z.array(FlowUuid);
const Recents = z.array(z.object({ flowUuid: FlowUuid, at: z.number() }));
const RECENTS_KEPT = 20;
const Abouts = z.record(z.string(), FlowAbout);
/** The flows read last are kept. */
const ABOUTS_KEPT = 200;
const Mappings = z.array(z.object({ flowUuid: FlowUuid, sources: RememberedSources }));
/** The flows sent last are kept. */
const MAPPINGS_KEPT = 100;

/**
 * Reads and caches the labelled, unarchived flows of a session's project, the agent's favourites and recents, and what
 * each flow sends.
 */
export function createCatalogService(ports: CatalogServicePorts) {
  const previews = new Map<string, { readonly preview: FlowPreview; readonly readAt: number }>();
  const reading = new Map<string, Promise<FlowPreview>>();
  const inTurn = serially();

  async function keptOr<T>(schema: z.ZodMiniType<T>, key: string, otherwise: T): Promise<T> {
    const parsed = schema.safeParse(await ports.kept.getKept(key));
    return parsed.success ? parsed.data : otherwise;
  }

  const flowsKey = (sessionId: SessionId) => `catalog:flows:${sessionId}`;
  const favouritesKey = (sessionId: SessionId) => `catalog:favourites:${sessionId}`;
  const recentsKey = (sessionId: SessionId) => `catalog:recents:${sessionId}`;
  const aboutsKey = (sessionId: SessionId) => `catalog:abouts:${sessionId}`;
  const mappingsKey = (sessionId: SessionId) => `catalog:mappings:${sessionId}`;

  /** Keeps what the list says of a flow. One after the other, because each writes all of them. */
  const keepAbout = (sessionId: SessionId, preview: FlowPreview, readAt: number): Promise<void> =>
    inTurn(async () => {
      const known = await keptOr(Abouts, aboutsKey(sessionId), {});
      const all = { ...known, [preview.flowUuid]: aboutOf(preview, readAt) };
      const newest = Object.entries(all).toSorted(([, a], [, b]) => b.readAt - a.readAt);
      await ports.kept.putKept({ key: aboutsKey(sessionId), value: Object.fromEntries(newest.slice(0, ABOUTS_KEPT)) });
    });

  async function fetchFlows(sessionId: SessionId): Promise<Cached> {
    const { api } = await ports.weni.of(sessionId);
    const list = await api.listAllFlows();
    const archived = list.archived.map((flow) => ({ flowUuid: flow.flowUuid, name: flow.name }));
    const cached: Cached = {
      fetchedAt: ports.now(),
      complete: list.end === 'complete',
      badRows: list.badRows,
      flows: list.rows.map(({ flowUuid, name }) => ({ flowUuid, name, cursor: list.cursors.get(flowUuid) ?? null })),
      archived,
      nearMisses: list.rows.length > 0 ? [] : await findNearMisses(api),
    };
    await ports.kept.putKept({ key: flowsKey(sessionId), value: cached });
    return cached;
  }

  async function cached(sessionId: SessionId, maxAgeMs: number): Promise<Cached> {
    const stored = Cached.safeParse(await ports.kept.getKept(flowsKey(sessionId)));
    // An empty list is not cached: somebody in the project may be adding the label right now, and the agent who looks
    // again must see the flow.
    if (stored.success && stored.data.flows.length > 0 && isFresh(stored.data.fetchedAt, ports.now(), maxAgeMs))
      return stored.data;
    return await fetchFlows(sessionId);
  }

  /**
   * Whether a flow that no list shows was deleted: its definition then contains no flow. Any other answer: it only
   * lost its label.
   */
  async function isGone(sessionId: SessionId, flowUuid: FlowUuid): Promise<boolean> {
    const { api } = await ports.weni.of(sessionId);
    return await api.flowDefinition(flowUuid).then(
      () => false,
      (error: unknown) => error instanceof WeniApiError && error.kind === 'not-found' && error.field === 'flows',
    );
  }

  async function readPreview(sessionId: SessionId, flowUuid: FlowUuid): Promise<FlowPreview> {
    const readAt = ports.now();
    const { api } = await ports.weni.of(sessionId);
    const [found, definitions] = await Promise.all([
      api.flowTemplates(flowUuid),
      api.flowDefinition(flowUuid).catch((error: unknown) => {
        if (error instanceof WeniApiError && error.kind !== 'session') return null;
        throw error;
      }),
    ]);
    const preview = toPreview(
      flowUuid,
      found,
      definitions === null ? unreadFlow(flowUuid) : readFlow(definitions, flowUuid, found.templates),
      new Map((ports.sectors(sessionId) ?? []).map(({ sectorUuid, name }) => [sectorUuid.toLowerCase(), name])),
    );
    previews.set(`${sessionId} ${flowUuid}`, { preview, readAt });
    // What the list says is a convenience: the preview counts even where it could not be stored.
    await keepAbout(sessionId, preview, readAt).catch(ports.onError);
    return preview;
  }

  return {
    /** @throws {WeniApiError} when the list could not be read to its end */
    async list(sessionId: SessionId, refresh: boolean): Promise<FlowCatalog> {
      // An agent who refreshes the list also expects fresh previews.
      if (refresh) for (const key of previews.keys()) if (key.startsWith(`${sessionId} `)) previews.delete(key);
      const [catalog, favourites, recents, abouts, isForOtherQueue] = await Promise.all([
        refresh ? fetchFlows(sessionId) : cached(sessionId, CATALOG_FRESH_MS),
        keptOr(Favourites, favouritesKey(sessionId), []),
        keptOr(Recents, recentsKey(sessionId), []),
        keptOr(Abouts, aboutsKey(sessionId), {}),
        ports.queueFlows(sessionId, refresh),
      ]);
      return {
        flows: catalog.flows.map(({ flowUuid, name }) => ({
          flowUuid,
          name,
          isFavourite: favourites.includes(flowUuid),
          lastUsedAt: recents.find((recent) => recent.flowUuid === flowUuid)?.at ?? null,
          ...(isForOtherQueue === null ? {} : { isForOtherQueue: isForOtherQueue(flowUuid) }),
          about: abouts[flowUuid] ?? null,
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

    /** How many runs of a flow exist, read now from the page of the list on which it stood last; null: not told. */
    async countRuns(sessionId: SessionId, flowUuid: FlowUuid): Promise<number | null> {
      const stored = Cached.safeParse(await ports.kept.getKept(flowsKey(sessionId)));
      const known = stored.success ? stored.data.flows.find((flow) => flow.flowUuid === flowUuid) : undefined;
      const { api } = await ports.weni.of(sessionId);
      const page = await api.listFlowsPage(known?.cursor ?? null);
      return page.rows.find((flow) => flow.flowUuid === flowUuid)?.runs ?? null;
    },

    /**
     * The reason why a flow may not be dispatched (null: it may) and its name, from a list at most `maxAgeMs` old.
     *
     * @throws {WeniApiError}
     */
    async gate(
      sessionId: SessionId,
      flowUuid: FlowUuid,
      maxAgeMs: number,
    ): Promise<{ gate: GateReason | null; flowName: string | null }> {
      const catalog = await cached(sessionId, maxAgeMs);
      const flow = catalog.flows.find((other) => other.flowUuid === flowUuid);
      if (flow !== undefined) return { gate: null, flowName: flow.name };
      const archived = catalog.archived.find((other) => other.flowUuid === flowUuid);
      if (archived !== undefined) return { gate: 'flow-archived', flowName: archived.name };
      if (!catalog.complete) return { gate: 'unknown', flowName: null };
      return { gate: (await isGone(sessionId, flowUuid)) ? 'flow-gone' : 'flow-not-labelled', flowName: null };
    },

    /**
     * The templates that a flow sends and the variables it reads.
     *
     * @param maxAgeMs how old a cached preview may be; 0: read now. An incomplete one may be FLOW_CONFIRM_MS old at
     * most
     * @throws {WeniApiError} when the templates could not be read. If only the definition could not be read, the
     * preview says so
     */
    async preview(sessionId: SessionId, flowUuid: FlowUuid, maxAgeMs: number): Promise<FlowPreview> {
      const key = `${sessionId} ${flowUuid}`;
      const known = previews.get(key);
      const ageMs = known !== undefined && hasGap(known.preview) ? Math.min(maxAgeMs, FLOW_CONFIRM_MS) : maxAgeMs;
      if (known !== undefined && ageMs > 0 && isFresh(known.readAt, ports.now(), ageMs)) return known.preview;
      const running = reading.get(key) ?? readPreview(sessionId, flowUuid).finally(() => reading.delete(key));
      reading.set(key, running);
      return await running;
    },

    async setFavourite(sessionId: SessionId, flowUuid: FlowUuid, on: boolean): Promise<void> {
      const favourites = (await keptOr(Favourites, favouritesKey(sessionId), [])).filter((other) => other !== flowUuid);
      await ports.kept.putKept({ key: favouritesKey(sessionId), value: on ? [...favourites, flowUuid] : favourites });
    },

    /** The sources of values chosen for a flow the last time it was sent; empty when there are none. */
    async rememberedSources(sessionId: SessionId, flowUuid: FlowUuid): Promise<RememberedSources> {
      const mappings = await keptOr(Mappings, mappingsKey(sessionId), []);
      return mappings.find((other) => other.flowUuid === flowUuid)?.sources ?? {};
    },

    async rememberSources(sessionId: SessionId, flowUuid: FlowUuid, sources: RememberedSources): Promise<void> {
      await inTurn(async () => {
        const mappings = await keptOr(Mappings, mappingsKey(sessionId), []);
        const others = mappings.filter((other) => other.flowUuid !== flowUuid);
        const mine = Object.keys(sources).length === 0 ? [] : [{ flowUuid, sources }];
        await ports.kept.putKept({ key: mappingsKey(sessionId), value: [...mine, ...others].slice(0, MAPPINGS_KEPT) });
      });
    },

    async used(sessionId: SessionId, flowUuid: FlowUuid): Promise<void> {
      const recents = (await keptOr(Recents, recentsKey(sessionId), [])).filter((other) => other.flowUuid !== flowUuid);
      await ports.kept.putKept({
        key: recentsKey(sessionId),
        value: [{ flowUuid, at: ports.now() }, ...recents].slice(0, RECENTS_KEPT),
      });
    },
  };
}

export type CatalogService = ReturnType<typeof createCatalogService>;

/**
 * How many result pages of all flows are searched for near misses: each is a Flows-backed call, and the result is only
 * a hint.
 */
const NEAR_MISS_PAGES = 3;

/** Finds flows whose label looks right but is not: "Chats", "chats ", "chat". The engine compares labels exactly. */
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

/** Whether a part of the preview could not be read. */
function hasGap(preview: FlowPreview): boolean {
  return preview.sends === 'unknown' || preview.unlistedTemplates.length > 0 || !preview.isDefinitionRead;
}

function toPreview(
  flowUuid: FlowUuid,
  found: FlowTemplates,
  reading: FlowReading,
  sectorNames: ReadonlyMap<string, string>,
): FlowPreview {
  const { value, readsAny } = reading.variables;
  const read = value === 'unknown' ? [] : value;
  // The engine ignores the case of variable names. Where both sources name a variable, keep the server's spelling.
  const isListed = (name: string) => found.variables.some((known) => known.toLowerCase() === name.toLowerCase());
  const others = read.filter(({ name }) => !isListed(name));
  const isDefinitionRead = reading.templates !== null;
  const unlistedTemplates = listUnlisted(found.templates, reading.templates ?? []);
  const isSurelyNone = isDefinitionRead && reading.isWhole && unlistedTemplates.length === 0;
  const preview = {
    flowUuid,
    sends:
      found.templates.length > 0 ? ('templates' as const) : isSurelyNone ? ('none' as const) : ('unknown' as const),
    templates: found.templates.map(toTemplateView),
    variables: [...found.variables, ...others.filter(({ use }) => use === 'template').map(({ name }) => name)],
    otherVariables: others.filter(({ use }) => use === 'text').map(({ name }) => name),
    readsAnyVariable: isDefinitionRead && readsAny,
    unlistedTemplates,
    isDefinitionRead,
    unfilled: listUnfilled(found.templates, reading.givenValues),
    batchRisk: reading.batchSafe.risk,
  };
  // The order of the templates has no meaning: sort them, so that another order does not look like a changed flow.
  const sorted = [...preview.templates].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    ...preview,
    reading: toReadingView(reading, sectorNames),
    mark: JSON.stringify({ ...preview, templates: sorted, reading: markOfReading(reading) }),
  };
}

/** Templates whose text has more numbered placeholders than the flow gives values for: WhatsApp refuses the message. */
function listUnfilled(listed: FlowTemplates['templates'], given: FlowReading['givenValues']): FlowPreview['unfilled'] {
  return given.flatMap(({ template, values }) => {
    const bodies = listed
      .filter(({ name }) => name === template)
      .flatMap(({ components }) => components.filter(({ type }) => type.toUpperCase() === 'BODY'));
    const places = Math.max(0, ...bodies.map(({ text }) => countNumberedPlaces(text ?? '')));
    return places > values ? [{ template, places, given: values }] : [];
  });
}

/**
 * Names of templates that the definition contains and the list does not. Each unreadable list entry is taken for one
 * of them.
 */
function listUnlisted(listed: FlowTemplates['templates'], named: readonly (string | null)[]): string[] {
  const missing = named.filter((name) => name === null || !listed.some((template) => template.name === name));
  return missing.slice(listed.filter((template) => template.name === null).length).map((name) => name ?? '');
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
