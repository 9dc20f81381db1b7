import { describe, expect, it } from 'vitest';
import { isRemembered, recentFirst, searchActions } from '../../components/palette/palette-actions.ts';

const action = (id: string, text: string) => ({ id, text, hint: '', run: () => undefined });
const ACTIONS = [action('reply:1', 'Open the reply of Ana'), action('setup', 'Set-up check'), action('theme-dark', 'Dark theme'), action('tab-history', 'History')];

describe('the palette', () => {
  it('puts what was done last first, and keeps the order of the others', () => {
    expect(recentFirst(ACTIONS, ['tab-history', 'gone', 'setup']).map(({ id }) => id)).toEqual(['tab-history', 'setup', 'reply:1', 'theme-dark']);
  });

  it('finds by letters left out, the better fit before the more recent', () => {
    const recent = recentFirst(ACTIONS, ['tab-history']);

    expect(searchActions(recent, 'dkth').map(({ id }) => id)).toEqual(['theme-dark']);
    expect(searchActions(recent, 'set').map(({ id }) => id)[0]).toBe('setup');
  });

  it('remembers no person', () => {
    expect(['reply:1', 'find-person', 'favourite:f', 'setup'].filter(isRemembered)).toEqual(['favourite:f', 'setup']);
  });
});
