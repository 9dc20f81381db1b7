import * as z from 'zod/mini';

/**
 * What was proven about one page origin since the browser started. `apiOrigin`: its API, proven by a profile call there
 * that named the agent. Kept with the sessions, in memory only.
 */
export const Deployment = z.object({
  pageOrigin: z.string(),
  apiOrigin: z.nullable(z.string()),
  /** Flows' URL without the final `/contacts_elastic.json`. */
  flowsUrl: z.nullable(z.string()),
});
export type Deployment = z.infer<typeof Deployment>;

/**
 * Whether a token may be sent to this address: it must be a bare origin with https. Only builds other than production
 * may also use http, to a server on this computer (the sandbox).
 */
export function isApiOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin } = new URL(text);
  const isLocal = import.meta.env.MODE !== 'production' && (hostname === 'localhost' || hostname === '127.0.0.1');
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isLocal));
}

type Known<Answer> = Extract<Answer, { readonly status: 'known' }>;
type Problem<Answer> = Exclude<Answer, { readonly status: 'known' }>;

/**
 * Result of asking the origins of a page. `apiOrigin` is null when the problem belongs to an origin that the page did
 * not use.
 */
export type ApiProof<Answer> =
  | { readonly site: { readonly status: 'ready' }; readonly identity: Known<Answer>; readonly apiOrigin: string }
  | {
      readonly site:
        | Problem<Answer>
        | { readonly status: 'api-needs-permission'; readonly apiOrigin: string }
        | { readonly status: 'api-not-found' };
      readonly identity: null;
      readonly apiOrigin: string | null;
    };

/**
 * Answers after which a proven API no longer counts as this agent's. An origin that is not proven yet is passed over
 * only after `api-not-found`.
 */
const FAILED_PROOF: ReadonlySet<string> = new Set(['api-not-found', 'not-a-member', 'not-logged-in']);

/**
 * Finds the API of a page and asks it who the agent is. An origin set by the agent is the only one tried. A proven
 * origin stays in use while the document sends requests to it. If the document uses only other origins, one of them may
 * replace it, but only after the proven one has failed its proof. Nothing is sent to an origin that the browser lets us
 * reach only after a click.
 *
 * @param about.set the agent's own setting, or null
 * @param about.seen origins that the page's own requests went to, in the order of trying
 * @param about.proven the origin proven before, or null
 * @param about.ask asks an origin for the agent's profile; this sends the token there
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
  const wanted = mayBeReplaced
    ? [proven, ...shown]
    : shown.filter((origin) => set !== null || proven === null || origin === proven);
  let failed: ApiProof<Answer> | null = null;
  let notPermitted: string | null = null;
  for (const apiOrigin of new Set(wanted)) {
    if (!(await about.isPermitted(apiOrigin))) {
      notPermitted ??= apiOrigin;
      continue;
    }
    const answer = await about.ask(apiOrigin);
    if (isKnown(answer)) return { site: { status: 'ready' }, identity: answer, apiOrigin };
    const problem = {
      site: answer as Problem<Answer>,
      identity: null,
      apiOrigin: shown.includes(apiOrigin) ? apiOrigin : null,
    };
    // A server that cannot be reached or answers with an error proves nothing about itself. Stop here, so that the
    // token is not sent to further origins.
    const isDisproved = apiOrigin === proven ? FAILED_PROOF.has(answer.status) : answer.status === 'api-not-found';
    if (!isDisproved) return problem;
    failed ??= problem;
  }
  if (notPermitted !== null && (failed === null || failed.site.status === 'api-not-found')) {
    return { site: { status: 'api-needs-permission', apiOrigin: notPermitted }, identity: null, apiOrigin: null };
  }
  return failed ?? { site: { status: 'api-not-found' }, identity: null, apiOrigin: null };
}

function isKnown<Answer extends { readonly status: string }>(answer: Answer): answer is Known<Answer> {
  return answer.status === 'known';
}

/** Returns a reported Flows URL if it is a valid origin and the browser lets us reach it, else null. */
export async function usableFlowsUrl(
  reported: string | null,
  isPermitted: (origin: string) => Promise<boolean>,
): Promise<string | null> {
  if (reported === null || !URL.canParse(reported)) return null;
  const { origin } = new URL(reported);
  return isApiOrigin(origin) && (await isPermitted(origin)) ? reported : null;
}

/** Returns what was proven about a page origin so far. */
export function deploymentOf(deployments: readonly Deployment[] | undefined, pageOrigin: string): Deployment {
  return (
    deployments?.find((deployment) => deployment.pageOrigin === pageOrigin) ?? {
      pageOrigin,
      apiOrigin: null,
      flowsUrl: null,
    }
  );
}

/** Returns the list with one page origin's entry replaced. */
export function withDeployment(deployments: readonly Deployment[] | undefined, change: Deployment): Deployment[] {
  return [...(deployments ?? []).filter(({ pageOrigin }) => pageOrigin !== change.pageOrigin), change];
}

/** Returns the list without a Flows URL that did not answer as Flows. The next document may report another one. */
export function withoutFlows(deployments: readonly Deployment[] | undefined, flowsUrl: string): Deployment[] {
  return (deployments ?? []).map((deployment) =>
    deployment.flowsUrl === flowsUrl ? { ...deployment, flowsUrl: null } : deployment,
  );
}
