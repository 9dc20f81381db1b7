import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * The parts of a file in which references are checked: comments and test titles of code, the whole text of a style
 * sheet or a page of documentation.
 */
export interface Prose {
  readonly path: string;
  /** `line` is where `text` begins in the file, from 1. */
  readonly pieces: readonly { readonly text: string; readonly line: number }[];
}

/** The targets that references may have. Paths are from the root, with forward slashes. */
export interface House {
  has(path: string): boolean;
  /** Anchors of a page of documentation; empty for anything else. */
  anchors(path: string): ReadonlySet<string>;
  /** Whether any file has this name, in any folder. */
  hasName(name: string): boolean;
  readonly scripts: ReadonlySet<string>;
  /** Whether any code of ours uses this name, or sends a message of this name. */
  knows(name: string): boolean;
}

const SKIPPED = /(^|\/)(node_modules|fixtures|\.output|\.wxt)(\/|$)/;
const CODE = /\.(ts|tsx|js|mjs)$/;

/** Every file below the folders, and the files named, from the root. */
export function listFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(entry.parentPath.replaceAll('\\', '/'), entry.name))
      .filter((path) => !SKIPPED.test(path)),
  );
}

/** @throws {Error} for code that does not parse */
export function readProse(path: string, text = readFileSync(path, 'utf8')): Prose {
  if (!CODE.test(path)) return { path, pieces: [{ text, line: 1 }] };
  const { comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const titles = [...text.matchAll(/\b(?:it|test|describe)(?:\.each\([^\n]*\))?\((['"`])(.+?)\1/g)];
  return {
    path,
    pieces: [
      ...comments.map(({ value, start }) => ({ text: value, line: lineAt(start) })),
      ...titles.map((found) => ({ text: found[2] ?? '', line: lineAt(found.index) })),
    ],
  };
}

/** The anchors that GitHub gives to the headings of a page; headings inside a code block are none. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutFences(markdown).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Replaces fenced code by blanks, so that every offset stays the same. */
function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, ' '));
}

/** A page of the documentation, with or without an anchor, by its path from the root. */
const PAGE = /(?<![\w:./-])\.github\/[\w./-]+?\.md(?:#[\w-]+)?/g;
/** A file or a folder of this repository by its path from the root; a letter and a colon in front make it an upstream citation. */
const PATH =
  /(?<![\w:./@-])(?:lib|components|entrypoints|public|tests)\/(?:[\w.-]+\/)*(?:[\w.-]+\.(?:ts|tsx|js|mjs|css|html|json|md|svg|png)\b|(?=[`\s),.;:]|$))/gm;
/** A file by its name alone, in backticks. */
const NAME = /`([\w-]+(?:\.[\w-]+)*\.(?:ts|tsx|mjs))`/g;
const SCRIPT = /\bnpm run ([\w:-]+)/g;
const LINK = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;
/** A name of ours in backticks: camel case, or called; and a message, `subject:verb`. Pages of the contract name things of others. */
const IDENTIFIER =
  /`((?:[a-z]+[A-Z]\w*|(?:[A-Z][a-z]+){2,}|\w+(?=\(\)))(?:\(\))?|(?!about:)[a-z0-9]+:[a-z]+(?:-[a-z]+)*)`/g;
/** A message in a sequence diagram. */
const SENT = /->>\w+: ([a-z0-9]+:[a-z-]+)/g;
/** Forms that name no heading: a number or a section of a page that is not here. */
const BARE =
  /§|\bcontract (?:rest|states|page|websocket|socket|platform|integration|pitfalls?|real[- ]page|flow-run)\b|\b(?:pitfall|architecture(?: decision)?|decision|issue) #?\d+\b|(?<![\w/.-])(?:rest|states|websocket|integration|platform|real-page|flow-run|pitfalls|architecture|product)\.md\b/gi;

/** The references of one file that lead nowhere, as readable lines. */
export function brokenReferences(prose: Prose, house: House): readonly string[] {
  const isPage = prose.path.endsWith('.md');
  return prose.pieces.flatMap(({ text: whole, line }) => {
    // The examples of a page are checked where they name commands and files, not where they draw.
    const text = isPage ? withoutFences(whole) : whole;
    const broken: string[] = [];
    const tell = (found: RegExpExecArray, why: string, what = found[0]) =>
      broken.push(`${prose.path}:${line + text.slice(0, found.index).split('\n').length - 1} ${what}: ${why}`);

    for (const found of text.matchAll(PAGE)) {
      const why = whyBroken(found[0], house);
      if (why !== null) tell(found, why);
    }
    for (const found of text.matchAll(PATH)) if (!house.has(found[0].replace(/\/$/, ''))) tell(found, 'is not here');
    for (const found of text.matchAll(NAME)) if (!house.hasName(found[1] ?? '')) tell(found, 'no file has this name');
    for (const found of text.matchAll(SCRIPT))
      if (!house.scripts.has(found[1] ?? '')) tell(found, 'package.json has no such script');
    if (isPage) {
      for (const found of text.matchAll(LINK)) {
        const target = found[1] ?? '';
        if (/^(?:https?:|mailto:)/.test(target)) continue;
        const why = whyBroken(
          target.startsWith('#') ? `${prose.path}${target}` : posix.join(posix.dirname(prose.path), target),
          house,
        );
        if (why !== null) tell(found, why, target);
      }
      const isOurs = !prose.path.startsWith('.github/docs/contract/');
      const names = isOurs ? [...text.matchAll(IDENTIFIER), ...whole.matchAll(SENT)] : [];
      for (const found of names)
        if (!house.knows((found[1] ?? '').replace('()', ''))) tell(found, 'no code of ours has this name');
    } else
      for (const found of text.matchAll(BARE)) tell(found, 'names no heading; cite `.github/docs/<page>.md#<heading>`');
    return broken;
  });
}

function whyBroken(target: string, house: House): string | null {
  const [path = '', anchor] = target.split('#');
  if (!house.has(path.replace(/\/$/, ''))) return 'is not here';
  return anchor === undefined || house.anchors(path).has(anchor) ? null : 'has no such heading';
}

/** The repository as it lies on the disk. */
export function houseOnDisk(files: readonly string[]): House {
  const names = new Set(files.map((path) => posix.basename(path)));
  const pages = new Map<string, ReadonlySet<string>>();
  const words = new Set(
    files
      .filter((path) => CODE.test(path))
      .flatMap((path) => readFileSync(path, 'utf8').match(/[a-z0-9]+:[a-z-]+|\w+/g) ?? []),
  );
  const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
  return {
    has: (path) => existsSync(path),
    anchors(path) {
      const known = pages.get(path) ?? anchorsOf(path.endsWith('.md') ? readFileSync(path, 'utf8') : '');
      pages.set(path, known);
      return known;
    },
    hasName: (name) => names.has(name),
    knows: (name) => words.has(name),
    scripts: new Set(Object.keys(manifest.scripts)),
  };
}
