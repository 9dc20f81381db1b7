/**
 * What kind of failure a call met; views choose their sentence by it.
 *
 * `session` 401 or no token · `forbidden` 403 · `not-found` 404 · `rejected` any other 4xx ·
 * `rate-limit` 429, or a 200 without `results` (Flows refused behind the engine: throttle, cursor or its own login;
 * the engine does not tell which) · `offline` no connection · `server` 5xx, or no answer in time (`status` null) ·
 * `intercepted` a page where JSON was due, a 2xx without anything, or a redirect: the API always answers in JSON, so something in between
 * answered (a captive portal, a proxy's login or block page), and it passes · `contract` JSON that does not fit the
 * schema: the API changed, and only an update of ours helps.
 */
export type WeniErrorKind = 'session' | 'forbidden' | 'rejected' | 'rate-limit' | 'offline' | 'server' | 'intercepted' | 'contract' | 'not-found';

/** `html` is any text that is not JSON; `none` means that no body was read at all. */
export type BodyKind = 'json' | 'html' | 'empty' | 'none';

/** What is known about a failure. What is left out is null, false, or `none` for the body. */
export interface WeniErrorFacts {
  readonly kind: WeniErrorKind;
  /** Method and path template (`GET /project/:project/list_flows/`): never an id, a query or a host. */
  readonly endpoint: string;
  readonly status?: number | null;
  /** Path of the field that did not fit (`results.3.name`), or the first field name of a rejection. */
  readonly field?: string | null;
  readonly bodyKind?: BodyKind;
  readonly isEngineError?: boolean;
  /** How long the answer asks to wait, ms. */
  readonly retryAfterMs?: number | null;
}

/**
 * A call to chats-engine (or Flows) that brought no usable answer. Its text is made of the facts alone, so a token,
 * a name or a number cannot get into a log through it.
 */
export class WeniApiError extends Error {
  readonly kind: WeniErrorKind;
  readonly endpoint: string;
  readonly status: number | null;
  readonly field: string | null;
  readonly bodyKind: BodyKind;
  /** True only for the engine's own JSON 500: `{code: "INTERNAL_ERROR"}` or an APIException's `{detail}`. */
  readonly isEngineError: boolean;
  /** How long the answer asks to wait (`Retry-After`), ms; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor(facts: WeniErrorFacts) {
    const status = facts.status ?? null;
    const field = facts.field ?? null;
    const parts = [`${facts.kind} at ${facts.endpoint}`];
    if (status !== null) parts.push(`status ${status}`);
    if (field !== null) parts.push(`field ${field}`);
    super(parts.join(', '));
    this.name = 'WeniApiError';
    this.kind = facts.kind;
    this.endpoint = facts.endpoint;
    this.status = status;
    this.field = field;
    this.bodyKind = facts.bodyKind ?? 'none';
    this.isEngineError = facts.isEngineError ?? false;
    this.retryAfterMs = facts.retryAfterMs ?? null;
  }
}
