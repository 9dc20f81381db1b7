import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createFolding } from '../../lib/models/folding.ts';
import { NOW } from './fake-data.ts';
import { createManualClock } from './manual-clock.ts';

function setUp({ collapsed = false, crowded = false } = {}) {
  const clock = createManualClock(NOW);
  const page = { collapsed: signal(collapsed), covered: signal(false), crowded: signal(crowded) };
  return { ...page, clock, folding: createFolding({ ...page, clock, signal: new AbortController().signal }) };
}

describe('a panel that has no room', () => {
  it('folds when the room goes, and is open again when it comes back', () => {
    const { folding, crowded, collapsed } = setUp();
    crowded.value = true;
    const without = folding.folded.value;

    crowded.value = false;

    expect([without, folding.folded.value, collapsed.value]).toEqual([true, false, false]);
  });

  it('is folded from the start where there is none', () => {
    expect(setUp({ crowded: true }).folding.folded.value).toBe(true);
  });

  it.each(['open', 'toggle'] as const)('lies over the page once the agent asks for it by %s, until the room comes and goes again', (way) => {
    const { folding, crowded } = setUp({ crowded: true });

    folding[way]();
    const asked = folding.folded.value;
    crowded.value = false;
    crowded.value = true;

    expect([asked, folding.folded.value]).toEqual([false, true]);
  });

  it('stays folded when the room comes back to what the agent folded', () => {
    const { folding, crowded } = setUp({ collapsed: true, crowded: true });

    crowded.value = false;

    expect(folding.folded.value).toBe(true);
  });

  it('says why for ten seconds, and says nothing of a panel that the agent had folded', () => {
    const { folding, crowded, clock } = setUp();
    crowded.value = true;
    const at = folding.saysWhy.value;
    clock.advance(9_999);
    const late = folding.saysWhy.value;
    clock.advance(1);

    expect([at, late, folding.saysWhy.value]).toEqual([true, true, false]);
    expect(setUp({ collapsed: true, crowded: true }).folding.saysWhy.value).toBe(false);
  });

  it('is folded once more by a toggle when it lies over the page', () => {
    const { folding, collapsed } = setUp({ crowded: true });
    folding.toggle();

    folding.toggle();

    expect([folding.folded.value, collapsed.value]).toEqual([true, true]);
  });
});
