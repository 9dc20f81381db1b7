import type { ImportLine, SourceFile } from './source.ts';

/** What a folder may import. Paths are prefixes from the project's root; packages are exact names or `name/…`. */
interface Rule {
  readonly folder: string;
  /** The message for an import that breaks the rule. */
  readonly text: string;
  readonly packages: readonly string[];
  /** Files whose code may be imported. The folder's own files always may. */
  readonly code: readonly string[];
  /** Files of which only types may be imported. */
  readonly types?: readonly string[];
}

/** The folders of pure code, lowest first: each imports only from folders before it. */
const UTIL = ['lib/util/'];
const NUMBERS = [...UTIL, 'lib/numbers/'];
const CONTACTS = [...NUMBERS, 'lib/contacts/'];
const DRAFT = [...CONTACTS, 'lib/flow/', 'lib/draft/'];
const PREFLIGHT = [...DRAFT, 'lib/preflight/'];
const DISPATCH = [...PREFLIGHT, 'lib/dispatch/'];
const FEATURES = [...DISPATCH, 'lib/imports/', 'lib/replies/'];
/** Files for facts that two folders of lib share: schemas and constants only. */
const SHARED = ['lib/shortcuts.ts', 'lib/panel-hint.ts', 'lib/locales.ts'];
/** All of lib that runs in a browser. */
const PRODUCT = [
  ...FEATURES,
  ...['background', 'frame', 'ledger', 'messaging', 'models', 'platform', 'sessions', 'settings', 'setup', 'weni'].map(
    (name) => `lib/${name}/`,
  ),
  ...SHARED,
];
const SIGNALS = ['@preact/signals'];
const EVERYBODY = [
  'lib/fits.ts',
  'lib/ids.ts',
  'lib/log.ts',
  'lib/locales.ts',
  'lib/panel-hint.ts',
  'lib/util/time.ts',
  'lib/util/lru.ts',
  'lib/util/serially.ts',
];

/** The rule with the longest matching folder applies. */
export const RULES: readonly Rule[] = [
  { folder: 'lib/util/', text: 'lib/util imports nothing: it knows nothing of the product', packages: [], code: [] },
  {
    folder: 'lib/numbers/',
    text: 'lib/numbers imports zod, lib/ids, lib/log and lib/util; the phone parser in its one file',
    packages: ['zod/mini'],
    code: UTIL,
  },
  {
    folder: 'lib/contacts/',
    text: 'lib/contacts imports zod, lib/ids, lib/log, lib/util and lib/numbers; the server arrives as a port',
    packages: ['zod/mini'],
    code: NUMBERS,
  },
  {
    folder: 'lib/imports/',
    text: 'lib/imports imports zod, lib/ids, lib/log, lib/util, lib/numbers and lib/contacts; the server arrives as a port',
    packages: ['zod/mini'],
    code: CONTACTS,
  },
  {
    folder: 'lib/flow/',
    text: 'lib/flow imports zod, lib/ids and lib/log: it reads a definition that is handed to it',
    packages: ['zod/mini'],
    code: [],
  },
  {
    folder: 'lib/draft/',
    text: 'lib/draft imports zod, lib/ids, lib/log, lib/flow and what stands below it; everything else arrives as a port',
    packages: ['zod/mini'],
    code: [...CONTACTS, 'lib/flow/'],
  },
  {
    folder: 'lib/preflight/',
    text: 'lib/preflight imports zod, lib/ids, lib/log, lib/draft and what stands below it; every check arrives as a port',
    packages: ['zod/mini'],
    code: DRAFT,
  },
  {
    folder: 'lib/dispatch/',
    text: 'lib/dispatch imports zod, lib/ids, lib/log, lib/preflight and what stands below it; time, ids, network and ledger arrive as ports',
    packages: ['zod/mini'],
    code: PREFLIGHT,
  },
  {
    folder: 'lib/replies/',
    text: 'lib/replies imports zod, lib/ids, lib/log, lib/dispatch and what stands below it; everything else arrives as a port',
    packages: ['zod/mini'],
    code: DISPATCH,
  },
  {
    folder: 'lib/ledger/',
    text: 'lib/ledger imports zod, idb and feature code',
    packages: ['zod/mini', 'idb'],
    code: FEATURES,
  },
  {
    folder: 'lib/sessions/',
    text: 'lib/sessions imports zod and feature types',
    packages: ['zod/mini'],
    code: [],
    types: FEATURES,
  },
  {
    folder: 'lib/settings/',
    text: 'lib/settings imports zod and types of messages',
    packages: ['zod/mini'],
    code: [],
    types: ['lib/messaging/'],
  },
  {
    folder: 'lib/setup/',
    text: 'lib/setup imports zod and types of features, settings and messages',
    packages: ['zod/mini'],
    code: [],
    types: [...FEATURES, 'lib/settings/', 'lib/sessions/site-state', 'lib/messaging/'],
  },
  {
    folder: 'lib/weni/api/',
    text: 'lib/weni/api imports zod, lib/util and feature types; fetch is injected',
    packages: ['zod/mini'],
    code: UTIL,
    types: FEATURES,
  },
  {
    folder: 'lib/weni/socket/',
    text: 'lib/weni/socket imports zod, feature types and the room schemas of lib/weni/api',
    packages: ['zod/mini'],
    code: ['lib/weni/api/rooms', 'lib/weni/api/schemas', 'lib/weni/api/dates'],
    types: FEATURES,
  },
  { folder: 'lib/weni/page/', text: 'lib/weni/page imports zod and lib/util', packages: ['zod/mini'], code: UTIL },
  {
    folder: 'lib/messaging/',
    text: 'lib/messaging imports zod, feature schemas and lib/platform',
    packages: ['zod/mini'],
    code: [...FEATURES, 'lib/settings/', 'lib/sessions/site-state', 'lib/platform/'],
  },
  {
    folder: 'lib/models/',
    text: 'lib/models imports signals, lib/messaging and pure feature code',
    packages: SIGNALS,
    code: [...FEATURES, 'lib/settings/', 'lib/messaging/'],
    types: ['lib/sessions/site-state'],
  },
  {
    folder: 'lib/platform/',
    text: 'lib/platform imports wxt/browser, lib/log, the texts and the shortcuts of the manifest',
    packages: ['wxt/browser', ...SIGNALS],
    code: ['public/_locales/', 'lib/shortcuts.ts'],
  },
  {
    folder: 'lib/background/',
    text: 'lib/background may import all of lib except models and frame',
    packages: ['zod/mini'],
    code: [
      ...FEATURES,
      'lib/ledger/',
      'lib/sessions/',
      'lib/settings/',
      'lib/setup/',
      'lib/weni/api/',
      'lib/weni/socket/',
      'lib/messaging/',
      'lib/platform/',
      ...SHARED,
    ],
  },
  {
    folder: 'lib/frame/',
    text: 'lib/frame imports lib/weni/page, lib/weni/socket, lib/messaging, lib/platform, signals and zod',
    packages: ['zod/mini', ...SIGNALS],
    code: ['lib/weni/page/', 'lib/weni/socket/', 'lib/messaging/', 'lib/platform/', ...SHARED],
  },
  { folder: 'lib/', text: 'a file beside the folders of lib imports zod only', packages: ['zod/mini'], code: [] },
  {
    folder: 'components/',
    text: 'components import preact, signals, lib/models, lib/platform/i18n, pure feature code and types; never code of lib/weni, lib/ledger or lib/messaging',
    packages: ['preact', 'preact/hooks', 'lucide', ...SIGNALS],
    code: ['lib/models/', 'lib/platform/i18n.ts', ...FEATURES, 'lib/settings/', 'lib/setup/', 'lib/shortcuts.ts'],
    types: ['lib/messaging/', 'lib/platform/', 'lib/sessions/site-state'],
  },
  {
    folder: 'entrypoints/',
    text: 'an entrypoint imports lib, components and wxt, never another entrypoint',
    packages: ['wxt/', 'preact', ...SIGNALS],
    code: [...PRODUCT, 'components/'],
  },
];

/**
 * Imports that are allowed although the folder's rule forbids them, each with its reason. `file` is one file, or a
 * folder that ends with a slash. A new exception is a change to this list, which the review sees.
 */
export const EXCEPTIONS: readonly { readonly file: string; readonly may: string; readonly because: string }[] = [
  {
    file: 'lib/numbers/phone.ts',
    may: 'libphonenumber-js/core/es6',
    because: 'a pure reader of numbering plans; its data comes in as an argument',
  },
  {
    file: 'lib/background/services/phones.ts',
    may: 'libphonenumber-js/core/es6',
    because: 'names the type of that data, which the background reads from the package',
  },
];

export const covers = (where: string, path: string) =>
  where === path || (where.endsWith('/') && path.startsWith(where));

const matches = (target: string, prefix: string) =>
  target === prefix ||
  (prefix.endsWith('/')
    ? target.startsWith(prefix)
    : target.startsWith(`${prefix}.`) || target.startsWith(`${prefix}-`));

export function ruleFor(path: string): Rule | undefined {
  return RULES.filter((rule) => path.startsWith(rule.folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
}

function isAllowed(rule: Rule, file: SourceFile, line: ImportLine): boolean {
  if (EXCEPTIONS.some(({ file: where, may }) => covers(where, file.path) && may === line.target)) return true;
  if (!line.isFile)
    return rule.packages.some((name) => (name.endsWith('/') ? line.target.startsWith(name) : line.target === name));
  // The rule "lib/" is for files directly in lib. The folder itself would be all of lib, so only such files are free.
  const own =
    rule.folder === 'lib/'
      ? /^lib\/[^/]+$/.test(line.target)
      : rule.folder !== 'entrypoints/' && line.target.startsWith(rule.folder);
  if (own || EVERYBODY.includes(line.target)) return true;
  if (
    rule.folder === 'entrypoints/' &&
    line.target.startsWith(`${file.path.split('/').slice(0, -1).join('/')}/`) &&
    file.path.split('/').length > 2
  )
    return true;
  return (
    rule.code.some((prefix) => matches(line.target, prefix)) ||
    (line.isType && (rule.types ?? []).some((prefix) => matches(line.target, prefix)))
  );
}

/** Every import of the file that its folder's rule does not allow, as readable lines. */
export function brokenImports(file: SourceFile): readonly string[] {
  const rule = ruleFor(file.path);
  if (rule === undefined) return [];
  return file.imports
    .filter((line) => !isAllowed(rule, file, line))
    .map((line) => `${file.path}:${line.line} imports ${line.specifier}: ${rule.text}`);
}
