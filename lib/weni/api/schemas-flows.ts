import * as z from 'zod/mini';
import { ContactUuid, FlowUuid, Guid } from '../../ids.ts';
import { WireDate } from './dates.ts';

// Wire shapes of flows, their templates, and starts.

/** One row of list_flows. The engine already kept only flows with a label exactly `chats`; archived ones are among them. */
export const FlowWire = z.looseObject({
  uuid: FlowUuid,
  name: z.string(),
  type: z.string(),
  archived: z.boolean(),
  labels: z.array(z.looseObject({ name: z.string() })),
  created_on: WireDate,
  modified_on: WireDate,
});

const Words = z.optional(z.nullable(z.string()));

/**
 * A template as Meta describes it; the engine passes it on unread, so every part may be missing
 * (.github/docs/contract/rest.md#templates).
 */
export const TemplateDataWire = z.looseObject({
  name: Words,
  language: Words,
  status: Words,
  category: Words,
  components: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          type: z.string(),
          format: Words,
          text: Words,
          buttons: z.optional(z.nullable(z.array(z.looseObject({ type: z.string(), text: Words, url: Words })))),
        }),
      ),
    ),
  ),
});

/** `flow_templates`. `variables` is strict: a flow whose variables are unreadable must not pass for one without. */
export const FlowTemplatesWire = z.looseObject({
  total_template_qty: z.number(),
  templates: z.array(z.looseObject({ variables: z.array(z.string()), data: z.optional(z.unknown()) })),
});

/** `retrieve_flow_warning`, 200. `agent` is a first name, absent for a queued chat. */
export const FlowWarningWire = z.looseObject({
  show_warning: z.boolean(),
  queue: z.optional(z.nullable(z.string())),
  agent: z.optional(z.nullable(z.string())),
});

/** What a field says where it can be read: nothing else of the answer hangs on it. */
function orElse<Schema extends z.ZodMiniType>(schema: Schema, fallback: z.infer<Schema>) {
  return z.transform((value: unknown): z.infer<Schema> => {
    const read = schema.safeParse(value);
    return read.success ? read.data : fallback;
  });
}

/** `start_flow`, 2xx. The uuid alone makes it accepted; the rest may be missing or odd without changing that. */
export const StartAnswerWire = z.looseObject({
  uuid: Guid,
  created_on: orElse(z.nullable(WireDate), null),
  flow: orElse(z.nullable(z.looseObject({ name: z.string() })), null),
  contacts: orElse(z.array(z.looseObject({ uuid: ContactUuid })), []),
});

/** One row of list_flows_start. `external_id` is what the starter sent first: a contact uuid, rarely a URN. */
export const FlowStartWire = z.looseObject({
  contact_data: z.looseObject({ name: z.optional(z.nullable(z.string())), external_id: z.string() }),
  name: z.nullable(z.string()),
  user: z.nullable(z.string()),
  created_on: WireDate,
  room: z.nullable(Guid),
});
