/** One line of the output. The ids and their targets are in targets.ts. */
export interface Figure {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** The value of the alternative that was measured in the same run. */
  readonly baseline?: number;
  readonly ratio?: number;
  readonly low?: number;
  readonly high?: number;
  readonly n: number;
  readonly note?: string;
}

/** Figures that are measured together. `ids` are the figures it prints, so that --only can skip the group. */
export interface Group {
  readonly ids: readonly string[];
  /** It takes many minutes; `--quick` leaves it out. */
  readonly isCampaign?: true;
  /** Whether it needs the sandbox build of this browser. */
  readonly needsFirefox?: true;
  measure(): Promise<readonly Figure[]>;
}

/** @returns the value below which that share of the samples lies, interpolated between neighbours */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('a figure without samples');
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export const mean = (samples: readonly number[]): number =>
  samples.reduce((sum, value) => sum + value, 0) / samples.length;

/** The 95 % interval of the mean of independent samples. */
export function meanInterval(samples: readonly number[]): { low: number; high: number } {
  const middle = mean(samples);
  const variance = samples.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (samples.length - 1);
  const reach = 1.96 * Math.sqrt(variance / samples.length);
  return { low: middle - reach, high: middle + reach };
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** A small random generator with a fixed seed, so that the same samples give the same interval. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Ratio of the medians of pairs that were measured side by side, with its 95 % interval (pairs drawn again 2,000 times).
 *
 * @param ours first of each pair
 * @param theirs second of each pair, as many
 */
export function pairedRatio(
  ours: readonly number[],
  theirs: readonly number[],
): { ratio: number; low: number; high: number } {
  const random = createRandom(20_261_120);
  const ratios = Array.from({ length: 2_000 }, () => {
    const drawn = ours.map(() => Math.floor(random() * ours.length));
    return median(drawn.map((place) => ours[place] ?? 0)) / median(drawn.map((place) => theirs[place] ?? 0));
  });
  return { ratio: median(ours) / median(theirs), low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}
