import * as z from 'zod/mini';
import { ContactUuid, GroupUuid } from '../../ids.ts';
import { WireDate } from './dates.ts';

// Schemas of contacts and groups, as Flows writes them and the engine passes them on.

const GroupRefWire = z.looseObject({ uuid: GroupUuid, name: z.nullable(z.string()) });

/**
 * One row of list_contacts, and the answer of create_contacts. `urns` are `scheme:path` strings
 * (.github/docs/contract/rest.md#contact-lists). Where a WhatsApp username stands is not settled
 * (.github/docs/contract/pitfalls.md#a-whatsapp-address-is-not-always-a-number).
 */
export const ContactWire = z.looseObject({
  uuid: ContactUuid,
  name: z.nullable(z.string()),
  urns: z.array(z.string()),
  groups: z.array(GroupRefWire),
  fields: z.record(z.string(), z.unknown()),
  blocked: z.nullable(z.boolean()),
  stopped: z.nullable(z.boolean()),
  whatsapp_username: z.optional(z.unknown()),
  modified_on: WireDate,
  last_seen_on: z.nullable(WireDate),
});

/** One row of list_groups. A group with a `query` is a smart group. */
export const GroupWire = z.looseObject({
  uuid: GroupUuid,
  name: z.nullable(z.string()),
  query: z.nullable(z.string()),
  count: z.number(),
});

/**
 * One row of contacts_elastic, which Flows answers itself. `urns` are objects here, and nulls may be among them
 * (.github/docs/contract/pitfalls.md#urns-texts-or-objects).
 */
export const ElasticContactWire = z.looseObject({
  uuid: ContactUuid,
  name: z.nullable(z.string()),
  urns: z.array(z.nullable(z.looseObject({ scheme: z.string(), path: z.string() }))),
  groups: z.array(GroupRefWire),
  modified_on: WireDate,
  last_seen_on: z.nullable(WireDate),
});

/** Answer of contacts_elastic to a search. Without a search text, Flows answers a bare array of ten rows instead. */
export const ElasticPageWire = z.looseObject({
  results: z.array(z.unknown()),
  pagination: z.looseObject({ page_number: z.number(), total_pages: z.number() }),
});
