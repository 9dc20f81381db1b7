import type { ContactUuid } from '../ids.ts';
import type { VariableMapping, VariableSource } from './draft.ts';
import { DEFAULT_LANGUAGE, formatFieldDate } from '../contacts/field-date.ts';
import { readName } from '../util/seen-text.ts';
import { fieldValue, getOwn } from '../contacts/own-value.ts';

/** Flows silently cuts a value after this many characters (.github/docs/contract/rest.md#request-of-a-start). */
const MAX_VALUE_LENGTH = 640;
/** Flows ignores values after about this many (.github/docs/contract/rest.md#request-of-a-start). */
const MAX_VARIABLES = 256;

/**
 * What is known of a person when values are computed. `number` is the phone number without a scheme, '' when the
 * address is not a phone number; `values` are CSV columns by header.
 */
export interface ValueSource {
  readonly contactUuid: ContactUuid;
  readonly name: string | null;
  readonly number: string;
  readonly fields: Readonly<Record<string, string | null>>;
  readonly values: Readonly<Record<string, string>>;
}

/** The signed-in agent, as a source of values. */
export interface AgentValues {
  readonly name: string;
  readonly email: string;
}

/** The variables of a flow and the source of each value. */
export interface VariablePlan {
  /** Variables that must have a value: the placeholders of templates. */
  readonly names: readonly string[];
  /** Variables that the flow reads elsewhere. They are sent only if they have a value. */
  readonly optional: readonly string[];
  readonly mappings: Readonly<Record<string, VariableMapping>>;
  readonly agent: AgentValues;
  /** Language of the flow's template, for the format of dates; missing when there is no template. */
  readonly language?: string | undefined;
}

/**
 * `unmapped`: the agent chose no source. `empty`: source and fallback both give nothing. `too-long`: Flows would cut
 * the value. `bad-name`: Flows would change the key. `too-many`: Flows would ignore the value.
 */
type VariableProblemKind = 'unmapped' | 'empty' | 'too-long' | 'bad-name' | 'too-many';

/** A problem that prevents sending. */
export interface VariableProblem {
  /** Null when the problem concerns all people. */
  readonly contactUuid: ContactUuid | null;
  readonly variable: string;
  readonly kind: VariableProblemKind;
}

/**
 * The first word of a name that contains a letter: `Ana` of `Ana Souza`, `Zoë` of `✨ Zoë`. '' when there is none (no
 * name, only emoji, a number as the name); then the fallback is used.
 */
export function firstNameOf(name: string | null): string {
  const word = (readName(name) ?? '').split(/\s+/).find((part) => /\p{L}/u.test(part));
  return word?.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}.]+$/gu, '') ?? '';
}

/** The value of a source for one person, without the fallback; '' when the source gives nothing. */
function readSource(
  source: VariableSource,
  person: ValueSource,
  { agent, language }: Pick<VariablePlan, 'agent' | 'language'>,
): string {
  switch (source.kind) {
    case 'text':
      return source.text.trim();
    case 'contact-name':
      return readName(person.name) ?? '';
    case 'contact-first-name':
      return firstNameOf(person.name);
    case 'contact-number':
      return person.number;
    case 'contact-field':
      return readField(source, person, language ?? DEFAULT_LANGUAGE);
    case 'agent-name':
      return agent.name.trim();
    case 'agent-email':
      return agent.email.trim();
    case 'csv-column':
      return (getOwn(person.values, source.column) ?? '').trim();
    default:
      return source satisfies never;
  }
}

function readField(
  source: Extract<VariableSource, { kind: 'contact-field' }>,
  person: ValueSource,
  language: string,
): string {
  const value = (fieldValue(person.fields, source.field) ?? '').trim();
  return source.asDate === true ? formatFieldDate(value, language) : value;
}

/** WhatsApp refuses a template whose value contains a line break, a tab or more than four spaces in a row. */
const REFUSED_RUN = /\s*[\n\r\t\v\f\u0085\u2028\u2029]\s*|\s{5,}/g;

/** Makes a value acceptable for a template: each sequence that WhatsApp refuses becomes one space. */
function flattenValue(value: string): string {
  return value.replace(REFUSED_RUN, ' ').trim();
}

/**
 * The value of a variable for one person: from the source, else the fallback. '' when both are empty; then nothing may
 * be sent to this person.
 */
export function resolveValue(plan: VariablePlan, name: string, person: ValueSource): string {
  const value = writtenValue(plan, name, person);
  // A variable that is read only outside templates keeps its line breaks.
  return plan.names.includes(name) ? flattenValue(value) : value;
}

function writtenValue(plan: VariablePlan, name: string, person: ValueSource): string {
  const mapping = getOwn(plan.mappings, name);
  if (mapping === undefined) return '';
  const value = readSource(mapping.source, person, plan);
  if (isVisible(value)) return value;
  return isVisible(mapping.fallback) ? mapping.fallback.trim() : '';
}

const isVisible = (value: string): boolean => readName(value) !== null;

/** Whether a value of this person is sent in another form than it was written. */
export function isFlattened(plan: VariablePlan, person: ValueSource): boolean {
  return plan.names.some((name) => writtenValue(plan, name, person) !== resolveValue(plan, name, person));
}

/** The `params` of one person: every variable that must have a value, and the optional ones that have one. */
export function resolveParams(plan: VariablePlan, person: ValueSource): Record<string, string> {
  const valueOf = (name: string): [string, string] => [name, resolveValue(plan, name, person)];
  return Object.fromEntries([
    ...plan.names.map(valueOf),
    ...plan.optional.map(valueOf).filter(([, value]) => value !== ''),
  ]);
}

/** The optional variables without a value for this person. Where the flow reads them, it finds nothing. */
export function listMissingOptional(plan: VariablePlan, person: ValueSource): string[] {
  return plan.optional.filter((name) => !KEPT_NAME.test(name) || resolveValue(plan, name, person) === '');
}

/**
 * Flows keeps letters, digits and underscores of a name and changes other characters, so the flow would not find the
 * value.
 */
const KEPT_NAME = /^[A-Za-z0-9_]+$/;

/**
 * Whether all people get the same values, which is required for sharing one request. Values from fields, CSV columns
 * and the contact differ.
 */
export function isSameForEverybody(plan: VariablePlan): boolean {
  return [...plan.names, ...plan.optional.filter((name) => getOwn(plan.mappings, name) !== undefined)].every((name) => {
    const kind = getOwn(plan.mappings, name)?.source.kind;
    return kind === 'text' || kind === 'agent-name' || kind === 'agent-email';
  });
}

/** Problems of the plan itself, which concern all people. */
export function listPlanProblems(plan: VariablePlan): VariableProblem[] {
  const problems: VariableProblem[] = [];
  for (const [index, variable] of plan.names.entries()) {
    if (getOwn(plan.mappings, variable) === undefined) problems.push({ contactUuid: null, variable, kind: 'unmapped' });
    if (!KEPT_NAME.test(variable)) problems.push({ contactUuid: null, variable, kind: 'bad-name' });
    if (index >= MAX_VARIABLES) problems.push({ contactUuid: null, variable, kind: 'too-many' });
  }
  return problems;
}

/** Problems of one person's values. */
export function listPersonProblems(plan: VariablePlan, person: ValueSource): VariableProblem[] {
  const problems: VariableProblem[] = [];
  for (const variable of plan.names) {
    const mapping = getOwn(plan.mappings, variable);
    if (mapping === undefined) continue;
    const value = resolveValue(plan, variable, person);
    if (value === '') problems.push({ contactUuid: person.contactUuid, variable, kind: 'empty' });
    else if (isTooLong(value)) problems.push({ contactUuid: person.contactUuid, variable, kind: 'too-long' });
  }
  for (const variable of plan.optional) {
    if (isTooLong(resolveValue(plan, variable, person)))
      problems.push({ contactUuid: person.contactUuid, variable, kind: 'too-long' });
  }
  return problems;
}

const isTooLong = (value: string): boolean => [...value].length > MAX_VALUE_LENGTH;

/** The index that a pager shows next; it wraps around. 0 for an empty list. */
export function stepTo(index: number, step: 1 | -1, total: number): number {
  return total === 0 ? 0 : (index + step + total) % total;
}

/** The nearest index with a problem after (or before) this one, wrapping around; null when there is none. */
export function stepToProblem(index: number, step: 1 | -1, problemAt: readonly boolean[]): number | null {
  const total = problemAt.length;
  for (let walked = 1; walked <= total; walked += 1) {
    const at = (((index + step * walked) % total) + total) % total;
    if (problemAt[at] === true) return at;
  }
  return null;
}
