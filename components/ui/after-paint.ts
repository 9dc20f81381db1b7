/**
 * Calls back once what was just rendered is on screen: the browser paints after the first animation frame callback, so
 * the second one runs after the paint. In a hidden tab nothing is painted, and it waits. Returns a function that
 * cancels it.
 */
export function afterPaint(run: () => void): () => void {
  let request = requestAnimationFrame(() => {
    request = requestAnimationFrame(run);
  });
  return () => cancelAnimationFrame(request);
}
