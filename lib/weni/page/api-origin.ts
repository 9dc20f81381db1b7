import { watchRequestUrls } from './resource-urls.ts';

interface OriginOptions {
  /** Hosts that count over http too; only the sandbox build names any. */
  httpHosts: readonly string[];
}

/**
 * Where the page's own scripts were seen asking for what Chats asks for. Believed by the background, and only where the
 * browser lets the extension reach the origin; a token goes nowhere before.
 */
export interface PageHosts {
  /** Origin of chats-engine, e.g. `https://chats.example`; null while none was seen. */
  apiOrigin: string | null;
  /** Other origins that were asked for the same paths, in the order of trying; they count where the first one is none. */
  otherApiOrigins: readonly string[];
  /** Flows' URL up to `/contacts_elastic.json`, without it; null while the page's own search was not used. */
  flowsBaseUrl: string | null;
}

/** How surely a URL is chats-engine's: 2 = the profile (always the page's first call), 1 = its other own paths, 0 = not. */
export type ApiEvidence = 0 | 1 | 2;

const PROFILE = /^\/v1\/accounts\/profile\//;
// `project` and `sector` alone are words other modules of Connect might use: they count as weak evidence.
const OWN_PATHS = /^\/v1\/(project|room|sector|permission|internal|queue|feature_flags)\//;
const ELASTIC = '/contacts_elastic.json';
/** A page has one API; more origins than this are somebody's noise. */
const MAX_ORIGINS = 4;

export const NO_HOSTS: PageHosts = { apiOrigin: null, otherApiOrigins: [], flowsBaseUrl: null };

/** The origin a request's URL speaks for, and how surely. Source: the requests that the Chats page makes. */
export function apiEvidenceOf(url: string, options: OriginOptions): { origin: string; evidence: ApiEvidence } | null {
  const parsed = toAllowedUrl(url, options);
  if (!parsed) return null;
  if (PROFILE.test(parsed.pathname)) return { origin: parsed.origin, evidence: 2 };
  return OWN_PATHS.test(parsed.pathname) ? { origin: parsed.origin, evidence: 1 } : null;
}

/** Flows' base URL, where a request's URL is its contact search; else null. */
export function flowsBaseUrlOf(url: string, options: OriginOptions): string | null {
  const parsed = toAllowedUrl(url, options);
  const end = parsed?.pathname.indexOf(ELASTIC) ?? -1;
  return parsed && end >= 0 ? parsed.origin + parsed.pathname.slice(0, end) : null;
}

/**
 * Calls back when a host becomes known. The first profile call of the document stays in front, whatever is asked for later;
 * weaker evidence stands in front only while no profile call was seen (its entry may have left the browser's buffer before
 * we came). The first contact search of the document stays too.
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
