import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const START = 'const apiMetadata = ';

/** Browser APIs that lib/platform, the only place that may touch them, names: `tabs`, `tabs.query`. */
export function apisUsed(root: string): ReadonlySet<string> {
  const folder = join(root, 'lib/platform');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const names = files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\bbrowser\.([a-zA-Z]+)(?:\??\.([a-zA-Z]+))?/g)].flatMap(([, api = '', member]) =>
      member === undefined ? [api] : [api, `${api}.${member}`],
    ),
  );
  return new Set(names);
}

const isMethod = (description: unknown): boolean => typeof description === 'object' && description !== null && 'minArgs' in description;

/**
 * The polyfill's own code without its descriptions of APIs that are not used: a third of it, in every script of ours.
 *
 * @throws {Error} when the polyfill is built otherwise than we know it
 */
export function keepUsedApis(code: string, used: ReadonlySet<string>): string {
  const from = code.indexOf(START);
  const end = code.indexOf('\n      };', from);
  if (from === -1 || end === -1) throw new Error('webextension-polyfill has changed: its table of APIs was not found');
  const table: unknown = JSON.parse(`${code.slice(from + START.length, end)}}`);
  if (typeof table !== 'object' || table === null) throw new Error('webextension-polyfill has changed: its table of APIs is none');
  const kept = Object.fromEntries(
    Object.entries(table)
      .filter(([name]) => used.has(name))
      // What is no method is a part of its own (`storage.local`), and handed on as a whole.
      .map(([name, members]: [string, object]) => [name, Object.fromEntries(Object.entries(members).filter(([member, description]) => !isMethod(description) || used.has(`${name}.${member}`)))]),
  );
  return code.slice(0, from + START.length) + JSON.stringify(kept) + code.slice(end + '\n      }'.length);
}

/** For Chrome, where the polyfill wraps, the APIs that are used; in Firefox it hands on the native API and describes none. */
export function usedApis(root: string, browser: string): Plugin {
  return {
    name: 'disparo:used-apis',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('webextension-polyfill/dist/browser-polyfill')) return null;
      return { code: keepUsedApis(code, browser === 'firefox' ? new Set() : apisUsed(root)), map: null };
    },
  };
}
