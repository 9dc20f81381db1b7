import type { Figure } from './figure.ts';

/** A bound for a figure. `field`: the number of the figure that is judged (default `value`). */
interface Bound {
  readonly field?: 'value' | 'ratio' | 'low';
  readonly atMost?: number;
  readonly atLeast?: number;
}

interface Target {
  readonly bounds: readonly Bound[];
  /** The minimum number of samples. */
  readonly least: number;
  /**
   * Other bounds that are judged instead, because the original ones ask for something else than a quick day of an agent.
   * The arguments with their numbers: .github/docs/figures.md#proposed-targets.
   */
  readonly proposed?: readonly Bound[];
}

/** The minimum number of samples for a median. */
const SAMPLES = 15;
const sampled = (...bounds: readonly Bound[]): Target => ({ bounds, least: SAMPLES });
/** A number that is counted once, not sampled. */
const counted = (...bounds: readonly Bound[]): Target => ({ bounds, least: 1 });
const proposing = (target: Target, ...proposed: readonly Bound[]): Target => ({ ...target, proposed });
const shown: Target = { bounds: [], least: 1 };

/**
 * Every figure of the product with its bounds. Because machines differ, a figure with an alternative measured in the
 * same run is judged by the ratio to it, and the others with a wide margin. A figure that was not measured counts as
 * missed, also if its feature does not exist yet.
 */
const TARGETS: Readonly<Record<string, Target>> = {
  'bundle.observer.gz_kb': counted({ atMost: 2 }),
  'bundle.bootstrap.gz_kb': counted({ atMost: 4 }),
  'bundle.panel.gz_kb': shown,
  'bundle.background.gz_kb': shown,
  'page.first_card.ratio': { bounds: [{ field: 'low', atMost: 1.02 }], least: 30 },
  'page.long_tasks.ours': counted({ atMost: 0 }),
  'page.composer_delay.ratio': sampled({ atMost: 1.05 }),
  'panel.mount.ms': sampled({ atMost: 150 }),
  'picker.first_row.ms': sampled({ field: 'ratio', atMost: 1 }),
  'picker.key_to_row.p95_ms': sampled({ atMost: 16 }),
  'picker.scroll.p95_frame_ms': sampled({ field: 'ratio', atMost: 0.5 }, { atMost: 20 }),
  'picker.dom_nodes': counted({ atMost: 1_500 }),
  'picker.heap_mb': counted({ atMost: 60 }),
  'clicks.three_recents': counted({ atMost: 5 }),
  'clicks.three_search': counted({ atMost: 10 }),
  'clicks.group300': counted({ atMost: 8 }),
  'keys.group300': counted({ atMost: 12 }),
  'keys.one_known': counted({ atMost: 6 }),
  'palette.open_ms': sampled(),
  'dispatch.300.batches.wall': sampled({ field: 'ratio', atMost: 0.15 }),
  'dispatch.300.batches.requests': counted({ field: 'ratio', atMost: 0.05 }),
  'dispatch.1000.singles.efficiency': proposing(sampled({ atLeast: 0.95 }), { field: 'ratio', atLeast: 0.8 }),
  'dispatch.cpu_ms_per_person': proposing(sampled({ atMost: 2 }), { field: 'ratio', atMost: 2.5 }),
  'dispatch.bytes_per_person': proposing(sampled({ atMost: 1_000 }), { atMost: 2_200 }),
  'dispatch.resume_10k.ms': sampled({ atMost: 500 }),
  'faults.sim.seeds': counted({ atLeast: 10_000 }),
  'faults.sim.violations': counted({ atMost: 0 }),
  'faults.kills.chromium.duplicates': counted({ atMost: 0 }),
  'faults.kills.chromium.lost': counted({ atMost: 0 }),
  'faults.kills.firefox.duplicates': counted({ atMost: 0 }),
  'faults.kills.firefox.lost': counted({ atMost: 0 }),
  'faults.browser_kills.duplicates': counted({ atMost: 0 }),
  'faults.browser_kills.lost': counted({ atMost: 0 }),
  'faults.firefox_idle500.duplicates': counted({ atMost: 0 }),
  'faults.firefox_idle500.lost': counted({ atMost: 0 }),
  'faults.page_cases.lies': counted({ atMost: 0 }),
  'reply.socket_to_badge.p95_ms': sampled({ atMost: 250 }),
  'reply.diff.requests_idle': counted({ atMost: 3 }),
  'reply.diff.kb_idle': counted({ atMost: 100 }),
  'reply.frames200.cpu_share': counted({ atMost: 0.05 }),
  'reply.idle.cpu_share': counted({ atMost: 0.005 }),
  'reply.list2000.open_ms': sampled({ atMost: 100 }),
  'lines.strangers': counted({ atMost: 0 }),
  'lines.read_share': counted({ atLeast: 0.95 }),
  'flow.read_ms': sampled({ atMost: 50 }),
  'preflight.300.ms': sampled({ atMost: 150 }),
  'waiting.rows_768': counted({ atLeast: 8 }),
  'panel.rows_768': counted({ atLeast: 8 }),
  'triage.keys_per_reply': counted({ atMost: 2 }),
  'soak.panel_mb': counted({ field: 'ratio', atMost: 1.1 }),
  'soak.background_mb': counted({ field: 'ratio', atMost: 1.1 }),
  'soak.firefox_extension_mb': counted({ field: 'ratio', atMost: 1.1 }),
  'suite.wall_min': counted({ atMost: 12 }),
};

type Verdict = 'met' | 'missed' | 'missing' | 'no target';

export interface Judged {
  readonly id: string;
  readonly value: string;
  readonly target: string;
  /** The proposed target that was judged instead of `target`; empty if none is proposed. */
  readonly proposed: string;
  readonly verdict: Verdict;
}

const tellBound = ({ field = 'value', atMost, atLeast }: Bound): string =>
  `${field === 'value' ? '' : `${field} `}${atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`}`;
const tellBounds = (bounds: readonly Bound[]): string => bounds.map(tellBound).join(' and ');
const tellTarget = ({ bounds }: Target): string => (bounds.length === 0 ? 'shown' : tellBounds(bounds));

function isMet(figure: Figure, { field = 'value', atMost, atLeast }: Bound): boolean {
  const value = figure[field];
  return (
    value !== undefined &&
    Number.isFinite(value) &&
    (atMost === undefined || value <= atMost) &&
    (atLeast === undefined || value >= atLeast)
  );
}

function judgeOne(id: string, figure: Figure | undefined): Judged {
  const target = TARGETS[id];
  if (target === undefined)
    return { id, value: String(figure?.value ?? ''), target: '', proposed: '', verdict: 'no target' };
  const asked = { id, target: tellTarget(target), proposed: tellBounds(target.proposed ?? []) };
  if (figure === undefined) return { ...asked, value: '', verdict: 'missing' };
  const judged = target.proposed ?? target.bounds;
  const fields = [
    ...new Set([...target.bounds, ...judged].map(({ field = 'value' }) => field).filter((field) => field !== 'value')),
  ];
  const value = [
    `${figure.value}${figure.unit === '' ? '' : ` ${figure.unit}`}`,
    ...fields.map((field) => `${field} ${figure[field] ?? '?'}`),
  ].join(', ');
  if (figure.n < target.least)
    return { ...asked, value: `${value} (n ${figure.n} of ${target.least})`, verdict: 'missing' };
  return { ...asked, value, verdict: judged.every((bound) => isMet(figure, bound)) ? 'met' : 'missed' };
}

const ORDER: readonly Verdict[] = ['missed', 'missing', 'no target', 'met'];

/**
 * Judges every figure that should have been measured; missed figures come first.
 *
 * @param prefix prefix of the ids to judge; an empty text means all
 */
export function judge(figures: readonly Figure[], prefix: string): readonly Judged[] {
  const measured = new Map(figures.map((figure) => [figure.id, figure]));
  const ids = new Set([...Object.keys(TARGETS).filter((id) => id.startsWith(prefix)), ...measured.keys()]);
  return [...ids]
    .map((id) => judgeOne(id, measured.get(id)))
    .toSorted((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict));
}

/** Whether all figures were measured and reached. A figure without a target counts as missed, so that it gets one. */
export const isAllMet = (judged: readonly Judged[]): boolean =>
  judged.length > 0 && judged.every(({ verdict }) => verdict === 'met');

/** The ids of all figures that have a target. */
export const targetIds = (): readonly string[] => Object.keys(TARGETS);

/** The table as lines of text. */
export function tableOf(judged: readonly Judged[]): readonly string[] {
  const rows = [{ id: 'id', value: 'value', target: 'target', proposed: 'proposed', verdict: 'verdict' }, ...judged];
  const columns = ['id', 'value', 'target', 'proposed', 'verdict'] as const;
  const widths = columns.map((key) => Math.max(...rows.map((row) => row[key].length)));
  return rows.map((row) => `| ${columns.map((key, place) => row[key].padEnd(widths[place] ?? 0)).join(' | ')} |`);
}
