import { beforeEach, describe, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createDispatchAlarm } from '../../../lib/background/adapters/dispatch-alarm.ts';

let now = 1_000_000;
const begin = () =>
  createDispatchAlarm({
    isOver: () => false,
    now: () => now,
    onError: (error) => {
      throw error;
    },
  });
const names = async () => (await fakeBrowser.alarms.getAll()).map(({ name }) => name);
const settle = async () => await new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => fakeBrowser.reset());

describe('the alarm of the dispatcher', () => {
  it('is set again only after a while, in case the browser dropped it', async () => {
    const alarm = begin();
    alarm.ensure(true);
    await settle();
    expect(await names()).toEqual(['dispatch']);

    await fakeBrowser.alarms.clearAll();
    alarm.ensure(true);
    await settle();
    expect(await names()).toEqual([]);

    now += 15_000;
    alarm.ensure(true);
    await settle();
    expect(await names()).toEqual(['dispatch']);
  });

  it('is cleared at once when nothing is due, and set at once when something is', async () => {
    const alarm = begin();
    alarm.ensure(true);
    await settle();
    alarm.ensure(false);
    await settle();
    expect(await names()).toEqual([]);

    alarm.ensure(true);
    await settle();
    expect(await names()).toEqual(['dispatch']);
  });
});
