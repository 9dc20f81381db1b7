import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readFlow, unreadFlow, type KnownTemplate } from '../../lib/flow/reading.ts';
import { parseFlowDefinitions } from '../unit/flow/parse-definitions.ts';
import { toFlowTemplates } from '../../lib/weni/api/flows.ts';
import { FlowTemplatesWire } from '../../lib/weni/api/schemas-flows.ts';

const USAGE = 'usage: npm run flow -- FILE [--flow UUID] [--templates FILE]';

/** Reads a JSON file; undefined if it is not JSON (an error page, a truncated file). */
function jsonOf(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    process.stderr.write(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** Wraps a single flow as an answer that contains it. */
function asAnswer(body: unknown): unknown {
  const isFlow =
    typeof body === 'object' && body !== null && !('flows' in body) && ('nodes' in body || 'metadata' in body);
  return isFlow ? { flows: [body] } : body;
}

function templatesOf(path: string | undefined): readonly KnownTemplate[] {
  if (path === undefined) return [];
  const parsed = FlowTemplatesWire.safeParse(jsonOf(path));
  if (parsed.success) return toFlowTemplates(parsed.data).templates;
  process.stderr.write(`${path} is not an answer of flow_templates: no template is known\n`);
  return [];
}

/**
 * Prints the product's reading of a flow definition, as one JSON object on one line. The file is an answer of
 * retrieve_flow_definitions, an export (`{"flows": […]}`), or one flow. Without `--flow` its first flow is read.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { flow: { type: 'string' }, templates: { type: 'string' } },
});
const [file, ...others] = positionals;
if (file === undefined || others.length > 0) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  const definitions = parseFlowDefinitions(asAnswer(jsonOf(file)));
  const flowUuid = values.flow ?? definitions?.flows[0]?.flowUuid ?? '';
  const reading =
    definitions === null ? unreadFlow(flowUuid) : readFlow(definitions, flowUuid, templatesOf(values.templates));
  process.stdout.write(`${JSON.stringify(reading)}\n`);
}
