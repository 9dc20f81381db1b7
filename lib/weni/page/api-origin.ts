import { watchResourceUrls } from './resource-urls.ts';

interface OriginOptions {
  /** Hosts that count over http too; only the sandbox build names any. */
  httpHosts: readonly string[];
}

/** Where the page's API answers. A token goes there only after the profile call has confirmed it. */
export interface PageHosts {
  /** Origin of chats-engine, e.g. `https://chats.example`; null while none was seen. */
  apiOrigin: string | null;
  /** Flows' URL up to `/contacts_elastic.json`, without it; null while the page's own search was not used. */
  flowsBaseUrl: string | null;
}

/** How surely a URL is chats-engine's: 2 = the profile (always the page's first call), 1 = its other own paths, 0 = not. */
export type ApiEvidence = 0 | 1 | 2;

const PROFILE = /^\/v1\/accounts\/profile\//;
// `project` and `sector` alone are words other modules of Connect might use: they count as weak evidence.
const OWN_PATHS = /^\/v1\/(project|room|sector|permission|internal|queue|feature_flags)\//;
const ELASTIC = '/contacts_elastic.json';

/** The origin a resource URL proves, and how surely. Source: contract page.md §3. */
export function apiEvidenceOf(url: string, options: OriginOptions): { origin: string; evidence: ApiEvidence } | null {
  const parsed = toAllowedUrl(url, options);
  if (!parsed) return null;
  if (PROFILE.test(parsed.pathname)) return { origin: parsed.origin, evidence: 2 };
  return OWN_PATHS.test(parsed.pathname) ? { origin: parsed.origin, evidence: 1 } : null;
}

/** Flows' base URL, where a resource URL is its contact search; else null. */
export function flowsBaseUrlOf(url: string, options: OriginOptions): string | null {
  const parsed = toAllowedUrl(url, options);
  const end = parsed?.pathname.indexOf(ELASTIC) ?? -1;
  return parsed && end >= 0 ? parsed.origin + parsed.pathname.slice(0, end) : null;
}

/**
 * Calls back when a host becomes known or changes. The newest profile call wins; weaker evidence counts only while no
 * profile call was seen (its entry may have left the browser's buffer before we came).
 */
export function watchApiOrigin(
  window: { PerformanceObserver: typeof PerformanceObserver },
  options: OriginOptions & { signal: AbortSignal },
  onChange: (hosts: PageHosts) => void,
): void {
  let hosts: PageHosts = { apiOrigin: null, flowsBaseUrl: null };
  let strongest: ApiEvidence = 0;
  watchResourceUrls(
    window,
    (url) => {
      const api = apiEvidenceOf(url, options);
      const isBetter = api !== null && (api.evidence > strongest || api.evidence === 2);
      if (isBetter) strongest = api.evidence;
      const apiOrigin = isBetter ? api.origin : hosts.apiOrigin;
      const flowsBaseUrl = flowsBaseUrlOf(url, options) ?? hosts.flowsBaseUrl;
      if (apiOrigin === hosts.apiOrigin && flowsBaseUrl === hosts.flowsBaseUrl) return;
      hosts = { apiOrigin, flowsBaseUrl };
      onChange(hosts);
    },
    options.signal,
  );
}

function toAllowedUrl(url: string, { httpHosts }: OriginOptions): URL | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') return null;
  if (parsed.protocol === 'https:') return parsed;
  return parsed.protocol === 'http:' && httpHosts.includes(parsed.hostname) ? parsed : null;
}
