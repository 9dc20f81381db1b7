import { describe, expect, it } from 'vitest';
import { DispatchId } from '../../lib/ids.ts';
import { createNavigation } from '../../lib/models/panel/navigation.ts';

const make = () => {
  const shown: (string | null)[] = [];
  const navigate = createNavigation({ show: (id) => void shown.push(id) });
  const place = () => ({ tab: navigate.tab.value, source: navigate.source.value, cover: navigate.cover.value });
  return { navigate, shown, place };
};

describe('the navigation of the panel', () => {
  it('starts at the contacts of a new dispatch, with nothing over them', () => {
    expect(make().place()).toEqual({ tab: 'send', source: 'contacts', cover: null });
  });

  it('to a tab, to a dispatch or to the composer closes what lies over the tabs', () => {
    const { navigate, shown, place } = make();
    const id = DispatchId.parse('01890a5d-ac96-774b-bcce-b302099a8057');

    navigate.openCover('setup');
    navigate.toTab('history');
    expect(place()).toEqual({ tab: 'history', source: 'contacts', cover: null });

    navigate.openCover('palette');
    navigate.toDispatch(id);
    expect(place()).toEqual({ tab: 'send', source: 'contacts', cover: null });

    navigate.openCover('keys');
    navigate.toComposer();
    expect(place()).toEqual({ tab: 'send', source: 'contacts', cover: null });
    expect(shown).toEqual([id, null]);
  });

  it('shows one thing over the tabs at a time, and does not change the tab', () => {
    const { navigate, place } = make();
    navigate.toTab('waiting');
    navigate.toSource('paste');

    navigate.toggleCover('palette');
    expect(place()).toEqual({ tab: 'waiting', source: 'paste', cover: 'palette' });
    navigate.toggleCover('keys');
    expect(place().cover).toBe('keys');
    navigate.toggleCover('keys');
    expect(place().cover).toBeNull();
    navigate.openCover('switches');
    navigate.closeCover();
    expect(place()).toEqual({ tab: 'waiting', source: 'paste', cover: null });
  });
});
