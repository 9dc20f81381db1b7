import type { ContactUuid } from '../ids.ts';
import type { VariableMapping, VariableSource } from './draft.ts';
import { DEFAULT_LANGUAGE, formatFieldDate } from '../contacts/field-date.ts';
import { readName } from '../util/seen-text.ts';
import { fieldValue, ownValue } from '../contacts/own-value.ts';

/** Flows cuts a value after this many characters, silently (.github/docs/contract/rest.md#request-of-a-start). */
const MAX_VALUE_LENGTH = 640;
/** Flows stops reading values after about this many (.github/docs/contract/rest.md#request-of-a-start). */
const MAX_VARIABLES = 256;

/** What is known of one person when values are made. `number` is the address without its scheme, '' when that is no phone number; `values` are CSV columns by header. */
export interface PersonFacts {
  readonly contactUuid: ContactUuid;
  readonly name: string | null;
  readonly number: string;
  readonly fields: Readonly<Record<string, string | null>>;
  readonly values: Readonly<Record<string, string>>;
}

export interface AgentFacts {
  readonly name: string;
  readonly email: string;
}

/** Which variables a flow wants and where each takes its value from. */
export interface VariablePlan {
  /** Names that must have a value: the placeholders of templates. */
  readonly names: readonly string[];
  /** Names that a flow reads elsewhere: they may have a value, and are sent where they have one. */
  readonly optional: readonly string[];
  readonly mappings: Readonly<Record<string, VariableMapping>>;
  readonly agent: AgentFacts;
  /** Of the flow's template, by which dates are written; absent where it has none. */
  readonly language?: string | undefined;
}

/** `unmapped`: no source chosen. `empty`: neither source nor fallback gives anything. `too-long`: Flows would cut it. `bad-name`: Flows would change the key. */
type VariableProblemKind = 'unmapped' | 'empty' | 'too-long' | 'bad-name' | 'too-many';

export interface VariableProblem {
  /** Null when it concerns everybody. */
  readonly contactUuid: ContactUuid | null;
  readonly variable: string;
  readonly kind: VariableProblemKind;
}

/**
 * The first word of a name that has a letter in it: `Ana` of `Ana Souza`, `Ana` of `Ana`, `Zoë` of `✨ Zoë`. '' when there is none
 * (no name, only emoji, a number for a name), so that the fallback speaks instead.
 */
export function firstNameOf(name: string | null): string {
  const word = (readName(name) ?? '').split(/\s+/).find((part) => /\p{L}/u.test(part));
  return word?.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}.]+$/gu, '') ?? '';
}

/** What a source gives for one person, before any fallback; '' when it gives nothing. */
function readSource(source: VariableSource, person: PersonFacts, { agent, language }: Pick<VariablePlan, 'agent' | 'language'>): string {
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
      return (ownValue(person.values, source.column) ?? '').trim();
    default:
      return source satisfies never;
  }
}

function readField(source: Extract<VariableSource, { kind: 'contact-field' }>, person: PersonFacts, language: string): string {
  const value = (fieldValue(person.fields, source.field) ?? '').trim();
  return source.asDate === true ? formatFieldDate(value, language) : value;
}

/** WhatsApp refuses a template whose value holds a line break, a tab or more than four blanks in a row. */
const REFUSED_RUN = /\s*[\n\r\t\v\f\u0085\u2028\u2029]\s*|\s{5,}/g;

/** The value as a template takes it: each run that WhatsApp refuses is one blank. */
function flattenValue(value: string): string {
  return value.replace(REFUSED_RUN, ' ').trim();
}

/** The value one person gets for a name: the source's, else the fallback; '' when both are empty, and then nothing may be sent to them. */
export function resolveValue(plan: VariablePlan, name: string, person: PersonFacts): string {
  const value = writtenValue(plan, name, person);
  // A name that is known to be read outside templates keeps its lines.
  return plan.names.includes(name) ? flattenValue(value) : value;
}

function writtenValue(plan: VariablePlan, name: string, person: PersonFacts): string {
  const mapping = ownValue(plan.mappings, name);
  if (mapping === undefined) return '';
  const value = readSource(mapping.source, person, plan);
  if (isSeen(value)) return value;
  return isSeen(mapping.fallback) ? mapping.fallback.trim() : '';
}

const isSeen = (value: string): boolean => readName(value) !== null;

/** Whether a value of this person is sent in another form than it was written. */
export function isFlattened(plan: VariablePlan, person: PersonFacts): boolean {
  return plan.names.some((name) => writtenValue(plan, name, person) !== resolveValue(plan, name, person));
}

/** The `params` of one person: every variable that must have a value, those of the others that have one, none else. */
export function resolveParams(plan: VariablePlan, person: PersonFacts): Record<string, string> {
  const valueOf = (name: string): [string, string] => [name, resolveValue(plan, name, person)];
  return Object.fromEntries([...plan.names.map(valueOf), ...plan.optional.map(valueOf).filter(([, value]) => value !== '')]);
}

/** The optional names that one person gets no value for: where the flow reads them, it reads nothing. */
export function listMissingOptional(plan: VariablePlan, person: PersonFacts): string[] {
  return plan.optional.filter((name) => !KEPT_NAME.test(name) || resolveValue(plan, name, person) === '');
}

/** Flows keeps letters, digits and underscores of a name and changes the rest: under another name the flow finds nothing. */
const KEPT_NAME = /^[A-Za-z0-9_]+$/;

/** Whether all people get the same values: only then may they share one request. Field, CSV and contact sources never do. */
export function isSameForEverybody(plan: VariablePlan): boolean {
  return [...plan.names, ...plan.optional.filter((name) => ownValue(plan.mappings, name) !== undefined)].every((name) => {
    const kind = ownValue(plan.mappings, name)?.source.kind;
    return kind === 'text' || kind === 'agent-name' || kind === 'agent-email';
  });
}

/** What is wrong with the plan itself, whoever gets it. */
export function listPlanProblems(plan: VariablePlan): VariableProblem[] {
  const problems: VariableProblem[] = [];
  for (const [index, variable] of plan.names.entries()) {
    if (ownValue(plan.mappings, variable) === undefined) problems.push({ contactUuid: null, variable, kind: 'unmapped' });
    if (!KEPT_NAME.test(variable)) problems.push({ contactUuid: null, variable, kind: 'bad-name' });
    if (index >= MAX_VARIABLES) problems.push({ contactUuid: null, variable, kind: 'too-many' });
  }
  return problems;
}

/** What is wrong with one person's values. */
export function listPersonProblems(plan: VariablePlan, person: PersonFacts): VariableProblem[] {
  const problems: VariableProblem[] = [];
  for (const variable of plan.names) {
    const mapping = ownValue(plan.mappings, variable);
    if (mapping === undefined) continue;
    const value = resolveValue(plan, variable, person);
    if (value === '') problems.push({ contactUuid: person.contactUuid, variable, kind: 'empty' });
    else if (isTooLong(value)) problems.push({ contactUuid: person.contactUuid, variable, kind: 'too-long' });
  }
  for (const variable of plan.optional) {
    if (isTooLong(resolveValue(plan, variable, person))) problems.push({ contactUuid: person.contactUuid, variable, kind: 'too-long' });
  }
  return problems;
}

const isTooLong = (value: string): boolean => [...value].length > MAX_VALUE_LENGTH;

/** Everything that keeps Send off: the plan's problems, then the people's in their order. */
export function listProblems(plan: VariablePlan, people: Iterable<PersonFacts>): VariableProblem[] {
  const problems = listPlanProblems(plan);
  for (const person of people) problems.push(...listPersonProblems(plan, person));
  return problems;
}

/** The position a pager shows next; it goes round. 0 for an empty list. */
export function stepTo(index: number, step: 1 | -1, total: number): number {
  return total === 0 ? 0 : (index + step + total) % total;
}

/** The next position with a problem behind (or before) this one, going round; null when there is none. */
export function stepToProblem(index: number, step: 1 | -1, problemAt: readonly boolean[]): number | null {
  const total = problemAt.length;
  for (let walked = 1; walked <= total; walked += 1) {
    const at = (((index + step * walked) % total) + total) % total;
    if (problemAt[at] === true) return at;
  }
  return null;
}
