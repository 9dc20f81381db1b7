import { replyBuckets } from '../../lib/replies/stats.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { useView } from '../ui/ViewContext.tsx';

const BARS = 24;

/** Replies over time as bars, with named axes; the title of each bar says its time and number. */
export function ReplyChart({ awaited }: { awaited: readonly AwaitedRow[] }) {
  const { i18n } = useView();
  const { t, number, dateTime } = i18n;
  const buckets = replyBuckets(awaited, BARS);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.replies));
  const total = buckets.reduce((sum, bucket) => sum + bucket.replies, 0);
  if (buckets.length === 0) return null;
  const [first, last] = [buckets[0], buckets.at(-1)];
  return (
    <figure class="axes">
      <span class="caption num top">{number(most)}</span>
      <span class="caption num zero">{number(0)}</span>
      <div class="columns" role="img" aria-label={`${t('page_replyTimes')}: ${number(total)}`}>
        {buckets.map((bucket) => (
          <i
            key={bucket.fromAt}
            title={`${dateTime(bucket.fromAt)}: ${number(bucket.replies)}`}
            style={{ height: `${(100 * bucket.replies) / most}%` }}
          />
        ))}
      </div>
      <span class="caption span">
        <span>{first !== undefined && dateTime(first.fromAt)}</span>
        <span>{last !== undefined && dateTime(last.toAt)}</span>
      </span>
      <figcaption class="caption muted">{t('chart_replies')}</figcaption>
    </figure>
  );
}
