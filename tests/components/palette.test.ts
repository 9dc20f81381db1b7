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

  it('lists words that begin with the typed text before words that contain it', () => {
    const found = searchActions(
      [action('inside', 'Reset the cobweb'), action('word', 'Show “setas”'), ...ACTIONS],
      'set',
    );

    expect(found.map(({ id }) => id)).toEqual(['setup', 'word', 'inside']);
  });

  it('does not keep actions about a person as recent', () => {
    const ids = ['reply:1', 'awaited:1', 'person:1', 'find-person', 'favourite:f', 'setup'];

    expect(ids.filter(isRemembered)).toEqual(['favourite:f', 'setup']);
  });
});
