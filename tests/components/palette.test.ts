import { describe, expect, it } from 'vitest';
import { isRemembered, recentFirst, searchActions } from '../../components/palette/palette-actions.ts';

const action = (id: string, text: string) => ({ id, text, hint: '', run: () => undefined });
const ACTIONS = [
  action('reply:1', 'Open the reply of Ana'),
  action('setup', 'Set-up check'),
  action('theme-dark', 'Dark theme'),
  action('tab-history', 'History'),
];

describe('the palette', () => {
  it('lists the last used actions first, and keeps the order of the others', () => {
    expect(recentFirst(ACTIONS, ['tab-history', 'gone', 'setup']).map(({ id }) => id)).toEqual([
      'tab-history',
      'setup',
      'reply:1',
      'theme-dark',
    ]);
  });

  it('finds actions with letters left out, and lists a better match before a more recent one', () => {
    const recent = recentFirst(ACTIONS, ['tab-history']);

    expect(searchActions(recent, 'dkth').map(({ id }) => id)).toEqual(['theme-dark']);
    expect(searchActions(recent, 'set').map(({ id }) => id)[0]).toBe('setup');
  });

  it('does not keep actions about a person as recent', () => {
    expect(['reply:1', 'find-person', 'favourite:f', 'setup'].filter(isRemembered)).toEqual(['favourite:f', 'setup']);
  });
});
