import type { PersonCounts } from '../../lib/dispatch/records.ts';

/** The outcomes of a dispatch as one coloured bar. Hidden from screen readers, because the figures stand beside it. */
export function OutcomeBar({ counts, total }: { counts: PersonCounts; total: number }) {
  const share = (count: number): { width: string } => ({ width: `${(100 * count) / Math.max(1, total)}%` });
  return (
    <span class="bar" aria-hidden="true">
      <span class="good" style={share(counts.accepted)} />
      <span class="bad" style={share(counts.refused)} />
      <span class="warn" style={share(counts.unknown + counts.checking)} />
      <span class="busy" style={share(counts.sending)} />
      <span class="idle" style={share(counts.skipped + counts.cancelled)} />
    </span>
  );
}
