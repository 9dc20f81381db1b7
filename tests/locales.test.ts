import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommandResult, CommitResult, ConfirmRefusal, RetryResult } from '../lib/dispatch/dispatcher-api.ts';
import type { GateReason } from '../lib/dispatch/records.ts';
import type { ReturnReason } from '../lib/draft/draft.ts';

const LOCALES = ['en', 'pt_BR', 'es'] as const;
const ROOT = process.cwd();
const read = (locale: string): Record<string, { message: string }> =>
  JSON.parse(readFileSync(join(ROOT, 'public/_locales', locale, 'messages.json'), 'utf8'));
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].toSorted();
const MANIFEST_KEYS = [
  'extension_name',
  'extension_description',
  'action_title',
  'command_togglePanel',
  'command_nextReply',
  'command_quickSend',
  'command_openPalette',
  'command_doneNext',
];

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const sources = ['components', 'entrypoints', 'lib'].flatMap(sourceFiles).map((file) => readFileSync(file, 'utf8'));
const code = sources.join('\n');
const english = read('en');
const bases = [...new Set(Object.keys(english).map((key) => key.replace(/_(one|other)$/, '')))];
const prefixes = [...new Set([...code.matchAll(/\b(?:tOf|tMaybe)\(\s*'(\w+)'/g)].map((match) => match[1] ?? ''))];

describe('locales', () => {
  it.each(LOCALES)('%s has exactly the keys of English', (locale) => {
    expect(Object.keys(read(locale)).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it.each(LOCALES)('%s has no empty message and only keys that browsers take', (locale) => {
    const wrong = Object.entries(read(locale)).filter(
      ([key, { message }]) => message.trim() === '' || !/^[A-Za-z0-9_@]+$/.test(key),
    );

    expect(wrong).toEqual([]);
  });

  it.each(LOCALES)('%s fills the same places as English', (locale) => {
    const own = read(locale);
    const wrong = Object.keys(english).filter(
      (key) => placeholders(own[key]?.message ?? '').join() !== placeholders(english[key]?.message ?? '').join(),
    );

    expect(wrong).toEqual([]);
  });

  it.each(LOCALES)('%s has both forms of every plural', (locale) => {
    const keys = new Set(Object.keys(read(locale)));
    const alone = [...keys].filter(
      (key) =>
        (key.endsWith('_one') && !keys.has(key.replace(/_one$/, '_other'))) ||
        (key.endsWith('_other') && !keys.has(key.replace(/_other$/, '_one'))),
    );

    expect(alone).toEqual([]);
  });

  it.each([
    // In Brazil a *pedido* is an order; a *disparo* is the one noun for what is sent, as in Chats ("Fluxos disparados").
    ['pt_BR', /\bpedidos?\b|\benvios?\b(?! simultâneos)|sem endereço/i],
    // An agent is spoken to as *usted*; a request is a *solicitud*, a saved selection a *público*.
    ['es', /\b(te|tu|tus|tú|haz|abre tu|pediste|inténtalo)\b|petici(ón|ones)|audiencia|\bparar\b/i],
  ] as const)('%s has one word for one thing: no other word of the glossary comes back', (locale, forbidden) => {
    const said = Object.entries(read(locale)).filter(([, { message }]) => forbidden.test(message));

    expect(said).toEqual([]);
  });

  it.each(LOCALES)('%s never says that something was delivered', (locale) => {
    const said = Object.entries(read(locale)).filter(([, { message }]) => /deliver|entreg/i.test(message));

    expect(said).toEqual([]);
  });

  it('every key named in the code exists', () => {
    const named = [...code.matchAll(/\bt\(\s*'([A-Za-z0-9_]+)'/g)].map((match) => match[1] ?? '');
    const missing = named.filter((key) => !bases.includes(key));

    expect(named.length).toBeGreaterThan(150);
    expect(missing).toEqual([]);
  });

  it('every message is used somewhere', () => {
    const unused = bases.filter(
      (key) =>
        !MANIFEST_KEYS.includes(key) &&
        !code.includes(`'${key}'`) &&
        !prefixes.some((prefix) => key.startsWith(`${prefix}_`)),
    );

    expect(unused).toEqual([]);
  });

  it('every refusal of the dispatcher has a sentence, so that no agent sees a code', () => {
    type Shown =
      | Exclude<
          (CommandResult | CommitResult | RetryResult | ConfirmRefusal)['kind'],
          'done' | 'running' | 'returned' | 'confirmed' | 'gate-closed'
        >
      | GateReason;
    // It is a Record, so that a new code does not compile without an entry here.
    const shown: Record<Shown, true> = {
      'stale-draft': true,
      nobody: true,
      'too-many-people': true,
      'no-session': true,
      'storage-failed': true,
      'values-gone': true,
      'too-early': true,
      'not-yours': true,
      gone: true,
      unchanged: true,
      unknown: true,
      'toggle-off': true,
      'no-sector': true,
      'principal-project': true,
      'not-a-member': true,
      'flow-not-labelled': true,
      'flow-archived': true,
      'flow-gone': true,
      'batches-unsafe': true,
    };
    const returned: Record<ReturnReason, true> = {
      undone: true,
      'tab-closed': true,
      reloaded: true,
      late: true,
      'background-stopped': true,
      'storage-failed': true,
      'session-gone': true,
    };
    // Reasons of the handlers, given before the dispatcher is called.
    const byHandlers = [
      'no-flow',
      'no-self',
      'blocked',
      'needs-confirmation',
      'type-number',
      'may-arrive-twice',
      'flow-changed',
    ];
    const keys = [...Object.keys(shown), ...byHandlers]
      .map((reason) => `refusal_${reason}`)
      .concat(Object.keys(returned).map((reason) => `returned_${reason}`));

    expect(keys.map((key) => key.replaceAll('-', '_')).filter((key) => !bases.includes(key))).toEqual([]);
  });

  it('no sentence of a refusal is for a code that does not exist', () => {
    const said = bases
      .filter((key) => key.startsWith('refusal_') && key !== 'refusal_unnamed')
      .map((key) => key.slice('refusal_'.length).replaceAll('_', '-'));

    expect(said.filter((reason) => !code.includes(`'${reason}'`))).toEqual([]);
  });
});
