/** What the extension's own world of a document keeps of its name; every script of ours in that world shares it. */
interface Named {
  nonce: string;
  readonly listeners: Set<() => void>;
}

declare global {
  var disparoDocument: Named | undefined;
}

// Not randomUUID: an https frame inside an http page has none.
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
  // Another document was in this frame while the page lay in the cache, and replaced the name of before for good. In the
  // capturing phase, and registered with the first script of ours: nobody of ours speaks by the old name after this.
  globalThis.addEventListener?.('pageshow', (event) => event.persisted && event.isTrusted && renew(made), { capture: true });
  return made;
}

/** The random name of this document, made in the extension's own world of it: the page can neither read nor choose it. */
export const documentNonce = (): string => named().nonce;

/** Takes a new name: the background knows the old one as that of a document that is gone. */
export const renewDocumentNonce = (): void => renew(named());

/** Calls back whenever the name changed, until `signal` aborts. */
export function onDocumentRenewed(listener: () => void, signal: AbortSignal): void {
  const { listeners } = named();
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
}
