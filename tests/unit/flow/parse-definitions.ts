import type { FlowDefinitions } from '../../../lib/flow/definition.ts';
import { toFlowDefinitions } from '../../../lib/weni/api/definitions.ts';
import { DefinitionsWire } from '../../../lib/weni/api/schemas-definitions.ts';

/** Parses flow definitions from an export or a file, as the client parses an answer; null: they are none. */
export function parseFlowDefinitions(body: unknown): FlowDefinitions | null {
  const parsed = DefinitionsWire.safeParse(body);
  return parsed.success ? toFlowDefinitions(parsed.data) : null;
}
