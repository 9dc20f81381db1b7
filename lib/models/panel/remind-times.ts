const HOUR_MS = 3_600_000;

/** Times at which a reminder is offered: in an hour, today at 16:00 while that is to come, and tomorrow at 9:00. */
export function remindTimes(now: number): { readonly key: 'hour' | 'today' | 'tomorrow'; readonly at: number }[] {
  const at = (days: number, hours: number): number => {
    const date = new Date(now);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, hours).getTime();
  };
  const times = [
    { key: 'hour' as const, at: now + HOUR_MS },
    { key: 'today' as const, at: at(0, 16) },
    { key: 'tomorrow' as const, at: at(1, 9) },
  ];
  return times.filter((time) => time.at > now);
}

/** The value of an `<input type="datetime-local">` as epoch ms in the agent's time zone; null if it is no time. */
export function readLocalTime(text: string): number | null {
  const at = new Date(text).getTime();
  return text === '' || Number.isNaN(at) ? null : at;
}
