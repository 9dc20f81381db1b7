import { watchRequestUrls } from './resource-urls.ts';

interface OriginOptions {
  /** Hosts that may also use http. Only the sandbox build has any. */
  httpHosts: readonly string[];
}

/**
 * Hosts to which the page's scripts sent the requests that Chats makes. This is only a suggestion for the background:
 * it uses a host only if the browser lets the extension access it, and sends no token before.
 */
export interface PageHosts {
  /** Origin of chats-engine, for example `https://chats.example`; null until one was seen. */
  apiOrigin: string | null;
  /**
   * Other origins that got requests for the same paths, in the order in which to try them when `apiOrigin` turns out
   * wrong.
   */
  otherApiOrigins: readonly string[];
  /** URL of Flows up to but without `/contacts_elastic.json`; null until the agent used the page's own search. */
  flowsBaseUrl: string | null;
}

/**
 * How surely a URL belongs to chats-engine. 2: the profile, always the page's first call. 1: another path of its API.
 * 0: none.
 */
export type ApiEvidence = 0 | 1 | 2;

const PROFILE = /^\/v1\/accounts\/profile\//;
// Other modules of Connect might use words like `project` and `sector`, so these paths are weak evidence.
const OWN_PATHS = /^\/v1\/(project|room|sector|permission|internal|queue|feature_flags)\//;
const ELASTIC = '/contacts_elastic.json';
/** The page uses one API. More origins than this are noise. */
const MAX_ORIGINS = 4;

/** The state before any request was seen. */
export const NO_HOSTS: PageHosts = { apiOrigin: null, otherApiOrigins: [], flowsBaseUrl: null };

/** The origin of a request URL and how surely it is chats-engine's. Source: the requests that the Chats page makes. */
export function apiEvidenceOf(url: string, options: OriginOptions): { origin: string; evidence: ApiEvidence } | null {
  const parsed = toAllowedUrl(url, options);
  if (!parsed) return null;
  if (PROFILE.test(parsed.pathname)) return { origin: parsed.origin, evidence: 2 };
  return OWN_PATHS.test(parsed.pathname) ? { origin: parsed.origin, evidence: 1 } : null;
}

/** The base URL of Flows if a request URL is its contact search, else null. */
export function flowsBaseUrlOf(url: string, options: OriginOptions): string | null {
  const parsed = toAllowedUrl(url, options);
  const end = parsed?.pathname.indexOf(ELASTIC) ?? -1;
  return parsed && end >= 0 ? parsed.origin + parsed.pathname.slice(0, end) : null;
}

/**
 * Calls back when a host becomes known. The origin of the document's first profile call always comes first. An origin
 * with weaker evidence comes first only until a profile call is seen: the entry of that call may have left the
 * browser's buffer before this script started. The first contact search of the document decides `flowsBaseUrl` for
 * good.
 */
export function watchApiOrigin(
  window: { PerformanceObserver: typeof PerformanceObserver },
  options: OriginOptions & { signal: AbortSignal },
  onChange: (hosts: PageHosts) => void,
): void {
  const strong = new Set<string>();
  const weak = new Set<string>();
  let flowsBaseUrl: string | null = null;
  const note = (url: string): boolean => {
    const foundFlows = flowsBaseUrl === null ? flowsBaseUrlOf(url, options) : null;
    flowsBaseUrl ??= foundFlows;
    const api = apiEvidenceOf(url, options);
    const origins = api?.evidence === 2 ? strong : weak;
    const isNew = api !== null && origins.size < MAX_ORIGINS && !origins.has(api.origin);
    if (isNew) origins.add(api.origin);
    return isNew || foundFlows !== null;
  };
  watchRequestUrls(
    window,
    (url) => {
      if (!note(url)) return;
      const [apiOrigin = null, ...otherApiOrigins] = [...new Set([...strong, ...weak])].slice(0, MAX_ORIGINS);
      onChange({ apiOrigin, otherApiOrigins, flowsBaseUrl });
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
