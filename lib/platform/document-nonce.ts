/**
 * The nonce of a document, kept on `globalThis` of the isolated world, where all our scripts of that document share
 * it.
 */
interface Named {
  nonce: string;
  readonly listeners: Set<() => void>;
}

declare global {
  var disparoDocument: Named | undefined;
}

// Not `crypto.randomUUID`: it is missing in an https frame inside an http page (no secure context).
const fresh = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

function renew(named: Named): void {
  named.nonce = fresh();
  for (const listener of named.listeners) listener();
}

function named(): Named {
  const known = globalThis.disparoDocument;
  if (known !== undefined) return known;
  const made: Named = { nonce: fresh(), listeners: new Set() };
  globalThis.disparoDocument = made;
  // While this page was in the back/forward cache, another document was in its frame, and the background took the old
  // nonce for gone. Renew it when the page returns. The listener is capturing and registered by our first script, so it
  // runs before any other code of ours can send a message with the old nonce.
  globalThis.addEventListener?.('pageshow', (event) => event.persisted && event.isTrusted && renew(made), {
    capture: true,
  });
  return made;
}

/**
 * The random name of this document. It is made in the extension's isolated world, so the page can neither read nor
 * choose it.
 */
export const documentNonce = (): string => named().nonce;

/** Takes a new name, because the background takes the old one for a document that is gone. */
export const renewDocumentNonce = (): void => renew(named());

/** Calls `listener` after every change of the name, until `signal` aborts. */
export function onDocumentRenewed(listener: () => void, signal: AbortSignal): void {
  const { listeners } = named();
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
}
