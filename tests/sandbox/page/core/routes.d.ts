export interface Route {
  name: string;
  path: string;
  params: Record<string, string>;
  query: string;
}
export interface HostPlace {
  project: string;
  module: string;
  internal: string;
}
export function matchRoute(fullPath: string): Route | null;
export function routeOf(fullPath: string): Route;
export function resolvePath(current: string, target: string): string;
export function parseHostPath(path: string): HostPlace | null;
export function hostPath(project: string, path: string): string;
