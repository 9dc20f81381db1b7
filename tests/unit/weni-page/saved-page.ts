import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a saved page the document of the test. */
export function showSavedPage(name: string): void {
  const html = readFileSync(join(import.meta.dirname, '../../fixtures/pages', name), 'utf8');
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  document.documentElement.className = parsed.documentElement.className;
  document.body.innerHTML = parsed.body.innerHTML;
}

/** A ResizeObserver that a test fires by hand, because the test DOM has no layout. */
export function fakeResizeObserver(): {
  ResizeObserver: typeof ResizeObserver;
  fire: () => void;
  observed: Set<Element>;
} {
  const observed = new Set<Element>();
  const callbacks = new Set<() => void>();
  class FakeResizeObserver implements ResizeObserver {
    constructor(callback: ResizeObserverCallback) {
      callbacks.add(() => callback([], this));
    }
    observe(element: Element): void {
      observed.add(element);
    }
    unobserve(element: Element): void {
      observed.delete(element);
    }
    disconnect(): void {
      observed.clear();
    }
  }
  return {
    ResizeObserver: FakeResizeObserver,
    observed,
    fire: () => {
      if (observed.size > 0) for (const callback of callbacks) callback();
    },
  };
}

/** A PerformanceObserver that a test feeds with URLs. Like the real one, it also delivers earlier entries. */
export function fakePerformanceObserver(
  before: string[] = [],
  beforeBy = 'fetch',
): {
  PerformanceObserver: typeof PerformanceObserver;
  /** @param by what started the request, as the browser names it */
  load: (url: string, by?: string) => void;
} {
  const feeds = new Set<(urls: string[], by: string) => void>();
  class FakePerformanceObserver implements PerformanceObserver {
    static readonly supportedEntryTypes = ['resource'];
    readonly #feed: (urls: string[], by: string) => void;
    constructor(callback: PerformanceObserverCallback) {
      this.#feed = (urls, initiatorType) => {
        const entries = urls.map((name) => ({
          name,
          entryType: 'resource',
          initiatorType,
          startTime: 0,
          duration: 0,
          toJSON: () => null,
        }));
        const list = { getEntries: () => entries, getEntriesByName: () => entries, getEntriesByType: () => entries };
        callback(list, this);
      };
    }
    observe(): void {
      feeds.add(this.#feed);
      if (before.length > 0) this.#feed(before, beforeBy);
    }
    disconnect(): void {
      feeds.delete(this.#feed);
    }
    takeRecords(): PerformanceEntryList {
      return [];
    }
  }
  return {
    PerformanceObserver: FakePerformanceObserver,
    load: (url, by = 'xmlhttprequest') => {
      for (const feed of feeds) feed([url], by);
    },
  };
}

/** Waits until pending promise callbacks and mutation records have run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
