import type { Chance } from './prng.ts';

/** An event in the queue. `owner`: the life it belongs to; it is dropped once that life is over. */
interface Pending {
  readonly at: number;
  readonly order: number;
  readonly fn: () => void;
  readonly owner: Life | null;
  readonly label: string;
}

/** One life of the background. What it is waiting for when it ends is never answered. */
export interface Life {
  readonly name: string;
  isOver: boolean;
}

/**
 * Virtual time and a queue of events. Events due at the same time happen in a seeded order, and the world can be
 * stopped between any two of them.
 */
export interface World {
  now(): number;
  /** Sets the wall clock forward or back by `ms`. */
  jump(ms: number): void;
  /** Virtual time, which also drives the server; it never jumps. */
  trueNow(): number;
  at(delayMs: number, label: string, fn: () => void, owner?: Life | null): () => void;
  /** Resolves after a short seeded delay, or never when the life is over. */
  step(life: Life, label: string): Promise<void>;
  /** Resolves after `delayMs`, or never when the life is over. */
  sleep(life: Life | null, delayMs: number, label: string): Promise<void>;
  /**
   * Runs the next event, and everything that follows from it without waiting.
   *
   * @returns false when no event is pending
   */
  advance(): Promise<boolean>;
  trace(line: () => string): void;
}

export function createWorld(chance: Chance, tracing: ((line: string) => void) | null): World {
  let wallOffset = 0;
  let clock = 1_700_000_000_000;
  let order = 0;
  const heap: Pending[] = [];

  const isBefore = (a: Pending, b: Pending): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(item: Pending): void {
    heap.push(item);
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(heap[i]!, heap[parent]!)) break;
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  function pop(): Pending | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined) return undefined;
    if (heap.length > 0) {
      heap[0] = last;
      let i = 0;
      for (;;) {
        const left = 2 * i + 1;
        const right = left + 1;
        let least = i;
        if (left < heap.length && isBefore(heap[left]!, heap[least]!)) least = left;
        if (right < heap.length && isBefore(heap[right]!, heap[least]!)) least = right;
        if (least === i) break;
        [heap[i], heap[least]] = [heap[least]!, heap[i]!];
        i = least;
      }
    }
    return top;
  }

  const world: World = {
    now: () => clock + wallOffset,
    trueNow: () => clock,
    jump: (ms) => {
      wallOffset += ms;
      world.trace(() => `the wall clock jumps by ${ms} ms`);
    },
    at: (delayMs, label, fn, owner = null) => {
      let isCancelled = false;
      order += 1;
      push({
        at: clock + Math.max(0, Math.round(delayMs)),
        // Ties are broken by chance, not by age.
        order: chance.next() * 1_000_000 + order / 1_000_000,
        fn: () => {
          if (!isCancelled) fn();
        },
        owner,
        label,
      });
      return () => {
        isCancelled = true;
      };
    },
    step: (life, label) =>
      new Promise((resolve) => {
        world.at(chance.is(0.8) ? 0 : chance.between(1, 40), label, resolve, life);
      }),
    sleep: (life, delayMs, label) =>
      new Promise((resolve) => {
        world.at(delayMs, label, resolve, life);
      }),
    advance: async () => {
      for (;;) {
        const item = pop();
        if (item === undefined) return false;
        if (item.owner?.isOver === true) continue;
        clock = Math.max(clock, item.at);
        item.fn();
        await new Promise((resolve) => {
          process.nextTick(resolve);
        });
        return true;
      }
    },
    trace: (line) => {
      if (tracing !== null) tracing(`${((clock - 1_700_000_000_000) / 1000).toFixed(3).padStart(9)}s  ${line()}`);
    },
  };
  return world;
}
