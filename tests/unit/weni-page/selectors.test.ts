// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { every, maybe, SELECTORS } from '../../../lib/weni/page/selectors.ts';
import { showSavedPage } from './saved-page.ts';

describe('selectors', () => {
  for (const selector of Object.values(SELECTORS)) {
    it(`find ${selector.expect.count} × ${selector.name} on ${selector.expect.page} with every pattern`, () => {
      showSavedPage(selector.expect.page);

      const counts = selector.match.map((match) => document.querySelectorAll(match).length);

      expect(counts).toEqual(selector.match.map(() => selector.expect.count));
    });
  }

  it('fall back to the older pattern', () => {
    document.body.innerHTML = '<div data-testid="search-contact-input"><input></div>';

    const found = maybe(SELECTORS.searchInput, document);

    expect(found?.tagName).toBe('INPUT');
    expect(every(SELECTORS.tabs, document)).toEqual([]);
  });
});
