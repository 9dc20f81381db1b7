import type { AskFailure } from '../../dispatch/ports.ts';
import { WeniApiError } from '../../weni/api/errors.ts';

/** Asks the server. A failure of the API becomes a value with its cause; other errors are thrown. */
export async function asking<T>(ask: () => Promise<T>): Promise<T | AskFailure> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WeniApiError)
      return {
        kind: 'failed',
        cause: toCause(error),
        ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
      };
    throw error;
  }
}

function toCause(error: WeniApiError): AskFailure['cause'] {
  switch (error.kind) {
    case 'session':
      return 'unauthorized';
    // A non-member gets 404 on every project call (.github/docs/contract/rest.md#roles).
    case 'forbidden':
    case 'not-found':
      return 'forbidden';
    case 'offline':
      return 'offline';
    case 'contract':
    case 'intercepted':
      return error.kind;
    // An HTTP 200 without rows also arrives as `rate-limit`: Flows behind the engine is in trouble, and the answer does
    // not say for how long. Only a real 429 counts as a rate limit.
    case 'rate-limit':
      return error.status === 429 ? 'rate-limit' : 'server';
    case 'rejected':
    case 'server':
      return 'server';
    default:
      return error.kind satisfies never;
  }
}
