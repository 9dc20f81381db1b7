import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Result of the seeds of one share. */
export interface Share {
  readonly played: number;
  readonly failures: readonly string[];
  readonly starts: number;
  readonly lives: number;
  readonly ends: Readonly<Record<string, number>>;
}

function playShare(from: number, until: number): Promise<Share> {
  return new Promise((resolve, reject) => {
    const worker = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [String(from), String(until)], {
      execArgv: [],
    });
    worker.once('message', (share) => resolve(share as Share));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a share ended with ${code} and no result`)));
  });
}

/** Plays the seeds of a range, divided among this many processes. */
export function playShares(
  range: { readonly from: number; readonly until: number },
  processes: number,
): Promise<readonly Share[]> {
  const edge = (index: number) => range.from + Math.floor(((range.until - range.from) * index) / processes);
  return Promise.all(Array.from({ length: processes }, (_, index) => playShare(edge(index), edge(index + 1))));
}
