import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createFolding, type Crowd } from '../../lib/models/panel/folding.ts';
import { NOW } from './fake-data.ts';
import { createManualClock } from './manual-clock.ts';

function setUp({ collapsed = false, crowded = null }: { collapsed?: boolean; crowded?: Crowd } = {}) {
  const clock = createManualClock(NOW);
  const page = { collapsed: signal(collapsed), covered: signal(false), crowded: signal<Crowd>(crowded) };
  return { ...page, clock, folding: createFolding({ ...page, clock, signal: new AbortController().signal }) };
}

describe('a panel that has no room', () => {
  it('folds when the room goes, and is open again when it comes back', () => {
    const { folding, crowded, collapsed } = setUp();
    crowded.value = 'chat';
    const without = folding.folded.value;

    crowded.value = null;

    expect([without, folding.folded.value, collapsed.value]).toEqual([true, false, false]);
  });

  it('is folded from the start where there is none', () => {
    expect(setUp({ crowded: 'chat' }).folding.folded.value).toBe(true);
  });

  it.each(['open', 'toggle'] as const)('lies over the page once the agent asks for it by %s, until the room comes and goes again', (way) => {
    const { folding, crowded } = setUp({ crowded: 'chat' });

    folding[way]();
    const asked = folding.folded.value;
    crowded.value = null;
    crowded.value = 'chat';

    expect([asked, folding.folded.value]).toEqual([false, true]);
  });

  it('stays folded when the room comes back to what the agent folded', () => {
    const { folding, crowded } = setUp({ collapsed: true, crowded: 'chat' });

    crowded.value = null;

    expect(folding.folded.value).toBe(true);
  });

  it('says why for ten seconds, and says nothing of a panel that the agent had folded', () => {
    const { folding, crowded, clock } = setUp();
    crowded.value = 'chat';
    const at = folding.saysWhy.value;
    clock.advance(9_999);
    const late = folding.saysWhy.value;
    clock.advance(1);

    expect([at, late, folding.saysWhy.value]).toEqual(['chat', 'chat', null]);
    expect(setUp({ collapsed: true, crowded: 'chat' }).folding.saysWhy.value).toBeNull();
  });

  it('names the page, not a chat, where no chat is open', () => {
    const { folding, crowded } = setUp();

    crowded.value = 'page';

    expect(folding.saysWhy.value).toBe('page');
  });

  it('opened over a narrow page yields to a chat that is opened under it, and not to one that is closed', () => {
    const { folding, crowded } = setUp({ crowded: 'page' });
    folding.open();

    crowded.value = 'chat';
    const underChat = [folding.folded.value, folding.saysWhy.value];
    folding.open();
    crowded.value = 'page';

    expect([...underChat, folding.folded.value]).toEqual([true, 'chat', false]);
  });

  it('is folded once more by a toggle when it lies over the page', () => {
    const { folding, collapsed } = setUp({ crowded: 'chat' });
    folding.toggle();

    folding.toggle();

    expect([folding.folded.value, collapsed.value]).toEqual([true, true]);
  });
});
