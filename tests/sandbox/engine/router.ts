import type { Handler } from './call.ts';

export interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly handler: Handler;
  /** Whether this is an `/external/` endpoint, which takes mailroom's tokens instead of a person's. */
  readonly isExternal?: boolean;
}

interface Match {
  readonly route: Route | null;
  readonly allowed: readonly string[];
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  /** Routes of a path; `route` is null when the path exists but not with that method. Null when the path does not exist. */
  match(method: string, path: string): Match | null;
}

interface Compiled {
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly isStatic: boolean;
  readonly routes: Map<string, Route>;
}

/** Patterns look like `/v1/project/:project/list_flows/`; a path without parameters wins over one with. */
export function createRouter(routes: readonly Route[]): Router {
  const byPattern = new Map<string, Compiled>();
  for (const route of routes) {
    const names = [...route.pattern.matchAll(/:(\w+)/g)].map((found) => found[1] ?? '');
    const known = byPattern.get(route.pattern) ?? {
      expression: new RegExp(`^${route.pattern.replace(/:\w+/g, '([^/]+)')}$`),
      names,
      isStatic: names.length === 0,
      routes: new Map<string, Route>(),
    };
    known.routes.set(route.method, route);
    byPattern.set(route.pattern, known);
  }
  const compiled = [...byPattern.values()].sort((a, b) => a.names.length - b.names.length);
  return {
    match(method, path) {
      for (const { expression, names, routes: methods } of compiled) {
        const found = expression.exec(path);
        if (found === null) continue;
        const params = Object.fromEntries(names.map((name, place) => [name, found[place + 1] ?? '']));
        return {
          route: methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined) ?? null,
          allowed: [...methods.keys(), 'HEAD', 'OPTIONS'],
          params,
        };
      }
      return null;
    },
  };
}
