import type { ProjectUuid } from '../../ids.ts';
import { convertRows, createCaller, parseBody } from './caller.ts';
import { toElasticContact, type ElasticContact } from './contacts.ts';
import { toFailure } from './failures.ts';
import type { HttpPorts } from './http.ts';
import { parsePage, type ParsedRows } from './page.ts';
import { ElasticContactWire, ElasticPageWire } from './schemas-contacts.ts';
import type { CallOptions } from './weni-api.ts';

const ENDPOINT = 'GET /contacts_elastic.json/';

/** The address of Flows, the project to search, and the network that may be used. */
export interface ElasticPorts extends HttpPorts {
  /** URL of Flows' API as seen in the page's own requests, up to but without `/contacts_elastic.json/`. */
  readonly flowsApiUrl: string;
  readonly projectUuid: ProjectUuid;
}

/**
 * A `text` that starts with a digit is searched as a number, any other as a name. An empty `text` returns the ten
 * newest contacts, whatever `pageSize` says.
 */
interface ElasticQuery extends CallOptions {
  readonly text: string;
  readonly pageNumber: number;
  readonly pageSize: number;
}

/** One page of the contacts found. */
interface ElasticPage extends ParsedRows<ElasticContact> {
  readonly hasMore: boolean;
}

/** The contact search of one project. */
export interface ElasticSearch {
  search(query: ElasticQuery): Promise<ElasticPage>;
}

/**
 * Builds the contact search that the page itself uses. It asks Flows without the engine in between, so the engine's
 * throttle does not apply (.github/docs/contract/rest.md#the-pages-own-search). It answers 404 for an unknown project
 * and 401 without a body for a user who is not a member.
 *
 * @throws {TypeError} when `flowsApiUrl` is no URL, or has a query or a fragment
 */
export function createElasticSearch(ports: ElasticPorts): ElasticSearch {
  const address = new URL(ports.flowsApiUrl);
  if (address.search !== '' || address.hash !== '') throw new TypeError('flowsApiUrl has a query');
  const caller = createCaller(ports, address.origin);
  const path = `${address.pathname.replace(/\/+$/, '')}/contacts_elastic.json/`;

  return {
    async search({ text, pageNumber, pageSize, signal }) {
      const wanted = text.trim();
      const isNumber = /^\d/.test(wanted);
      const query = {
        project_uuid: ports.projectUuid,
        number: isNumber ? wanted : undefined,
        name: isNumber || wanted === '' ? undefined : wanted,
        page_size: pageSize,
        page_number: pageNumber,
      };
      const answer = await caller.send({ endpoint: ENDPOINT, path, query, signal });
      if (answer.kind === 'no-answer' && answer.cause === 'aborted') signal?.throwIfAborted();
      if (answer.kind !== 'answer' || answer.status !== 200 || answer.bodyKind !== 'json')
        throw toFailure(ENDPOINT, answer);

      const { body, status } = answer;
      if (Array.isArray(body)) return { ...toRows(body), hasMore: false };
      const page = parseBody({ endpoint: ENDPOINT, body, status }, ElasticPageWire);
      return { ...toRows(page.results), hasMore: page.pagination.page_number < page.pagination.total_pages };
    },
  };
}

// Flows writes null into the bare array for a contact without any URN. Such a row is not a bad row, but nothing can be
// sent to it, so it is left out.
function toRows(rows: readonly unknown[]): ParsedRows<ElasticContact> {
  return convertRows(
    parsePage(
      rows.filter((row) => row !== null),
      ElasticContactWire,
    ),
    toElasticContact,
  );
}
