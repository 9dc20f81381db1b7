import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createUpdates } from '../../../lib/background/browser/updates.ts';
import { memoryArea } from '../sessions/arrange.ts';

const reload = vi.fn();
let isBusy: boolean;
beforeEach(() => {
  fakeBrowser.reset();
  reload.mockClear();
  Object.assign(browser.runtime, { reload });
});

const updates = () => createUpdates({ area: memoryArea(), show: () => undefined, isBusy: async () => isBusy });

describe('a new version', () => {
  it('is taken at once while nothing is under way', async () => {
    isBusy = false;

    await updates().available();

    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('waits while something counts down, runs or is looked up, and is taken when it is calm', async () => {
    isBusy = true;
    const waiting = updates();
    await waiting.available();
    await waiting.applyIfCalm();
    const whileBusy = reload.mock.calls.length;
    isBusy = false;

    await waiting.applyIfCalm();

    expect(whileBusy).toBe(0);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('that is not there reloads nothing', async () => {
    isBusy = false;

    await updates().applyIfCalm();

    expect(reload).not.toHaveBeenCalled();
  });
});
