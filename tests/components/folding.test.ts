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

describe('a panel without room beside the page', () => {
  it('folds when there is no room any more, and opens again when there is', () => {
    const { folding, crowded, collapsed } = setUp();
    crowded.value = 'chat';
    const without = folding.folded.value;

    crowded.value = null;

    expect([without, folding.folded.value, collapsed.value]).toEqual([true, false, false]);
  });

  it('is folded from the start when there is no room', () => {
    expect(setUp({ crowded: 'chat' }).folding.folded.value).toBe(true);
  });

  it.each(['open', 'toggle'] as const)(
    'lies over the page when the agent asks for it by %s, until there was room in between',
    (way) => {
      const { folding, crowded } = setUp({ crowded: 'chat' });

      folding[way]();
      const asked = folding.folded.value;
      crowded.value = null;
      crowded.value = 'chat';

      expect([asked, folding.folded.value]).toEqual([false, true]);
    },
  );

  it('stays folded when there is room again, if the agent had folded it', () => {
    const { folding, crowded } = setUp({ collapsed: true, crowded: 'chat' });

    crowded.value = null;

    expect(folding.folded.value).toBe(true);
  });

  it('says for ten seconds why it folded, but not if the agent had folded it before', () => {
    const { folding, crowded, clock } = setUp();
    crowded.value = 'chat';
    const at = folding.saysWhy.value;
    clock.advance(9_999);
    const late = folding.saysWhy.value;
    clock.advance(1);

    expect([at, late, folding.saysWhy.value]).toEqual(['chat', 'chat', null]);
    expect(setUp({ collapsed: true, crowded: 'chat' }).folding.saysWhy.value).toBeNull();
  });

  it('names the page as the reason when no chat is open', () => {
    const { folding, crowded } = setUp();

    crowded.value = 'page';

    expect(folding.saysWhy.value).toBe('page');
  });

  it('opened over a narrow page folds when a chat is opened under it, but not when one is closed', () => {
    const { folding, crowded } = setUp({ crowded: 'page' });
    folding.open();

    crowded.value = 'chat';
    const underChat = [folding.folded.value, folding.saysWhy.value];
    folding.open();
    crowded.value = 'page';

    expect([...underChat, folding.folded.value]).toEqual([true, 'chat', false]);
  });

  it('is folded again by a toggle when it lies over the page', () => {
    const { folding, collapsed } = setUp({ crowded: 'chat' });
    folding.toggle();

    folding.toggle();

    expect([folding.folded.value, collapsed.value]).toEqual([true, true]);
  });
});
