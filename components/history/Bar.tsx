/** A bar as wide as its share; the number stands beside it, so it is hidden from screen readers. */
export function Bar({ count, most }: { readonly count: number; readonly most: number }) {
  return (
    <span class="meter" aria-hidden="true">
      <span style={{ width: `${(100 * count) / Math.max(1, most)}%` }} />
    </span>
  );
}
