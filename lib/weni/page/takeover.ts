import * as z from 'zod/mini';
import { detailOf, DOCUMENT_EVENTS } from './document-events.ts';
import { removeLeftovers } from './leftovers.ts';

const Takeover = z.object({ version: z.string(), instance: z.string() });

interface ClaimOptions {
  /** Version of the extension, for the log of the copy that leaves. */
  version: string;
  /** Unique per copy of the panel script. */
  instance: string;
  /** False when the extension was updated or removed under this copy; asked, never assumed. */
  isAlive: () => boolean;
}

/** This copy's right to be the only panel of its document. */
export interface PageClaim {
  /**
   * Aborts when another copy takes over or this one leaves. Every listener hangs on it, and every *deferred* mount
   * checks it: a copy asked to leave before it had mounted would otherwise mount later, beside its successor.
   */
  readonly signal: AbortSignal;
  /** Leaves for good and gives the page its width back. */
  leave(): void;
  /**
   * Something looks like an update under our feet (a port closed): asks `isAlive` now, and again for a few seconds,
   * because the id of the runtime is still set at the moment the port closes. An orphan leaves.
   */
  suspectOrphan(): void;
}

/** When an invalidated copy is looked for again after a port closed; the runtime's id goes within this time. */
const ORPHAN_CHECKS_MS = [0, 250, 1_000, 3_000] as const;

/**
 * Makes this copy of the panel script the only one in its document: asks every other copy to leave, removes what dead
 * ones left (in Firefox they cannot do it themselves), answers the bootstrap's "anyone here?" while it lives.
 *
 * Source: .github/docs/contract/page.md#update-while-the-page-is-open.
 */
export function claimPage(document: Document, options: ClaimOptions): PageClaim {
  const { version, instance, isAlive } = options;
  const controller = new AbortController();
  const { signal } = controller;

  document.dispatchEvent(
    new CustomEvent(DOCUMENT_EVENTS.takeover, { detail: JSON.stringify({ version, instance }) }),
  );
  removeLeftovers(document);

  const leave = (): void => {
    if (signal.aborted) return;
    controller.abort();
    removeLeftovers(document);
  };
  const leaveIfOrphan = (): void => {
    if (!signal.aborted && !isAlive()) leave();
  };

  document.addEventListener(
    DOCUMENT_EVENTS.takeover,
    (event) => {
      const taker = Takeover.safeParse(parseDetail(detailOf(event)));
      if (taker.success && taker.data.instance !== instance) leave();
    },
    { signal },
  );
  document.addEventListener(
    DOCUMENT_EVENTS.anyone,
    (event) => {
      leaveIfOrphan();
      if (!signal.aborted) event.preventDefault();
    },
    { signal },
  );
  document.addEventListener('visibilitychange', leaveIfOrphan, { signal });

  return {
    signal,
    leave,
    suspectOrphan() {
      for (const delayMs of ORPHAN_CHECKS_MS) setTimeout(leaveIfOrphan, delayMs);
    },
  };
}

function parseDetail(detail: string | null): unknown {
  if (detail === null) return null;
  try {
    return JSON.parse(detail);
  } catch {
    return null;
  }
}
