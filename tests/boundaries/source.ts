import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** One import or re-export line. */
export interface ImportLine {
  /** The specifier as written. */
  readonly specifier: string;
  /** For a file of this repository the path from the root, for a package the specifier. */
  readonly target: string;
  readonly isFile: boolean;
  /** The import names types only, so that the build removes it. */
  readonly isType: boolean;
  readonly line: number;
}

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly ImportLine[];
  readonly comments: readonly { readonly text: string; readonly line: number }[];
  readonly program: ReturnType<typeof parseSync>['program'];
  lineAt(offset: number): number;
}

const toPosix = (path: string) => path.split(sep).join('/');

/** Every TypeScript and JavaScript file under the folders, declarations and generated output left out. */
export function readSources(folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|js|mjs)$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => readSource(toPosix(join(folder, name)))),
  );
}

/** @throws {Error} for a file that does not parse, because its imports are unknown then */
function readSource(path: string): SourceFile {
  return parseSource(path, readFileSync(path, 'utf8'));
}

/** @throws {Error} for text that does not parse */
export function parseSource(path: string, text: string): SourceFile {
  const { program, module, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const line = (specifier: string, isType: boolean, offset: number): ImportLine => {
    const isFile = specifier.startsWith('.');
    const bare = specifier.replace(/\?.*$/, '');
    return {
      specifier,
      isFile,
      isType,
      line: lineAt(offset),
      target: isFile ? posix.join(posix.dirname(path), bare) : specifier,
    };
  };
  const imports = [
    ...module.staticImports.map((found) =>
      line(
        found.moduleRequest.value,
        found.entries.length > 0 && found.entries.every((entry) => entry.isType),
        found.start,
      ),
    ),
    ...module.staticExports.flatMap((found) => {
      const from = found.entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
      return from === null || from === undefined
        ? []
        : [
            line(
              from.value,
              found.entries.every((entry) => entry.isType),
              found.start,
            ),
          ];
    }),
  ];
  new Visitor({
    ImportExpression(node) {
      // The target of a computed import is unknown, so it counts as a package named like the expression.
      imports.push(
        line(
          node.source.type === 'Literal' && typeof node.source.value === 'string'
            ? node.source.value
            : text.slice(node.source.start, node.source.end),
          false,
          node.start,
        ),
      );
    },
    TSImportType(node) {
      imports.push(line(node.source.value, true, node.start));
    },
  }).visit(program);
  return {
    path,
    text,
    lines: text.trimEnd().split('\n').length,
    imports,
    comments: comments.map((comment) => ({ text: comment.value, line: lineAt(comment.start) })),
    program,
    lineAt,
  };
}

/** The files that are loaded with this one, without type imports, each with the chain of imports that leads to it. */
export function reachableFrom(entry: string): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, readonly string[]>([[entry, [entry]]]);
  const queue = [entry];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (!/\.(ts|tsx)$/.test(path)) continue;
    for (const { target, isType, isFile } of readSource(path).imports) {
      if (isType || chains.has(target)) continue;
      chains.set(target, [...(chains.get(path) ?? []), target]);
      if (isFile && existsSync(target)) queue.push(target);
    }
  }
  return chains;
}
