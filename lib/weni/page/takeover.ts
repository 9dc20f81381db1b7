import * as z from 'zod/mini';
import { detailOf, DOCUMENT_EVENTS } from './document-events.ts';
import { removeLeftovers } from './leftovers.ts';

const Takeover = z.object({ version: z.string(), instance: z.string() });

interface ClaimOptions {
  /** Version of the extension, for the log of the copy that leaves. */
  version: string;
  /** Unique per copy of the panel script. */
  instance: string;
  /** False when the extension was updated or removed while this copy runs. Called at every check, never cached. */
  isAlive: () => boolean;
}

/** Makes this copy of the script the only panel of its document. */
export interface PageClaim {
  /**
   * Aborts when another copy takes over or this copy leaves. Every listener must use it, and every *deferred* mount
   * must check it: a copy that was told to leave before it had mounted would otherwise mount later, beside its
   * successor.
   */
  readonly signal: AbortSignal;
  /** Leaves for good and gives the page its width back. */
  leave(): void;
  /**
   * Call it when the extension may have been updated under this script (a port closed). It checks `isAlive` now and
   * again for a few seconds, because the runtime's id is still set at the moment the port closes. If the extension is
   * gone, this copy leaves.
   */
  suspectOrphan(): void;
}

/** When to check `isAlive` after a port closed; the runtime's id disappears within this time. */
const ORPHAN_CHECKS_MS = [0, 250, 1_000, 3_000] as const;

/**
 * Makes this copy of the panel script the only one in its document. It tells every other copy to leave, removes the
 * elements of dead copies (in Firefox they cannot do it themselves), and answers the bootstrap's question whether a
 * panel is alive.
 *
 * Source: .github/docs/contract/page.md#update-while-the-page-is-open.
 */
export function claimPage(document: Document, options: ClaimOptions): PageClaim {
  const { version, instance, isAlive } = options;
  const controller = new AbortController();
  const { signal } = controller;

  document.dispatchEvent(new CustomEvent(DOCUMENT_EVENTS.takeover, { detail: JSON.stringify({ version, instance }) }));
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
