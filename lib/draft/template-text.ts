import { fieldValue, getOwn } from '../contacts/own-value.ts';
import type { RenderedTemplate, TextPiece } from './rendered-template.ts';

/** The values that placeholders are filled with. `params` are keyed by the flow's variable names. */
export interface TemplateValues {
  /** The template's variables as the server lists them, in the order of the numbered placeholders. */
  readonly variables: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly contact: {
    readonly name: string | null;
    readonly firstName: string;
    readonly number: string;
    readonly fields: Readonly<Record<string, string | null>>;
  };
}

/** The texts of a template; the same shape as in the flow preview. */
export interface TemplateText {
  readonly header: { readonly format: string; readonly text: string | null } | null;
  readonly body: string | null;
  readonly footer: string | null;
  readonly buttons: readonly { readonly type: string; readonly text: string }[];
  readonly variables: readonly string[];
}

// Placeholders: {{1}} or {{name}} of a template; @trigger.params.name, @(trigger.params.name) and @contact… of a flow;
// @@ is a plain at sign.
const PLACEHOLDER = /\{\{\s*([\p{L}\p{N}_.]+)\s*\}\}|@\(\s*([A-Za-z_][\w.]*)\s*\)|@([A-Za-z_]\w*(?:\.\w+)*)|@@/gu;
const FLOW_ROOTS: ReadonlySet<string> = new Set(['trigger', 'contact', 'fields', 'urns']);

/** The placeholders of a text in order of appearance, each once, without their delimiters. */
function listPlaceholders(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(PLACEHOLDER)) {
    const name = match[1] ?? match[2] ?? match[3];
    if (name !== undefined && (match[1] !== undefined || isFlowExpression(name))) found.add(name);
  }
  return [...found];
}

/** How many values the numbered placeholders of a text need: the highest number. */
export function countNumberedPlaces(text: string): number {
  return Math.max(0, ...listPlaceholders(text).flatMap((name) => (/^\d{1,3}$/.test(name) ? [Number(name)] : [])));
}

/**
 * Fills in a text. A placeholder whose value is not known here (a numbered one that the server did not name, another
 * expression) stays visible as `missing`.
 */
export function renderText(text: string, facts: TemplateValues): TextPiece[] {
  const numbered = new Set(listPlaceholders(text).filter((name) => /^\d+$/.test(name)));
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const written = match[0];
    const braces = match[1];
    const expression = match[2] ?? match[3];
    if (braces === undefined && expression !== undefined && !isFlowExpression(expression)) continue;
    pushText(pieces, text.slice(from, match.index));
    from = match.index + written.length;
    if (written === '@@') {
      pushText(pieces, '@');
      continue;
    }
    const value = braces === undefined ? readExpression(expression ?? '', facts) : readBraces(braces, numbered, facts);
    const placeholder = braces ?? expression ?? '';
    const variable = variableOf(placeholder, numbered, facts);
    const named = variable === null ? {} : { variable };
    if (value === null || value === '') pieces.push({ kind: 'missing', placeholder, text: written, ...named });
    else pieces.push({ kind: 'value', placeholder, text: value, ...named });
  }
  pushText(pieces, text.slice(from));
  return pieces;
}

/**
 * Names at which the flow engine begins to read an expression; an @ before any other word is a plain @
 * (.github/docs/contract/flow-run.md#the-definition).
 */
const ENGINE_ROOTS: ReadonlySet<string> = new Set([
  ...FLOW_ROOTS,
  'child',
  'globals',
  'input',
  'legacy_extra',
  'node',
  'parent',
  'results',
  'resume',
  'run',
  'ticket',
  'webhook',
]);
const ENGINE_PATH = /[A-Za-z_]\w*(?:\.\w+)*/y;

/**
 * Fills in a text that a flow sends without a template. What only the running flow knows (a result, an answer, a
 * computed value) stays visible as `missing`.
 *
 * @example renderFlowText('Oi @contact.first_name, @results.total', facts) // value 'Ana', missing '@results.total'
 */
export function renderFlowText(text: string, facts: Omit<TemplateValues, 'variables'>): TextPiece[] {
  const pieces: TextPiece[] = [];
  const all = { ...facts, variables: [] };
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', from)) {
    pushText(pieces, text.slice(from, at));
    const end = endOfExpression(text, at);
    const written = text.slice(at, end);
    from = end;
    if (written === '@@' || written === '@') {
      pushText(pieces, '@');
      continue;
    }
    const path = /^@\(?\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\)?$/.exec(written)?.[1];
    const value = path === undefined ? null : readExpression(path.toLowerCase(), all);
    if (value === null || value === '') pieces.push({ kind: 'missing', placeholder: path ?? written, text: written });
    else pieces.push({ kind: 'value', placeholder: path ?? written, text: value });
  }
  pushText(pieces, text.slice(from));
  return pieces;
}

/** The index behind the expression that begins with this @; behind the @ itself when none begins there. */
function endOfExpression(text: string, at: number): number {
  const next = text[at + 1];
  if (next === '@') return at + 2;
  if (next === '(') {
    let depth = 0;
    let isQuoted = false;
    for (let end = at + 1; end < text.length; end += 1) {
      const mark = text[end];
      if (mark === '"') isQuoted = !isQuoted;
      else if (!isQuoted && mark === '(') depth += 1;
      else if (!isQuoted && mark === ')') depth -= 1;
      if (depth === 0) return end + 1;
    }
    return text.length;
  }
  ENGINE_PATH.lastIndex = at + 1;
  const path = ENGINE_PATH.exec(text)?.[0];
  const isRead = path !== undefined && ENGINE_ROOTS.has((path.split('.')[0] ?? '').toLowerCase());
  return isRead ? at + 1 + path.length : at + 1;
}

/** Fills in every part of a template. */
export function renderTemplate(template: TemplateText, facts: Omit<TemplateValues, 'variables'>): RenderedTemplate {
  const all = { ...facts, variables: template.variables };
  const render = (text: string | null | undefined) => (text ? renderText(text, all) : []);
  return {
    header: render(template.header?.text),
    body: render(template.body),
    footer: render(template.footer),
    buttons: template.buttons.map((button) => render(button.text)),
  };
}

function pushText(pieces: TextPiece[], text: string): void {
  if (text === '') return;
  const last = pieces.at(-1);
  if (last?.kind === 'text') pieces[pieces.length - 1] = { kind: 'text', text: last.text + text };
  else pieces.push({ kind: 'text', text });
}

// An @ before anything else belongs to an e-mail address or a handle.
function isFlowExpression(expression: string): boolean {
  return FLOW_ROOTS.has(expression.split('.')[0] ?? '');
}

/** The name of the flow's variable that fills a placeholder; null when it is none, or not certain. */
function variableOf(placeholder: string, numbered: ReadonlySet<string>, facts: TemplateValues): string | null {
  if (/^\d+$/.test(placeholder))
    return numbered.size === facts.variables.length ? (facts.variables[Number(placeholder) - 1] ?? null) : null;
  const name = /^trigger\.params\.(\w+)$/.exec(placeholder)?.[1] ?? placeholder;
  return facts.variables.includes(name) ? name : null;
}

function readBraces(name: string, numbered: ReadonlySet<string>, facts: TemplateValues): string | null {
  if (!/^\d+$/.test(name)) return getOwn(facts.params, name) ?? readExpression(name, facts);
  // The server lists the flow's variables without their placeholder numbers. Only when both have the same number of
  // entries is the order certain.
  if (numbered.size !== facts.variables.length) return null;
  const variable = facts.variables[Number(name) - 1];
  return variable === undefined ? null : (getOwn(facts.params, variable) ?? null);
}

function readExpression(expression: string, facts: TemplateValues): string | null {
  const path = expression.split('.');
  if (path[0] === 'trigger')
    return path[1] === 'params' && path[2] !== undefined ? fieldValue(facts.params, path[2]) : null;
  if (path[0] === 'fields') return fieldValue(facts.contact.fields, path[1] ?? '');
  if (path[0] === 'urns') return path[1] === 'whatsapp' || path[1] === 'tel' ? facts.contact.number : null;
  if (path[0] !== 'contact') return null;
  if (path[1] === undefined || path[1] === 'name') return facts.contact.name;
  if (path[1] === 'first_name') return facts.contact.firstName;
  if (path[1] === 'fields') return fieldValue(facts.contact.fields, path[2] ?? '');
  return path[1] === 'urn' ? facts.contact.number : null;
}
