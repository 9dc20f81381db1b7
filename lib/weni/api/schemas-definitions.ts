import * as z from 'zod/mini';
import { Guid } from '../../ids.ts';

// Schemas of flow definitions in the format of the flow engine. The engine passes them on as Flows sent them.

const OptionalText = z.optional(z.nullable(z.string()));
const Items = z.optional(z.nullable(z.array(z.unknown())));
const Reference = z.optional(z.nullable(z.looseObject({ uuid: OptionalText, name: OptionalText })));

/** `retrieve_flow_definitions`: the flow and every flow it depends on. Each flow is parsed on its own, later. */
export const DefinitionsWire = z.looseObject({ flows: z.array(z.unknown()) });

/** A flow. A flow of an older specification has the other shape, with its id in `metadata`. */
export const DefinitionWire = z.looseObject({
  uuid: Guid,
  name: OptionalText,
  spec_version: OptionalText,
  language: OptionalText,
  expire_after_minutes: z.optional(z.nullable(z.number())),
  nodes: z.array(z.unknown()),
  localization: z.optional(z.unknown()),
});
/** A flow of an older specification; only its id and name are read. */
export const OldDefinitionWire = z.looseObject({ metadata: z.looseObject({ uuid: Guid, name: OptionalText }) });

/** A node. Its actions are parsed one by one, later. */
export const NodeWire = z.looseObject({
  uuid: z.string(),
  actions: Items,
  router: z.optional(
    z.nullable(
      z.looseObject({
        type: z.string(),
        operand: OptionalText,
        wait: z.optional(
          z.nullable(
            z.looseObject({
              type: z.string(),
              timeout: z.optional(z.nullable(z.looseObject({ seconds: z.number(), category_uuid: OptionalText }))),
            }),
          ),
        ),
        categories: z.optional(z.nullable(z.array(z.looseObject({ uuid: OptionalText, exit_uuid: OptionalText })))),
      }),
    ),
  ),
  /** A missing exit destination means that the run ends there. */
  exits: z.optional(z.nullable(z.array(z.looseObject({ uuid: z.string(), destination_uuid: OptionalText })))),
});

/** Kinds of waits in the flow engine. A wait of another kind may not stop the run, so it is not understood. */
export const KNOWN_WAITS: ReadonlySet<string> = new Set(['msg', 'dial']);

/** The fields that every action has. The schemas below are for the actions whose other fields are read. */
export const ActionWire = z.looseObject({ uuid: OptionalText, type: z.string() });

export const MessageWire = z.looseObject({
  text: OptionalText,
  templating: z.optional(z.nullable(z.looseObject({ template: Reference, variables: Items }))),
  /** Since specification 13.5 the template is a property of the action, beside the text. */
  template: Reference,
  template_variables: Items,
});
export const TicketWire = z.looseObject({ ticketer: Reference, topic: Reference });
export const TargetWire = z.looseObject({
  flow: z.looseObject({ uuid: z.string(), name: OptionalText }),
  terminal: z.optional(z.nullable(z.boolean())),
});
export const FieldWire = z.looseObject({
  field: z.optional(z.nullable(z.looseObject({ key: OptionalText, name: OptionalText }))),
});
export const GroupsWire = z.looseObject({
  groups: z.optional(
    z.nullable(z.array(z.looseObject({ name: OptionalText, uuid: OptionalText, name_match: OptionalText }))),
  ),
});
export const ChannelWire = z.looseObject({ channel: Reference });
