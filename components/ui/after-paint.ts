/**
 * Runs once what was just rendered is on the screen: a frame is drawn after the first callback, so the second one comes
 * after it was shown. In a hidden tab nothing is painted and it waits. Answers a function that calls it off.
 */
export function afterPaint(run: () => void): () => void {
  let request = requestAnimationFrame(() => {
    request = requestAnimationFrame(run);
  });
  return () => cancelAnimationFrame(request);
}
