import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { documentNonce, onDocumentRenewed, renewDocumentNonce } from '../../../lib/platform/document-nonce.ts';

afterEach(() => {
  globalThis.disparoDocument = undefined;
  vi.unstubAllGlobals();
});

/** A world of ours in a new document; what the page cache does to it is done by hand. */
function newDocument() {
  globalThis.disparoDocument = undefined;
  const shows: { listener: (event: object) => void; options: unknown }[] = [];
  vi.stubGlobal('addEventListener', (name: string, listener: (event: object) => void, options: unknown) => name === 'pageshow' && shows.push({ listener, options }));
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  return { signal: leave.signal, shows, show: (event: { persisted: boolean; isTrusted: boolean }) => shows.forEach(({ listener }) => listener(event)) };
}

describe('the name of a document', () => {
  it('is one for all scripts of that document, and another one for each document', () => {
    newDocument();
    const first = documentNonce();
    const again = documentNonce();
    newDocument();

    expect(again).toBe(first);
    expect(documentNonce()).not.toBe(first);
  });

  it('is new when the page comes back from the page cache, before any other script of ours hears of it', () => {
    const { show, shows } = newDocument();
    const before = documentNonce();

    show({ persisted: true, isTrusted: true });

    expect(documentNonce()).not.toBe(before);
    expect(shows).toMatchObject([{ options: { capture: true } }]);
  });

  it.each([
    ['a page that is shown for the first time', { persisted: false, isTrusted: true }],
    ['an event that the page made up', { persisted: true, isTrusted: false }],
  ])('stays with %s', (_, event) => {
    const { show } = newDocument();
    const before = documentNonce();

    show(event);

    expect(documentNonce()).toBe(before);
  });

  it('is told to who speaks by it when it changes, until they leave', () => {
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
