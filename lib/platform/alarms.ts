import { browser } from 'wxt/browser';

/** Chrome's shortest period (since 120); Firefox has no floor. */
export const SHORTEST_ALARM_MINUTES = 0.5;

/** Arms an alarm unless it already stands with that period. Browsers forget alarms at restart and update. */
export async function ensureAlarm(name: string, periodMinutes: number): Promise<void> {
  const existing = await browser.alarms.get(name);
  if (existing?.periodInMinutes === periodMinutes) return;
  await browser.alarms.create(name, { periodInMinutes: periodMinutes, delayInMinutes: periodMinutes });
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

/** Registers the one alarm listener. */
export function onAlarm(handle: (name: string) => void): void {
  browser.alarms.onAlarm.addListener((alarm) => handle(alarm.name));
}
