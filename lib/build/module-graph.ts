import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What one module takes from another. `names` null: everything (a namespace import). */
export interface Import {
  /** Absolute path of a local module, or the specifier of a package. */
  readonly target: string;
  readonly names: readonly string[] | null;
}

/** The value imports of one module; types leave no trace in the bundle. Local specifiers carry their extension in this project. */
export function importsOf(file: string): readonly Import[] {
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  const imports: Import[] = [];
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration' || node.importKind === 'type') continue;
    const specifier = node.source.value.split('?')[0] ?? '';
    const local = specifier.startsWith('.') ? join(dirname(file), specifier) : null;
    if (local !== null && !existsSync(local)) throw new Error(`${file} imports ${specifier}, which does not exist`);
    const names: string[] = [];
    let isNamespace = false;
    for (const one of node.specifiers) {
      if (one.type === 'ImportNamespaceSpecifier') isNamespace = true;
      else if (one.type === 'ImportDefaultSpecifier') names.push('default');
      else if (one.importKind !== 'type') names.push(one.imported.type === 'Identifier' ? one.imported.name : one.imported.value);
    }
    if (names.length === 0 && !isNamespace && node.specifiers.length > 0) continue;
    imports.push({ target: local ?? specifier, names: isNamespace ? null : names });
  }
  return imports;
}

const isCode = (target: string) => /\.(ts|tsx)$/.test(target);

/** Every local module an entry reaches, itself included. `stop` names modules not to walk through. */
export function reachableFrom(entry: string, stop: (file: string) => boolean = () => false): ReadonlySet<string> {
  const seen = new Set<string>();
  const walk = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { target } of importsOf(file)) if (isCode(target) && target.startsWith('/') && !stop(target)) walk(target);
  };
  walk(entry);
  return seen;
}
