import * as z from 'zod/mini';

/**
 * What was proven of one page origin while the browser runs: where its API is (a profile call there told who the agent is)
 * and where its Flows is. Kept beside the sessions, in memory only.
 */
export const Deployment = z.object({
  pageOrigin: z.string(),
  apiOrigin: z.nullable(z.string()),
  /** Flows' URL up to and without `/contacts_elastic.json`. */
  flowsUrl: z.nullable(z.string()),
});
export type Deployment = z.infer<typeof Deployment>;

/** A token leaves for an origin alone, over https; only the sandbox build may ask a server of this very computer without. */
export function isApiOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin } = new URL(text);
  const isLocal = import.meta.env.MODE !== 'production' && (hostname === 'localhost' || hostname === '127.0.0.1');
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isLocal));
}

type Known<Answer> = Extract<Answer, { readonly status: 'known' }>;
type Problem<Answer> = Exclude<Answer, { readonly status: 'known' }>;

/** What asking the origins of a page brought. `apiOrigin` is null with a problem of an origin that the page does not show. */
export type ApiProof<Answer> =
  | { readonly site: { readonly status: 'ready' }; readonly identity: Known<Answer>; readonly apiOrigin: string }
  | { readonly site: Problem<Answer> | { readonly status: 'api-needs-permission'; readonly apiOrigin: string } | { readonly status: 'api-not-found' }; readonly identity: null; readonly apiOrigin: string | null };

/** Answers by which a proven API is no longer this agent's. Of an unproven one only `api-not-found` says that it is none. */
const FAILED_PROOF: ReadonlySet<string> = new Set(['api-not-found', 'not-a-member', 'not-logged-in']);

/**
 * Finds the API of a page and asks it who the agent is. The agent's own setting stands alone. A proven origin stays while
 * the document asks it; a document that asks others only may replace it, and only after the proven one failed its proof.
 * Nothing is asked at an origin that the browser would let us reach only after a click.
 *
 * @param about.seen origins that the page's own requests went to, in the order of trying
 * @param about.ask sends the token there
 */
export async function proveApi<Answer extends { readonly status: string }>(about: {
  readonly set: string | null;
  readonly seen: readonly string[];
  readonly proven: string | null;
  readonly isPermitted: (origin: string) => Promise<boolean>;
  readonly ask: (apiOrigin: string) => Promise<Answer>;
}): Promise<ApiProof<Answer>> {
  const { set, proven } = about;
  const shown = (set === null ? about.seen : [set]).filter(isApiOrigin);
  const mayBeReplaced = set === null && proven !== null && shown.length > 0 && !shown.includes(proven);
  const wanted = mayBeReplaced ? [proven, ...shown] : shown.filter((origin) => set !== null || proven === null || origin === proven);
  let failed: ApiProof<Answer> | null = null;
  let closed: string | null = null;
  for (const apiOrigin of new Set(wanted)) {
    if (!(await about.isPermitted(apiOrigin))) {
      closed ??= apiOrigin;
      continue;
    }
    const answer = await about.ask(apiOrigin);
    if (isKnown(answer)) return { site: { status: 'ready' }, identity: answer, apiOrigin };
    const problem = { site: answer as Problem<Answer>, identity: null, apiOrigin: shown.includes(apiOrigin) ? apiOrigin : null };
    // A server that is away or in trouble proves nothing about itself, and the token goes no further.
    const isOut = apiOrigin === proven ? FAILED_PROOF.has(answer.status) : answer.status === 'api-not-found';
    if (!isOut) return problem;
    failed ??= problem;
  }
  if (closed !== null && (failed === null || failed.site.status === 'api-not-found')) {
    return { site: { status: 'api-needs-permission', apiOrigin: closed }, identity: null, apiOrigin: null };
  }
  return failed ?? { site: { status: 'api-not-found' }, identity: null, apiOrigin: null };
}

function isKnown<Answer extends { readonly status: string }>(answer: Answer): answer is Known<Answer> {
  return answer.status === 'known';
}

/** A reported Flows URL where the browser lets us go there, else null. */
export async function believedFlows(reported: string | null, isPermitted: (origin: string) => Promise<boolean>): Promise<string | null> {
  if (reported === null || !URL.canParse(reported)) return null;
  const { origin } = new URL(reported);
  return isApiOrigin(origin) && (await isPermitted(origin)) ? reported : null;
}

/** What was proven of a page origin so far. */
export function deploymentOf(deployments: readonly Deployment[] | undefined, pageOrigin: string): Deployment {
  return deployments?.find((deployment) => deployment.pageOrigin === pageOrigin) ?? { pageOrigin, apiOrigin: null, flowsUrl: null };
}

/** The list with what was proven of one page origin put in. */
export function withDeployment(deployments: readonly Deployment[] | undefined, change: Deployment): Deployment[] {
  return [...(deployments ?? []).filter(({ pageOrigin }) => pageOrigin !== change.pageOrigin), change];
}

/** The list without a Flows URL that did not answer as Flows: the next document may tell another one. */
export function withoutFlows(deployments: readonly Deployment[] | undefined, flowsUrl: string): Deployment[] {
  return (deployments ?? []).map((deployment) => (deployment.flowsUrl === flowsUrl ? { ...deployment, flowsUrl: null } : deployment));
}
