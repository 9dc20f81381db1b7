/**
 * The start values that a text reads. A start carries `params`, and a flow reads them as `@trigger.params.NAME`; very
 * old flows read the same values as `@legacy_extra.NAME`.
 */
export interface ParamUse {
  /** Names as written, each once; the engine ignores their case. */
  readonly names: readonly string[];
  /** The text reads all values, or one whose name is computed, so the names cannot be listed. */
  readonly readsAny: boolean;
}

const NOTHING: ParamUse = { names: [], readsAny: false };
const LEGACY_ROOT = 'legacy_extra';
/** An expression with more tokens is not analysed; it may read anything. */
const MAX_TOKENS = 50_000;
/** Functions that take property names as further arguments. */
const EXTRACTORS: ReadonlySet<string> = new Set(['extract', 'extract_object']);

type Token = { readonly kind: 'name' | 'string' | 'number' | 'mark'; readonly text: string };
/** One token of an expression; spaces before it are skipped. */
const TOKEN = /\s*(?:("(?:[^"\\]|\\.|"")*"?)|([\p{L}_][\p{L}\p{N}_]*)|(\d+)|(\S))/uy;
/** `trigger.params.name` behind an at sign. A dot at its end belongs to the sentence, not to the path. */
const PATH = /[A-Za-z]\w*(?:\.\w+)*/y;

/**
 * Finds the start values that a text reads, in every form of the engine's expressions: `@trigger.params.x`,
 * `@(trigger.params.x)`, `@(upper(trigger.params["x"]))`, `@(extract(trigger.params, "x"))`, `@legacy_extra.x`. `@@` is
 * a plain at sign, and a quoted text inside an expression is not evaluated.
 *
 * @example readParams('Hi @trigger.params.name') // { names: ['name'], readsAny: false }
 */
export function readParams(text: string): ParamUse {
  if (!text.includes('@') || !/params|extra|trigger/i.test(text)) return NOTHING;
  const names = new Map<string, string>();
  const use = {
    readsAny: false,
    add: (name: string) => void (names.has(name.toLowerCase()) || names.set(name.toLowerCase(), name)),
  };
  let at = text.indexOf('@');
  while (at !== -1) {
    const next = text[at + 1];
    if (next === '@') at += 2;
    else if (next === '(') {
      const expression = readExpression(text, at + 2);
      readTokens(expression.tokens, use);
      use.readsAny ||= expression.tokens.length > MAX_TOKENS;
      at = expression.end;
    } else at = readPath(text, at + 1, use);
    at = text.indexOf('@', at);
  }
  return names.size === 0 && !use.readsAny ? NOTHING : { names: [...names.values()], readsAny: use.readsAny };
}

interface Use {
  readsAny: boolean;
  readonly add: (name: string) => void;
}

function readPath(text: string, from: number, use: Use): number {
  PATH.lastIndex = from;
  const match = PATH.exec(text);
  if (match === null) return from;
  const [root = '', second, third] = match[0].split('.');
  if (root.toLowerCase() === 'trigger' && second?.toLowerCase() === 'params') {
    if (third === undefined) use.readsAny = true;
    else use.add(third);
  } else if (root.toLowerCase() === LEGACY_ROOT) {
    if (second === undefined) use.readsAny = true;
    else use.add(second);
  }
  return from + match[0].length;
}

/**
 * Splits an expression into tokens, up to its closing parenthesis or the end of the text. It stops one token after
 * MAX_TOKENS and ignores the rest.
 */
function readExpression(text: string, from: number): { readonly tokens: readonly Token[]; readonly end: number } {
  const tokens: Token[] = [];
  let depth = 1;
  TOKEN.lastIndex = from;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [, string, name, number, mark = ''] = match;
    if (string !== undefined)
      tokens.push({ kind: 'string', text: string.replace(/^"|"$/g, '').replace(/\\"|""/g, '"') });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else {
      if (mark === '(') depth += 1;
      else if (mark === ')') depth -= 1;
      if (depth === 0) return { tokens, end: TOKEN.lastIndex };
      tokens.push({ kind: 'mark', text: mark });
    }
    if (tokens.length > MAX_TOKENS) break;
  }
  return { tokens, end: text.length };
}

function readTokens(tokens: readonly Token[], use: Use): void {
  const isMark = (index: number, mark: string) => tokens[index]?.kind === 'mark' && tokens[index].text === mark;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'name' || isMark(index - 1, '.')) continue;
    const root = token.text.toLowerCase();
    if (root === LEGACY_ROOT || root === 'extra') {
      readProperty(tokens, index + 1, { use, before: index - 1 });
      continue;
    }
    if (root !== 'trigger') continue;
    const params = propertyAt(tokens, index + 1);
    if (params === 'none' || params.name === null) use.readsAny = true;
    else if (params.name.toLowerCase() === 'params') readProperty(tokens, params.next, { use, before: index - 1 });
  }
}

/**
 * Reads the property access behind an object.
 *
 * @param at index of the token behind the object
 * @param around `before` is the index of the token in front of the object
 */
function readProperty(
  tokens: readonly Token[],
  at: number,
  around: { readonly use: Use; readonly before: number },
): void {
  const { use, before } = around;
  const property = propertyAt(tokens, at);
  if (property !== 'none') {
    if (property.name === null) use.readsAny = true;
    else use.add(property.name);
    return;
  }
  const called = tokens[before]?.text === '(' ? (tokens[before - 1]?.text.toLowerCase() ?? '') : '';
  const named: string[] = [];
  for (let next = at; tokens[next]?.text === ',' && tokens[next + 1]?.kind === 'string'; next += 2)
    named.push(tokens[next + 1]?.text ?? '');
  if (EXTRACTORS.has(called) && named.length > 0) named.forEach(use.add);
  else use.readsAny = true;
}

/** Parses `.name`, `.0` or `["name"]`; `name` is null when it is computed. */
function propertyAt(
  tokens: readonly Token[],
  at: number,
): { readonly name: string | null; readonly next: number } | 'none' {
  const [mark, name, close] = tokens.slice(at, at + 3);
  if (mark?.kind !== 'mark' || name === undefined) return 'none';
  if (mark.text === '.' && name.kind !== 'mark') return { name: name.text, next: at + 2 };
  if (mark.text !== '[') return 'none';
  const isPlain = (name.kind === 'string' || name.kind === 'number') && close?.kind === 'mark' && close.text === ']';
  return { name: isPlain ? name.text : null, next: at + 3 };
}
