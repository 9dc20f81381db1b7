import { effect } from '@preact/signals';
import type { FeedModel, PanelRequest } from '../shared/feed-model.ts';

/**
 * Calls `answer` once for each request to this panel that was made after the view. Older requests were answered or
 * missed and must not be answered now. A request is new if its number differs from the last one, not only if it is
 * greater: numbers are timestamps and get smaller when the clock is set back.
 *
 * @param openedAt when the view was made, epoch ms
 */
export function followRequests(
  feed: FeedModel,
  openedAt: number,
  answer: (wanted: PanelRequest) => void,
  signal: AbortSignal,
): void {
  const request = feed.select('request');
  let handledSeq: number | null = null;
  const stop = effect(() => {
    const wanted = request.value;
    if (feed.link.value !== 'live') return;
    const seq = wanted?.seq ?? 0;
    const isNew = handledSeq === null ? seq > openedAt : seq !== 0 && seq !== handledSeq;
    handledSeq = seq === 0 ? (handledSeq ?? 0) : seq;
    if (wanted !== null && isNew) answer(wanted);
  });
  signal.addEventListener('abort', stop);
}

/** Calls `play` once for each sound that is requested after the view was made. */
export function followSounds(feed: FeedModel, play: () => void, signal: AbortSignal): void {
  const sound = feed.select('sound');
  let heardSeq: number | null = null;
  const stop = effect(() => {
    const seq = sound.value?.seq ?? 0;
    if (feed.link.value !== 'live') return;
    const isNew = heardSeq !== null && seq !== 0 && seq !== heardSeq;
    heardSeq = seq === 0 ? (heardSeq ?? 0) : seq;
    if (isNew) play();
  });
  signal.addEventListener('abort', stop);
}
