import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { documentNonce, onDocumentRenewed, renewDocumentNonce } from '../../../lib/platform/document-nonce.ts';

afterEach(() => {
  globalThis.disparoDocument = undefined;
  vi.unstubAllGlobals();
});

/** A new document in which our scripts run; the test plays the page cache. */
function newDocument() {
  globalThis.disparoDocument = undefined;
  const shows: { listener: (event: object) => void; options: unknown }[] = [];
  vi.stubGlobal(
    'addEventListener',
    (name: string, listener: (event: object) => void, options: unknown) =>
      name === 'pageshow' && shows.push({ listener, options }),
  );
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  return {
    signal: leave.signal,
    shows,
    show: (event: { persisted: boolean; isTrusted: boolean }) => shows.forEach(({ listener }) => listener(event)),
  };
}

describe('the nonce of a document', () => {
  it('is the same for all scripts of a document, and different for each document', () => {
    newDocument();
    const first = documentNonce();
    const again = documentNonce();
    newDocument();

    expect(again).toBe(first);
    expect(documentNonce()).not.toBe(first);
  });

  it('is new when the page returns from the page cache, before any of our listeners runs', () => {
    const { show, shows } = newDocument();
    const before = documentNonce();

    show({ persisted: true, isTrusted: true });

    expect(documentNonce()).not.toBe(before);
    expect(shows).toMatchObject([{ options: { capture: true } }]);
  });

  it.each([
    ['a page that is shown for the first time', { persisted: false, isTrusted: true }],
    ['an event forged by the page', { persisted: true, isTrusted: false }],
  ])('stays the same after %s', (_, event) => {
    const { show } = newDocument();
    const before = documentNonce();

    show(event);

    expect(documentNonce()).toBe(before);
  });

  it('is reported to its listeners when it changes, until they are removed', () => {
    newDocument();
    const heard: string[] = [];
    const leave = new AbortController();
    onDocumentRenewed(() => heard.push(documentNonce()), leave.signal);

    renewDocumentNonce();
    leave.abort();
    renewDocumentNonce();

    expect(heard).toHaveLength(1);
  });
});
