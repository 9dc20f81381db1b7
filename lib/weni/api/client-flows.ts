import type { StartAnswer } from '../../dispatch/outcome.ts';
import type { StartRequest } from '../../dispatch/ports.ts';
import type { ProjectUuid } from '../../ids.ts';
import { joinRows, parseBody, type Caller } from './caller.ts';
import { walkPages } from './cursor.ts';
import { toServerDays } from './dates.ts';
import { WeniApiError } from './errors.ts';
import { toFailure } from './failures.ts';
import { toFlowDefinitions } from './definitions.ts';
import { toFlow, toFlowStartRow, toFlowTemplates, type Flow } from './flows.ts';
import type { HttpAnswer } from './http.ts';
import { DefinitionsWire } from './schemas-definitions.ts';
import { FlowStartWire, FlowTemplatesWire, FlowWarningWire, FlowWire } from './schemas-flows.ts';
import { classifyStartAnswer, isEngineError } from './start-outcome.ts';
import type { CallOptions, CursorPage, FlowWarning, WeniApi } from './weni-api.ts';

const MAX_PAGES = 40;
const MAX_CONTACTS = 100;
/**
 * The server kills an engine worker after 120 s, so a request that has no answer 10 s later will not get one
 * (.github/docs/contract/rest.md#time-outs).
 */
const START_TIMEOUT_MS = 130_000;
/**
 * This call is slow: the engine asks Flows, Connect and Meta one after the other
 * (.github/docs/contract/rest.md#templates).
 */
const TEMPLATES_TIMEOUT_MS = 60_000;
const WARNING = 'GET /project/retrieve_flow_warning/';

/** The methods of `WeniApi` about flows and starts. */
export type FlowCalls = Pick<
  WeniApi,
  | 'listFlowsPage'
  | 'listAnyFlowsPage'
  | 'listAllFlows'
  | 'flowTemplates'
  | 'flowDefinition'
  | 'flowWarning'
  | 'startFlow'
  | 'listFlowStartsPage'
>;

/** Builds the calls about flows and starts (.github/docs/contract/rest.md#flows). */
export function createFlowCalls(
  caller: Caller,
  {
    flowsProjectUuid: projectUuid,
    roomsProjectUuid,
  }: { readonly flowsProjectUuid: ProjectUuid; readonly roomsProjectUuid: ProjectUuid },
  { startTimeoutMs = START_TIMEOUT_MS }: { readonly startTimeoutMs?: number | undefined },
): FlowCalls {
  const base = `/v1/project/${projectUuid}`;

  const readFlows = (
    query: { readonly cursor: string | null; readonly verify_chats_tag: 'true' | 'false' },
    signal: AbortSignal | undefined,
  ) =>
    caller.readCursorPage(
      { endpoint: 'GET /project/:project/list_flows/', path: `${base}/list_flows/`, query, signal },
      FlowWire,
      toFlow,
    );

  const listFlowsPage: WeniApi['listFlowsPage'] = (cursor, { signal } = {}) =>
    readFlows({ cursor, verify_chats_tag: 'true' }, signal);

  return {
    listFlowsPage,

    async listAllFlows({ onPage, maxPages = MAX_PAGES, signal } = {}) {
      const pages: CursorPage<Flow>[] = [];
      const archived = new Map<Flow['flowUuid'], Flow>();
      const cursors = new Map<Flow['flowUuid'], string | null>();
      const fetchPage = async (cursor: string | null): Promise<CursorPage<Flow>> => {
        const page = await listFlowsPage(cursor, { signal });
        for (const flow of page.rows) {
          if (flow.isArchived) archived.set(flow.flowUuid, flow);
          cursors.set(flow.flowUuid, cursor);
        }
        return { ...page, rows: page.rows.filter((flow) => !flow.isArchived) };
      };
      const end = await walkPages(fetchPage, {
        maxPages,
        onPage: (page, pageNumber) => {
          pages.push(page);
          onPage?.(page.rows, pageNumber);
        },
      });
      return { ...joinRows(pages, (flow) => flow.flowUuid), end, archived: [...archived.values()], cursors };
    },

    listAnyFlowsPage: (cursor, { signal } = {}) => readFlows({ cursor, verify_chats_tag: 'false' }, signal),

    async flowTemplates(flowUuid, { signal } = {}) {
      const request = {
        endpoint: 'GET /project/:project/flow_templates/',
        path: `${base}/flow_templates/`,
        query: { flow: flowUuid },
        timeoutMs: TEMPLATES_TIMEOUT_MS,
        signal,
      };
      return toFlowTemplates(await caller.read(request, FlowTemplatesWire));
    },

    async flowDefinition(flowUuid, { signal } = {}) {
      const endpoint = 'GET /project/:project/retrieve_flow_definitions/';
      // The parameter is `flow`. The page sends `flow_uuid`, which the engine ignores
      // (.github/docs/contract/pitfalls.md#the-definitions-parameter).
      const request = { endpoint, path: `${base}/retrieve_flow_definitions/`, query: { flow: flowUuid }, signal };
      const definitions = toFlowDefinitions(await caller.read(request, DefinitionsWire));
      const isThere = definitions.flows.some((flow) => flow.flowUuid.toLowerCase() === flowUuid.toLowerCase());
      if (!isThere)
        throw new WeniApiError({ kind: 'not-found', endpoint, status: 200, field: 'flows', bodyKind: 'json' });
      return definitions;
    },

    async flowWarning(contactUuid, { signal } = {}) {
      // The warning is about an open chat, and chats are in the current project, also under a principal one.
      const query = { project: roomsProjectUuid, contact: contactUuid };
      const answer = await caller.send({
        endpoint: WARNING,
        path: '/v1/project/retrieve_flow_warning/',
        query,
        signal,
      });
      if (answer.kind === 'no-answer' && answer.cause === 'aborted') signal?.throwIfAborted();
      return toFlowWarning(answer);
    },

    async startFlow(request: StartRequest, { signal }: CallOptions = {}) {
      if (request.contactUuids.length === 0 || request.contactUuids.length > MAX_CONTACTS) {
        throw new RangeError(`a start takes 1 to ${MAX_CONTACTS} contacts`);
      }
      const answer = await caller.send({
        endpoint: 'POST /project/:project/start_flow/',
        method: 'POST',
        path: `${base}/start_flow/`,
        body: {
          flow: request.flowUuid,
          contacts: request.contactUuids,
          contact_name: request.contactName,
          room: request.roomUuid ?? '',
          ...(request.params === null ? {} : { params: request.params }),
        },
        timeoutMs: startTimeoutMs,
        signal,
      });
      return toStartAnswer(answer, request.contactUuids.length);
    },

    async listFlowStartsPage({ after, before, limit, offset, signal }) {
      const days = toServerDays({ after, before });
      const request = {
        endpoint: 'GET /project/:project/list_flows_start/',
        path: `${base}/list_flows_start/`,
        query: { limit, offset, created_on_after: days.after, created_on_before: days.before },
        signal,
      };
      return caller.readOffsetPage(request, FlowStartWire, toFlowStartRow);
    },
  };
}

function toStartAnswer(answer: HttpAnswer, contacts: number): StartAnswer {
  if (answer.kind === 'no-token') return { kind: 'not-sent' };
  return classifyStartAnswer(
    answer.kind === 'answer' ? { ...answer, isJson: answer.bodyKind === 'json' } : answer,
    contacts,
  );
}

function toFlowWarning(answer: HttpAnswer): FlowWarning {
  if (answer.kind !== 'answer' || answer.bodyKind !== 'json') throw toFailure(WARNING, answer);
  const { status, body } = answer;
  const keys = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  // A 404 with a `contact` field is normal: Chats has never seen this contact. A 404 about the project is a failure.
  if (status === 404 && keys.includes('contact')) return { status: 'unknown-contact' };
  // The endpoint crashes when the contact has two open rooms; the middleware's JSON error identifies the crash
  // (.github/docs/contract/pitfalls.md#two-open-rooms-crash-the-warning).
  if (status === 500 && keys.includes('code') && isEngineError(body)) return { status: 'two-rooms' };
  if (status < 200 || status >= 300) throw toFailure(WARNING, answer);
  const wire = parseBody({ endpoint: WARNING, body, status }, FlowWarningWire);
  if (!wire.show_warning) return { status: 'none' };
  return { status: 'open-chat', queueName: wire.queue ?? null, agentFirstName: wire.agent ?? null };
}
