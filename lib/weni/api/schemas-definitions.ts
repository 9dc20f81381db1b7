import * as z from 'zod/mini';
import { Guid } from '../../ids.ts';

// Wire shapes of flow definitions: flows in the format of the flow engine, passed on by the engine as Flows sent them.

const Word = z.optional(z.nullable(z.string()));
const Items = z.optional(z.nullable(z.array(z.unknown())));
const Reference = z.optional(z.nullable(z.looseObject({ uuid: Word, name: Word })));

/** `retrieve_flow_definitions`: the flow and every flow it depends on. Each flow is parsed on its own. */
export const DefinitionsWire = z.looseObject({ flows: z.array(z.unknown()) });

/** A flow; flows of an older specification have another shape and keep their id in `metadata`. */
export const DefinitionWire = z.looseObject({
  uuid: Guid,
  name: Word,
  spec_version: Word,
  language: Word,
  expire_after_minutes: z.optional(z.nullable(z.number())),
  nodes: z.array(z.unknown()),
  localization: z.optional(z.unknown()),
});
export const OldDefinitionWire = z.looseObject({ metadata: z.looseObject({ uuid: Guid, name: Word }) });

export const NodeWire = z.looseObject({
  uuid: z.string(),
  actions: Items,
  router: z.optional(
    z.nullable(
      z.looseObject({
        type: z.string(),
        operand: Word,
        wait: z.optional(z.nullable(z.looseObject({ type: z.string(), timeout: z.optional(z.nullable(z.looseObject({ seconds: z.number(), category_uuid: Word }))) }))),
        categories: z.optional(z.nullable(z.array(z.looseObject({ uuid: Word, exit_uuid: Word })))),
      }),
    ),
  ),
  /** None: the run ends here. */
  exits: z.optional(z.nullable(z.array(z.looseObject({ uuid: z.string(), destination_uuid: Word })))),
});

/** Waits the engine has; any other kind may not stop the run. */
export const KNOWN_WAITS: ReadonlySet<string> = new Set(['msg', 'dial']);

export const ActionWire = z.looseObject({ uuid: Word, type: z.string() });

export const MessageWire = z.looseObject({
  text: Word,
  templating: z.optional(z.nullable(z.looseObject({ template: Reference }))),
  /** Since specification 13.5 the template stands beside the text. */
  template: Reference,
});
export const TicketWire = z.looseObject({ ticketer: Reference, topic: Reference });
export const TargetWire = z.looseObject({ flow: z.looseObject({ uuid: z.string(), name: Word }), terminal: z.optional(z.nullable(z.boolean())) });
export const FieldWire = z.looseObject({ field: z.optional(z.nullable(z.looseObject({ key: Word, name: Word }))) });
export const GroupsWire = z.looseObject({ groups: z.optional(z.nullable(z.array(z.looseObject({ name: Word, uuid: Word, name_match: Word })))) });
export const ChannelWire = z.looseObject({ channel: Reference });
