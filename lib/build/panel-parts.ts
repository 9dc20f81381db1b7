import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { importsOf, reachableFrom } from './module-graph.ts';

/**
 * The panel is two scripts: the shell that is injected when Chats appears, and its other parts, injected right after the
 * shell was painted. A content script cannot import a chunk (that would need web-accessible resources), so the parts take
 * what both use from the shell at run time: one Preact, one set of signals, one context.
 */
const SHELL = 'entrypoints/panel.content/index.tsx';
const PARTS = 'entrypoints/panel-parts.ts';
const VIRTUAL = 'virtual:panel-shared';

/** Packages with state, or big enough not to carry twice. Others (icons) are bundled where they are used. */
const SHARED_PACKAGES = ['preact', 'preact/hooks', 'preact/jsx-runtime', '@preact/signals', '@preact/signals-core', 'zod/mini'];
/** What the JSX compiler imports without it being written. */
const JSX_NAMES = ['jsx', 'jsxs', 'Fragment'];

/** Name on globalThis of the isolated world, where the page cannot reach it. */
export const SHARED_GLOBAL = '__disparoShared';

export interface SharedModule {
  /** Absolute path or package. */
  readonly target: string;
  /** Its name in the registry: path from the root, or the package. */
  readonly key: string;
  readonly names: readonly string[];
}

/** What the parts take from the shell: every name they import from a module that the shell holds anyway. */
export function findShared(root: string): readonly SharedModule[] {
  const shell = reachableFrom(join(root, SHELL));
  const own = [...reachableFrom(join(root, PARTS), (file) => shell.has(file))];
  const names = new Map<string, Set<string>>([['preact/jsx-runtime', new Set(JSX_NAMES)]]);
  for (const file of own) {
    for (const { target, names: taken } of importsOf(file)) {
      const isShared = shell.has(target) || SHARED_PACKAGES.includes(target);
      if (!isShared) continue;
      if (taken === null) throw new Error(`${relative(root, file)} takes the whole of ${target}: name what it needs, or the shell grows by all of it`);
      const known = names.get(target) ?? new Set();
      for (const name of taken) known.add(name);
      names.set(target, known);
    }
  }
  return [...names].map(([target, taken]) => ({ target, key: target.startsWith('/') ? relative(root, target) : target, names: [...taken].sort() }));
}

/** The shell's half: everything shared, by module and name. */
export function registryCode(shared: readonly SharedModule[]): string {
  const imports: string[] = [];
  const entries: string[] = [];
  for (const [index, module] of shared.entries()) {
    const local = (name: string) => `m${index}_${name}`;
    imports.push(`import { ${module.names.map((name) => `${name} as ${local(name)}`).join(', ')} } from ${JSON.stringify(module.target)};`);
    entries.push(`${JSON.stringify(module.key)}: { ${module.names.map((name) => `${JSON.stringify(name)}: ${local(name)}`).join(', ')} }`);
  }
  return `${imports.join('\n')}\nexport function share() { globalThis.${SHARED_GLOBAL} = { ${entries.join(',\n')} }; }\n`;
}

/** The parts' half: a module that hands on what the shell put there. */
export function borrowedCode(module: SharedModule): string {
  return [
    `const shared = globalThis.${SHARED_GLOBAL}[${JSON.stringify(module.key)}];`,
    ...module.names.map((name) => (name === 'default' ? 'export default shared.default;' : `export const ${name} = shared[${JSON.stringify(name)}];`)),
  ].join('\n');
}

/** Vite plugin for both builds; it tells them apart by their entry. */
export function panelParts(root: string): Plugin {
  let isParts = false;
  let shared: readonly SharedModule[] = [];
  return {
    name: 'disparo:panel-parts',
    enforce: 'pre',
    buildStart(options) {
      const input = JSON.stringify(options.input);
      isParts = input.includes('panel-parts');
      shared = isParts || input.includes('panel.content') ? findShared(root) : [];
    },
    async resolveId(source, importer) {
      if (source === VIRTUAL) return `\0${VIRTUAL}`;
      if (!isParts || importer === undefined || source.startsWith('\0')) return null;
      const resolved = source.startsWith('.') ? await this.resolve(source, importer, { skipSelf: true }) : null;
      const module = shared.find((candidate) => candidate.target === (resolved?.id ?? source));
      return module === undefined ? null : `\0borrowed:${module.key}`;
    },
    load(id) {
      if (id === `\0${VIRTUAL}`) return registryCode(shared);
      const module = id.startsWith('\0borrowed:') ? shared.find((candidate) => candidate.key === id.slice('\0borrowed:'.length)) : undefined;
      return module === undefined ? null : borrowedCode(module);
    },
  };
}
