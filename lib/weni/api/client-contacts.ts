import type { ProjectUuid } from '../../ids.ts';
import { joinRows, parseBody, type Caller } from './caller.ts';
import { toContact, toGroup } from './contacts.ts';
import { walkPages } from './cursor.ts';
import { toFailure } from './failures.ts';
import { ContactWire, GroupWire } from './schemas-contacts.ts';
import type { CallOptions, ContactQuery, CreateContactResult, CursorPage, WeniApi } from './weni-api.ts';

const MAX_PAGES = 40;
const CREATE = 'POST /project/:project/create_contacts/';

/** The methods of `WeniApi` about contacts and groups. */
export type ContactCalls = Pick<WeniApi, 'listContactsPage' | 'listGroupsPage' | 'listAllGroups' | 'createContact'>;

/**
 * Builds the calls about contacts and groups. Flows answers all of them through the engine
 * (.github/docs/contract/rest.md#contacts).
 */
export function createContactCalls(caller: Caller, projectUuid: ProjectUuid): ContactCalls {
  const base = `/v1/project/${projectUuid}`;

  const listGroupsPage: WeniApi['listGroupsPage'] = (cursor, { signal } = {}) =>
    caller.readCursorPage(
      { endpoint: 'GET /project/:project/list_groups/', path: `${base}/list_groups/`, query: { cursor }, signal },
      GroupWire,
      toGroup,
    );

  return {
    listGroupsPage,

    async listContactsPage(query: ContactQuery = {}) {
      const request = {
        endpoint: 'GET /project/:project/list_contacts/',
        path: `${base}/list_contacts/`,
        query: {
          cursor: query.cursor,
          limit: query.limit,
          name: query.name,
          search: query.search,
          urn: query.urn,
          uuid: query.uuid,
          group: query.group,
          after: toIso(query.after),
          before: toIso(query.before),
          order_by: query.orderBy,
          deleted: query.deleted === true ? 'true' : undefined,
        },
        signal: query.signal,
      };
      return caller.readCursorPage(request, ContactWire, toContact);
    },

    async listAllGroups({ onPage, maxPages = MAX_PAGES, signal } = {}) {
      const pages: CursorPage<ReturnType<typeof toGroup>>[] = [];
      const end = await walkPages((cursor) => listGroupsPage(cursor, { signal }), {
        maxPages,
        onPage: (page, pageNumber) => {
          pages.push(page);
          onPage?.(page.rows, pageNumber);
        },
      });
      return { ...joinRows(pages, (group) => group.groupUuid), end };
    },

    async createContact({ name, urn }, { signal }: CallOptions = {}): Promise<CreateContactResult> {
      // The engine splits the URN at its colon without checking that there is one, and crashes
      // (.github/docs/contract/pitfalls.md#the-engine-crashes-without-a-colon).
      if (!/^[a-z][a-z0-9]*:.+$/.test(urn)) return { status: 'rejected', field: 'urns' };
      const body = { name, urns: [urn] };
      const answer = await caller.send({
        endpoint: CREATE,
        method: 'POST',
        path: `${base}/create_contacts/`,
        body,
        signal,
      });
      if (answer.kind === 'answer' && answer.bodyKind === 'json') {
        if (answer.status >= 200 && answer.status < 300) {
          const contact = parseBody({ endpoint: CREATE, body: answer.body, status: answer.status }, ContactWire);
          return { status: 'created', contact: toContact(contact) };
        }
        if (answer.status === 400) {
          // For a URN that is taken, the engine answers a bare JSON string instead of an object. Its text is
          // translated, so only the type of the body identifies this case.
          if (typeof answer.body === 'string') return { status: 'already-exists' };
          return { status: 'rejected', field: toFailure(CREATE, answer).field };
        }
      }
      if (answer.kind === 'no-answer' && answer.cause === 'aborted') signal?.throwIfAborted();
      throw toFailure(CREATE, answer);
    },
  };
}

function toIso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
