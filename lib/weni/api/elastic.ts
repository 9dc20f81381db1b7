import type { ProjectUuid } from '../../ids.ts';
import { convertRows, createCaller, parseBody } from './caller.ts';
import { toElasticContact, type ElasticContact } from './contacts.ts';
import { toFailure } from './failures.ts';
import type { HttpPorts } from './http.ts';
import { parsePage, type ParsedRows } from './page.ts';
import { ElasticContactWire, ElasticPageWire } from './schemas-contacts.ts';
import type { CallOptions } from './weni-api.ts';

const ENDPOINT = 'GET /contacts_elastic.json/';

/** Where Flows is, for which project, and the network that may be used. */
export interface ElasticPorts extends HttpPorts {
  /** Address of Flows' API as seen in the page's own requests, up to and without `/contacts_elastic.json/`. */
  readonly flowsApiUrl: string;
  readonly projectUuid: ProjectUuid;
}

/** `text` starting with a digit is searched as a number, else as a name; empty = the ten newest, whatever `pageSize` says. */
interface ElasticQuery extends CallOptions {
  readonly text: string;
  readonly pageNumber: number;
  readonly pageSize: number;
}

/** One page of found contacts. */
interface ElasticPage extends ParsedRows<ElasticContact> {
  readonly hasMore: boolean;
}

/** The contact search of one project. */
export interface ElasticSearch {
  search(query: ElasticQuery): Promise<ElasticPage>;
}

/**
 * The contact search the page itself uses: Flows without the engine between, so without its throttle
 * (.github/docs/contract/rest.md#the-pages-own-search). 404 = unknown project, 401 without a body = not a member.
 *
 * @throws {TypeError} when `flowsApiUrl` is no address, or has a query
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
      if (answer.kind !== 'answer' || answer.status !== 200 || answer.bodyKind !== 'json') throw toFailure(ENDPOINT, answer);

      const { body, status } = answer;
      if (Array.isArray(body)) return { ...toRows(body), hasMore: false };
      const page = parseBody({ endpoint: ENDPOINT, body, status }, ElasticPageWire);
      return { ...toRows(page.results), hasMore: page.pagination.page_number < page.pagination.total_pages };
    },
  };
}

// A contact without any URN comes as null in the bare array: nothing is wrong with it, and nothing can be sent to it.
function toRows(rows: readonly unknown[]): ParsedRows<ElasticContact> {
  return convertRows(parsePage(rows.filter((row) => row !== null), ElasticContactWire), toElasticContact);
}
