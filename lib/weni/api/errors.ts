/**
 * How a call failed. Views choose their message by it.
 *
 * - `session`: 401, or there is no token
 * - `forbidden`: 403
 * - `not-found`: 404
 * - `rejected`: any other 4xx
 * - `rate-limit`: 429, or a 200 without `results`. Flows then refused a call of the engine (throttle, bad cursor or the
 *   engine's own login); the engine does not say which.
 * - `offline`: no connection
 * - `server`: 5xx, or no answer in time (`status` is null)
 * - `intercepted`: HTML where JSON was due, an empty 2xx, or a redirect. The API always answers in JSON, so something
 *   in between answered (a captive portal, the login or block page of a proxy). The request may work later.
 * - `contract`: JSON that does not fit the schema. The API has changed; only a new version of the extension helps.
 */
export type WeniErrorKind =
  | 'session'
  | 'forbidden'
  | 'rejected'
  | 'rate-limit'
  | 'offline'
  | 'server'
  | 'intercepted'
  | 'contract'
  | 'not-found';

/** `html`: text that is not JSON. `none`: no body was read. */
export type BodyKind = 'json' | 'html' | 'empty' | 'none';

/** What is known about a failure. Omitted values count as null, `isEngineError` as false, `bodyKind` as `none`. */
export interface WeniErrorDetails {
  readonly kind: WeniErrorKind;
  /** Method and path template (`GET /project/:project/list_flows/`), never an id, a query or a host. */
  readonly endpoint: string;
  readonly status?: number | null;
  /** Path of the field that did not fit the schema (`results.3.name`), or the first field name in the body of a 4xx. */
  readonly field?: string | null;
  readonly bodyKind?: BodyKind;
  readonly isEngineError?: boolean;
  /** Value of `Retry-After` in ms. */
  readonly retryAfterMs?: number | null;
}

/**
 * A call to the engine (or to Flows) failed. The message is built only from the values of `WeniErrorDetails`, so no
 * token, name or phone number can reach a log through it.
 */
export class WeniApiError extends Error {
  readonly kind: WeniErrorKind;
  readonly endpoint: string;
  readonly status: number | null;
  readonly field: string | null;
  readonly bodyKind: BodyKind;
  /** True only for the engine's own JSON 500: `{code: "INTERNAL_ERROR"}` or an APIException's `{detail}`. */
  readonly isEngineError: boolean;
  /** Value of `Retry-After` in ms; null when the answer has none. */
  readonly retryAfterMs: number | null;

  constructor(facts: WeniErrorDetails) {
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
