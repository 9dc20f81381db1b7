/** Flows' hourly throttles, shared by every agent and automation of a project. */
export type BudgetName = 'starts' | 'contacts' | 'rest';

export interface FlowsCall {
  readonly at: number;
  readonly project: string;
  readonly budget: BudgetName | 'elastic';
  readonly what: string;
  readonly agent: string;
  readonly status: number;
}

export interface Budgets {
  /** Takes one call from the budget; false when the last hour already had as many calls as allowed. */
  take(project: string, name: BudgetName): boolean;
  /** Sets the allowance of one project, or of all when none is named. */
  set(name: BudgetName, perHour: number, project?: string): void;
  /** Calls let through in the last hour. */
  used(project: string, name: BudgetName): number;
}

const HOUR_MS = 3_600_000;
const DEFAULT_PER_HOUR = 2500;

export function createBudgets(now: () => number): Budgets {
  const allowed = new Map<string, number>();
  const taken = new Map<string, number[]>();
  function recent(key: string): number[] {
    const since = now() - HOUR_MS;
    const times = (taken.get(key) ?? []).filter((at) => at > since);
    taken.set(key, times);
    return times;
  }
  return {
    take(project, name) {
      const times = recent(`${project}/${name}`);
      const limit = allowed.get(`${project}/${name}`) ?? allowed.get(name) ?? DEFAULT_PER_HOUR;
      if (times.length >= limit) return false;
      times.push(now());
      return true;
    },
    set(name, perHour, project) {
      allowed.set(project === undefined ? name : `${project}/${name}`, perHour);
    },
    used: (project, name) => recent(`${project}/${name}`).length,
  };
}
