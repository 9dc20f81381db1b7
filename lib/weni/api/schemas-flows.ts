import * as z from 'zod/mini';
import { ContactUuid, FlowUuid, Guid } from '../../ids.ts';
import { WireDate } from './dates.ts';

// Schemas of flows, their templates, and starts.

const RunsWire = z.looseObject({
  active: z.number(),
  completed: z.number(),
  interrupted: z.number(),
  expired: z.number(),
});

/** One row of list_flows. The engine returns only flows with a label named exactly `chats`, archived ones included. */
export const FlowWire = z.looseObject({
  uuid: FlowUuid,
  name: z.string(),
  type: z.string(),
  archived: z.boolean(),
  labels: z.array(z.looseObject({ name: z.string() })),
  /** How many runs of the flow exist, by how they stand; null where the server does not tell. */
  runs: orElse(z.nullable(RunsWire), null),
  created_on: WireDate,
  modified_on: WireDate,
});

const OptionalText = z.optional(z.nullable(z.string()));

/**
 * A template as Meta describes it. The engine passes it on unchecked, so every part may be missing
 * (.github/docs/contract/rest.md#templates).
 */
export const TemplateDataWire = z.looseObject({
  name: OptionalText,
  language: OptionalText,
  status: OptionalText,
  category: OptionalText,
  components: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          type: z.string(),
          format: OptionalText,
          text: OptionalText,
          buttons: z.optional(
            z.nullable(z.array(z.looseObject({ type: z.string(), text: OptionalText, url: OptionalText }))),
          ),
        }),
      ),
    ),
  ),
});

/**
 * `flow_templates`. `variables` is required: a flow whose variables cannot be read must not look like one without
 * variables.
 */
export const FlowTemplatesWire = z.looseObject({
  total_template_qty: z.number(),
  templates: z.array(z.looseObject({ variables: z.array(z.string()), data: z.optional(z.unknown()) })),
});

/** `retrieve_flow_warning`, 200. `agent` is a first name; it is missing for a chat in a queue. */
export const FlowWarningWire = z.looseObject({
  show_warning: z.boolean(),
  queue: z.optional(z.nullable(z.string())),
  agent: z.optional(z.nullable(z.string())),
});

/**
 * Schema that falls back to a default when the value does not fit, so that an unimportant field cannot fail the answer.
 */
function orElse<Schema extends z.ZodMiniType>(schema: Schema, fallback: z.infer<Schema>) {
  return z.transform((value: unknown): z.infer<Schema> => {
    const read = schema.safeParse(value);
    return read.success ? read.data : fallback;
  });
}

/** `start_flow`, 2xx. The uuid alone proves that the start was accepted; other fields may be missing or odd. */
export const StartAnswerWire = z.looseObject({
  uuid: Guid,
  created_on: orElse(z.nullable(WireDate), null),
  flow: orElse(z.nullable(z.looseObject({ name: z.string() })), null),
  contacts: orElse(z.array(z.looseObject({ uuid: ContactUuid })), []),
});

/**
 * One row of list_flows_start. `external_id` is the first contact as the start named it: a contact uuid, rarely a URN.
 */
export const FlowStartWire = z.looseObject({
  contact_data: z.looseObject({ name: z.optional(z.nullable(z.string())), external_id: z.string() }),
  name: z.nullable(z.string()),
  user: z.nullable(z.string()),
  created_on: WireDate,
  room: z.nullable(Guid),
});
