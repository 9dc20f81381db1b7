import { Visitor } from 'oxc-parser';
import type { SourceFile } from './source.ts';

/** Browser globals that the pure features must get as ports. */
const OUTSIDE_OBJECTS = [
  'crypto',
  'document',
  'window',
  'localStorage',
  'sessionStorage',
  'navigator',
  'indexedDB',
  'console',
  'performance',
];
const OUTSIDE_CALLS = ['fetch', 'setTimeout', 'setInterval', 'requestAnimationFrame', 'queueMicrotask'];

/** All names that the file declares: a parameter called `fetch` is a port and not the global. */
function boundNames(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const bind = (pattern: unknown): void => {
    if (typeof pattern !== 'object' || pattern === null) return;
    const type = Reflect.get(pattern, 'type');
    if (type === 'Identifier') names.add(String(Reflect.get(pattern, 'name')));
    if (type === 'ObjectPattern')
      for (const property of Reflect.get(pattern, 'properties'))
        bind(Reflect.get(property, 'value') ?? Reflect.get(property, 'argument'));
    if (type === 'ArrayPattern') for (const element of Reflect.get(pattern, 'elements')) bind(element);
    if (type === 'AssignmentPattern') bind(Reflect.get(pattern, 'left'));
    if (type === 'RestElement') bind(Reflect.get(pattern, 'argument'));
  };
  new Visitor({
    VariableDeclarator: (node) => bind(node.id),
    FunctionDeclaration: (node) => [node.id, ...node.params].forEach(bind),
    FunctionExpression: (node) => node.params.forEach(bind),
    ArrowFunctionExpression: (node) => node.params.forEach(bind),
    ImportSpecifier: (node) => bind(node.local),
  }).visit(file.program);
  return names;
}

/** Finds globals for clock, randomness, network and page. */
export function outsideUses(file: SourceFile): readonly string[] {
  const bound = boundNames(file);
  const found: string[] = [];
  const tell = (what: string, offset: number) => found.push(`${file.path}:${file.lineAt(offset)} uses ${what}`);
  new Visitor({
    MemberExpression(node) {
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
      const { name } = node.object;
      if ((name === 'Date' && node.property.name === 'now') || (name === 'Math' && node.property.name === 'random'))
        tell(`${name}.${node.property.name}`, node.start);
      else if (OUTSIDE_OBJECTS.includes(name) && !bound.has(name)) tell(`${name}.${node.property.name}`, node.start);
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
        tell('new Date()', node.start);
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && OUTSIDE_CALLS.includes(node.callee.name) && !bound.has(node.callee.name))
        tell(`${node.callee.name}()`, node.start);
    },
  }).visit(file.program);
  return found;
}

/** Finds `any`, `as unknown as`, `!` and `z.any`, which bypass the types. */
export function typeHoles(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const tell = (what: string, offset: number) => found.push(`${file.path}:${file.lineAt(offset)} has ${what}`);
  new Visitor({
    TSAnyKeyword: (node) => tell('any', node.start),
    TSNonNullExpression: (node) => tell('a non-null "!"', node.start),
    TSAsExpression(node) {
      if (node.expression.type === 'TSAsExpression' && node.expression.typeAnnotation.type === 'TSUnknownKeyword')
        tell('"as unknown as"', node.start);
    },
    MemberExpression(node) {
      if (
        node.object.type === 'Identifier' &&
        node.object.name === 'z' &&
        node.property.type === 'Identifier' &&
        node.property.name === 'any'
      )
        tell('z.any', node.start);
    },
  }).visit(file.program);
  return found;
}

/** Finds every text, name or key that could put a token into a request: `Authorization`, `Bearer …`. */
export function headerWrites(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const tell = (text: string, offset: number, words = /^(authorization|bearer)(\s|$)/i) => {
    if (words.test(text.trim())) found.push(`${file.path}:${file.lineAt(offset)} writes "${text.trim().slice(0, 20)}"`);
  };
  new Visitor({
    Literal: (node) => (typeof node.value === 'string' ? tell(node.value, node.start) : undefined),
    TemplateElement: (node) => tell(node.value.raw, node.start),
    Property: (node) =>
      node.key.type === 'Identifier' ? tell(node.key.name, node.start, /^authorization$/i) : undefined,
    MemberExpression: (node) =>
      node.property.type === 'Identifier' ? tell(node.property.name, node.start, /^authorization$/i) : undefined,
  }).visit(file.program);
  return found;
}

/** Finds `new WebSocket(…)` and `new EventSource(…)`, through whatever global. */
export function ownSockets(file: SourceFile): readonly string[] {
  const found: string[] = [];
  new Visitor({
    NewExpression(node) {
      if (/(^|\.)(WebSocket|EventSource)$/.test(file.text.slice(node.callee.start, node.callee.end)))
        found.push(`${file.path}:${file.lineAt(node.start)} opens a socket`);
    },
  }).visit(file.program);
  return found;
}

/**
 * Finds assignments to `.value` of a signal: only a model writes its signals, in a method with a name. The `value` of
 * an input element (`event.currentTarget`, or a variable called `field`) may be set.
 */
export function signalWrites(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const judge = (target: { readonly type: string; readonly start: number; readonly end: number }): void => {
    const written = file.text.slice(target.start, target.end);
    if (written.endsWith('.value') && !/(^|\.)(currentTarget|field)\.value$/.test(written))
      found.push(`${file.path}:${file.lineAt(target.start)} writes ${written}`);
  };
  new Visitor({
    AssignmentExpression: (node) => judge(node.left),
    UpdateExpression: (node) => judge(node.argument),
  }).visit(file.program);
  return found;
}

/** Finds `chrome.…`, `globalThis.browser` and imports of it: uses of the browser that bypass lib/platform. */
export function browserUses(file: SourceFile): readonly string[] {
  const bound = boundNames(file);
  const found: string[] = [];
  const tell = (what: string, offset: number) => found.push(`${file.path}:${file.lineAt(offset)} uses ${what}`);
  new Visitor({
    MemberExpression(node) {
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return;
      if ((node.object.name === 'chrome' || node.object.name === 'browser') && !bound.has(node.object.name))
        tell(`${node.object.name}.${node.property.name}`, node.start);
      if (node.object.name === 'globalThis' && ['chrome', 'browser'].includes(node.property.name))
        tell(`globalThis.${node.property.name}`, node.start);
    },
  }).visit(file.program);
  return [
    ...found,
    ...file.imports
      .filter(({ target, isType }) => !isType && /^(wxt\/browser|webextension-polyfill)$/.test(target))
      .map(({ line, target }) => `${file.path}:${line} imports ${target}`),
  ];
}

/** Finds module-level `let` and mutable collections: a background that is stopped would lose them. */
export function moduleState(file: SourceFile): readonly string[] {
  const found: string[] = [];
  for (const statement of file.program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const declarator of declaration.declarations) {
      const init = declarator.init === null ? '' : file.text.slice(declarator.init.start, declarator.init.end);
      const annotation =
        declarator.id.type === 'Identifier' && declarator.id.typeAnnotation
          ? file.text.slice(declarator.id.typeAnnotation.start, declarator.id.typeAnnotation.end)
          : '';
      const changes = declaration.kind === 'let' || declaration.kind === 'var';
      // A constant table is allowed if its type is read-only.
      const collects = /^new (Map|Set|WeakMap|WeakSet)\b/.test(init) && !/^:\s*Readonly(Map|Set)</.test(annotation);
      const isBag = /^(\[\]|\{\})$/.test(init) || init.startsWith('signal(');
      if (changes || collects || isBag)
        found.push(
          `${file.path}:${file.lineAt(declarator.start)} keeps "${file.text.slice(declarator.id.start, declarator.id.end)}" at module level`,
        );
    }
  }
  return found;
}
