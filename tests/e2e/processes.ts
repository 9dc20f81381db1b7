import { execFileSync } from 'node:child_process';

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly residentKb: number;
  readonly command: string;
}

/** Every process of the machine that is not a zombie. */
function runningProcesses(): readonly RunningProcess[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,stat=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parent, residentKb, state, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return command === undefined || state?.startsWith('Z') === true
        ? []
        : [{ pid: Number(pid), parent: Number(parent), residentKb: Number(residentKb), command }];
    });
}

/** The processes that were started on a profile, by its path in their command line, and no other. */
export function processesOf(profile: string): readonly number[] {
  return runningProcesses()
    .filter(({ command, pid }) => command.includes(profile) && pid > 1 && pid !== process.pid)
    .map(({ pid }) => pid);
}

/**
 * Resident megabytes of the browser on a profile, its children included. Pages that processes share count once for
 * each.
 */
export function residentMb(profile: string): number {
  const all = runningProcesses();
  const counted = new Set<number>();
  const waiting = all
    .filter(({ command, pid }) => command.includes(profile) && pid !== process.pid)
    .map(({ pid }) => pid);
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    if (counted.has(pid)) continue;
    counted.add(pid);
    for (const child of all) if (child.parent === pid) waiting.push(child.pid);
  }
  return all.filter(({ pid }) => counted.has(pid)).reduce((sum, { residentKb }) => sum + residentKb, 0) / 1024;
}
