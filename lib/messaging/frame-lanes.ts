import type { SenderContext } from '../platform/runtime.ts';

type Work<Input, Output> = (input: Input, sender: SenderContext) => Promise<Output>;

interface Waiting {
  readonly name: string;
  input: unknown;
  readonly run: (input: unknown) => Promise<unknown>;
  readonly settled: Promise<unknown>;
  readonly settle: (result: Promise<unknown>) => void;
}

interface Lane {
  isRunning: boolean;
  readonly waiting: Waiting[];
}

const laneKey = (sender: SenderContext): string =>
  sender.kind === 'frame'
    ? [sender.tabId, sender.frameId, sender.origin, sender.document ?? '', sender.documentId ?? ''].join(' ')
    : 'page';

/**
 * Queues the notices of each document in a lane of its own. A lane handles one notice at a time; of each kind at most
 * one waits, and newer ones are joined to it. So a page that floods us delays only its own messages, and a burst costs
 * one run per kind beyond the current one. Notices of two documents are never joined, even if they are of one frame.
 */
export function createFrameLanes() {
  const lanes = new Map<string, Lane>();

  async function drain(key: string, lane: Lane): Promise<void> {
    lane.isRunning = true;
    for (let next = lane.waiting.shift(); next !== undefined; next = lane.waiting.shift()) {
      const result = next.run(next.input);
      next.settle(result);
      await Promise.allSettled([result]);
    }
    lane.isRunning = false;
    lanes.delete(key);
  }

  return {
    /**
     * Wraps a handler so that its calls go through the lanes.
     *
     * @param name the kind of notice; only notices of one kind are joined
     * @param join combines the waiting input with a newer one; both callers get the answer to the combined input
     */
    lined<Input, Output>(
      name: string,
      join: (waiting: Input, newer: Input) => Input,
      work: Work<Input, Output>,
    ): Work<Input, Output> {
      return (input, sender) => {
        const key = laneKey(sender);
        const lane = lanes.get(key) ?? { isRunning: false, waiting: [] };
        lanes.set(key, lane);
        const before = lane.waiting.find((other) => other.name === name);
        if (before !== undefined) {
          before.input = join(before.input as Input, input);
          return before.settled as Promise<Output>;
        }
        let settle: Waiting['settle'] = () => undefined;
        const settled = new Promise<unknown>((resolve) => void (settle = resolve));
        lane.waiting.push({ name, input, run: (joined) => work(joined as Input, sender), settled, settle });
        if (!lane.isRunning) void drain(key, lane);
        return settled as Promise<Output>;
      };
    },
    /** How many lanes have a running notice. */
    busy: (): number => lanes.size,
  };
}
