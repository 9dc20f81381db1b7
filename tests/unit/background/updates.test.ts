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
  it('is loaded at once while no dispatch is active', async () => {
    isBusy = false;

    await updates().available();

    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('waits while a dispatch counts down, runs or is looked up, and is loaded after that', async () => {
    isBusy = true;
    const waiting = updates();
    await waiting.available();
    await waiting.applyIfIdle();
    const whileBusy = reload.mock.calls.length;
    isBusy = false;

    await waiting.applyIfIdle();

    expect(whileBusy).toBe(0);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('that does not exist causes no reload', async () => {
    isBusy = false;

    await updates().applyIfIdle();

    expect(reload).not.toHaveBeenCalled();
  });
});
