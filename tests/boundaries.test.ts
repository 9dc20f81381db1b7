import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_INPUTS } from '../lib/messaging/protocol-inputs.ts';
import { brokenImports, covers, EXCEPTIONS, RULES, ruleFor } from './boundaries/rules.ts';
import {
  browserUses,
  headerWrites,
  moduleState,
  outsideUses,
  ownSockets,
  signalWrites,
  typeHoles,
} from './boundaries/shapes.ts';
import { parseSource, reachableFrom, readSources } from './boundaries/source.ts';

const product = readSources(['lib', 'components', 'entrypoints']);
const sandbox = readSources(['tests/sandbox']);
const tests = readSources(['tests']).filter(({ path }) => !path.startsWith('tests/fixtures/'));

describe('the dependency rule', () => {
  it('holds for every import line of the product', () => {
    expect(product.flatMap(brokenImports)).toEqual([]);
  });

  it('has a rule for every file, and no rule or exception without one', () => {
    const without = product.filter(({ path }) => ruleFor(path) === undefined).map(({ path }) => path);
    const idle = RULES.filter(({ folder }) => !product.some(({ path }) => path.startsWith(folder))).map(
      ({ folder }) => folder,
    );
    const idleExceptions = EXCEPTIONS.filter(
      ({ file, may }) =>
        !product.some(({ path, imports }) => covers(file, path) && imports.some(({ target }) => target === may)),
    );

    expect({ without, idle, idleExceptions }).toEqual({ without: [], idle: [], idleExceptions: [] });
  });

  it('keeps the sandbox free of the product', () => {
    const broken = sandbox.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, isFile }) => isFile && /^(lib|components|entrypoints)\//.test(target))
        .map(
          ({ specifier, line }) => `${path}:${line} imports ${specifier}: tests/sandbox imports nothing of the product`,
        ),
    );

    expect(broken).toEqual([]);
  });

  it('resolves every relative import with its extension', () => {
    const dangling = [...product, ...sandbox.filter(({ path }) => path.endsWith('.ts'))].flatMap(({ path, imports }) =>
      imports
        .filter(({ isFile, target }) => isFile && !existsSync(target))
        .map(({ line, specifier }) => `${path}:${line} imports ${specifier}, which is not there`),
    );

    expect(dangling).toEqual([]);
  });

  it('uses zod/mini, never full zod', () => {
    const full = [...product, ...tests].flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => /^zod($|\/v|\/locales|\/core)/.test(target))
        .map(({ line, target }) => `${path}:${line} imports ${target}`),
    );

    expect(full).toEqual([]);
  });

  it('keeps phone metadata and the CSV parser out of the panel', () => {
    const chains = [...reachableFrom('entrypoints/panel.content/index.tsx')]
      .filter(([target]) => /^(libphonenumber-js|papaparse|lib\/imports\/csv-)/.test(target))
      .map(([, chain]) => chain.join(' → '));

    expect(chains).toEqual([]);
  });

  it('catches a broken line of each kind', () => {
    const lines = [
      ['lib/dispatch/x.ts', "import { a } from '../weni/api/http.ts';"],
      ['lib/preflight/x.ts', "export * from '../dispatch/plan.ts';"],
      ['lib/contacts/x.ts', "import type { A } from '../draft/draft.ts';"],
      ['lib/util/x.ts', "import * as z from 'zod/mini';"],
      ['lib/flow/x.ts', "import { a } from '../weni/api/definitions.ts';"],
      ['lib/weni/api/x.ts', "import { a } from '../../dispatch/plan.ts';"],
      ['lib/weni/page/x.ts', "const a = await import('../../platform/runtime.ts');"],
      ['lib/models/x.ts', "type A = import('../ledger/ledger.ts').Ledger;"],
      ['components/x.tsx', "import { client } from '../lib/messaging/client.ts';"],
      ['entrypoints/popup/x.ts', "import { a } from '../options/main.tsx';"],
      ['lib/background/x.ts', "import { a } from '../models/feed-model.ts';"],
      ['lib/platform/x.ts', "import type { A } from '../weni/api/http.ts';"],
    ] as const;

    const caught = lines.map(([path, text]) => brokenImports(parseSource(path, text)).length);

    expect(caught).toEqual(lines.map(() => 1));
  });
});

describe('what code may touch', () => {
  const pure = product.filter(({ path }) =>
    /^lib\/(util|numbers|contacts|imports|flow|draft|preflight|dispatch|replies)\//.test(path),
  );

  it('gives clock, randomness, network and page to features as ports', () => {
    expect(pure.flatMap(outsideUses)).toEqual([]);
    expect(
      outsideUses(
        parseSource(
          'a.ts',
          'Date.now(); Math.random(); new Date(); fetch("x"); crypto.randomUUID(); setTimeout(f, 1);',
        ),
      ),
    ).toHaveLength(6);
    expect(outsideUses(parseSource('a.ts', 'const f = ({ fetch }, now) => { fetch("x"); new Date(now); };'))).toEqual(
      [],
    );
  });

  it('writes the header with the token in one file, which checks where it may be sent', () => {
    const writes = product.flatMap(headerWrites).map((line) => line.replace(/:\d+ .*/, ''));

    expect([...new Set(writes)]).toEqual(['lib/weni/api/bearer.ts']);
    const kinds = [
      'fetch(u, { headers: { Authorization: t } });',
      "headers['authorization'] = t;",
      "headers.set('Authorization', t);",
      'h.Authorization = t;',
      'const h = `Bearer ${t}`;',
      "const h = 'Bearer ' + t;",
    ];
    expect(kinds.map((text) => headerWrites(parseSource('lib/x.ts', text)).length > 0)).toEqual(kinds.map(() => true));
  });

  it('uses the browser only through lib/platform (exception: entrypoints/bootstrap.ts)', () => {
    const others = product.filter(
      ({ path }) => !path.startsWith('lib/platform/') && path !== 'entrypoints/bootstrap.ts',
    );

    expect(others.flatMap(browserUses)).toEqual([]);
    expect(
      browserUses(parseSource('a.ts', "import { browser } from 'wxt/browser'; chrome.tabs.query({});")),
    ).toHaveLength(2);
  });

  it('opens no socket of its own', () => {
    expect(product.flatMap(ownSockets)).toEqual([]);
    expect(ownSockets(parseSource('a.ts', 'new WebSocket("wss://a"); new window.WebSocket("wss://b");'))).toHaveLength(
      2,
    );
  });

  it('keeps no state at module level in the background', () => {
    const reached = reachableFrom('entrypoints/background/index.ts');

    expect(product.filter(({ path }) => reached.has(path)).flatMap(moduleState)).toEqual([]);
    expect(
      moduleState(
        parseSource(
          'a.ts',
          'let a = 1; export const b = new Map(); const c = []; const d: ReadonlySet<string> = new Set(["x"]);',
        ),
      ),
    ).toHaveLength(3);
  });

  it('writes the signals of a model only in the model; components call its methods (exception: the width, which is the view’s own)', () => {
    const writes = product
      .filter(({ path }) => path.startsWith('components/'))
      .flatMap(signalWrites)
      .filter((line) => !line.endsWith(' writes width.value'));

    expect(writes).toEqual([]);
    expect(
      signalWrites(
        parseSource(
          'a.ts',
          "tab.value = 'send'; model.cover.value = null; count.value += 1; count.value++; event.currentTarget.value = ''; field.value = '';",
        ),
      ),
    ).toHaveLength(4);
  });

  it('does not bypass the types', () => {
    expect(product.flatMap(typeHoles)).toEqual([]);
    expect(typeHoles(parseSource('a.ts', 'let a: any; b as unknown as C; d!.e; z.any();'))).toHaveLength(4);
  });
});

describe('messages', () => {
  const written = (folder: string, key: RegExp) =>
    readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(key)].map((found) => ({
        file,
        name: found[1] ?? '',
        prefix: found[2] ?? '',
      })),
    );
  const names = Object.keys(PROTOCOL_INPUTS).sort();

  it('are defined, input and output, in the file of their prefix', () => {
    const halves = written('lib/messaging/messages', /^ {2}'(([\da-z]+):[a-z-]+)': \{/gm);

    expect(halves.filter(({ file, prefix }) => file !== `${prefix}.ts`)).toEqual([]);
    expect(halves.map(({ name }) => name).sort()).toEqual(names.flatMap((name) => [name, name]));
  });

  it('are handled in a file that begins with their prefix', () => {
    const handlers = written('lib/background/handlers', /^ {4}(?:async )?'(([\da-z]+):[a-z-]+)'[(:]/gm);

    expect(
      handlers.filter(({ file, prefix }) => !file.startsWith(`${prefix}.`) && !file.startsWith(`${prefix}-`)),
    ).toEqual([]);
    expect(handlers.map(({ name }) => name).sort()).toEqual(names);
  });
});

describe('sizes and promises', () => {
  it('keeps entrypoints at 60 lines: they only connect code of lib and components', () => {
    expect(
      product
        .filter(({ path, lines }) => path.startsWith('entrypoints/') && lines > 60)
        .map(({ path, lines }) => `${path}: ${lines} lines`),
    ).toEqual([]);
  });

  it('dates every TODO, and none has expired', () => {
    const today = new Date().toISOString().slice(0, 10);
    const late = [...product, ...tests].flatMap(({ path, comments }) =>
      comments.flatMap(({ text, line }) =>
        [...text.matchAll(/\b(?:TODO|FIXME|XXX)\b(?:\((\d{4}-\d{2}-\d{2})\))?/g)]
          .filter(([, date]) => date === undefined || date < today)
          .map(([found]) => `${path}:${line} ${found}`),
      ),
    );

    expect(late).toEqual([]);
  });
});
