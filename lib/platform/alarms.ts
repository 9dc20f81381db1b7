import { browser } from 'wxt/browser';

/** Chrome's shortest period (since version 120); Firefox has no minimum. */
export const SHORTEST_ALARM_MINUTES = 0.5;

/**
 * Creates an alarm unless it exists with this period. Call it at every start: browsers drop alarms at restart and
 * update.
 */
export async function ensureAlarm(name: string, periodMinutes: number): Promise<void> {
  const existing = await browser.alarms.get(name);
  if (existing?.periodInMinutes === periodMinutes) return;
  await browser.alarms.create(name, { periodInMinutes: periodMinutes, delayInMinutes: periodMinutes });
}

/** Creates an alarm that fires once, at `at` (epoch ms) or as soon afterwards as the browser can. */
export async function setAlarmAt(name: string, at: number): Promise<void> {
  const existing = await browser.alarms.get(name);
  if (existing?.scheduledTime === at && existing.periodInMinutes === undefined) return;
  await browser.alarms.create(name, { when: at });
}

export async function clearAlarm(name: string): Promise<void> {
  await browser.alarms.clear(name);
}

export async function countAlarms(): Promise<number> {
  return (await browser.alarms.getAll()).length;
}

export async function clearAllAlarms(): Promise<void> {
  await browser.alarms.clearAll();
}

/** Registers the alarm listener; to be called once. */
export function onAlarm(handle: (name: string) => void): void {
  browser.alarms.onAlarm.addListener((alarm) => handle(alarm.name));
}
