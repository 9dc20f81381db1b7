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

const laneKey = (sender: SenderContext): string => (sender.kind === 'frame' ? [sender.tabId, sender.frameId, sender.origin, sender.document ?? '', sender.documentId ?? ''].join(' ') : 'page');

/**
 * A lane for the notices of each document of a frame: what one says is never put together with what the one before it said. One notice of a frame is worked on at a time, and of each kind at most one waits: what
 * comes meanwhile is put together with it. So a page that floods us holds up its own frame alone, and whatever it
 * sends costs at most two pieces of work beyond the one that runs.
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
     * @param join puts a newer input together with the one that waits; both callers get the answer to the result
     */
    lined<Input, Output>(name: string, join: (waiting: Input, newer: Input) => Input, work: Work<Input, Output>): Work<Input, Output> {
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
    /** How many frames have something under way. */
    busy: (): number => lanes.size,
  };
}
