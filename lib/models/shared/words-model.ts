import { effect } from '@preact/signals';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { FeedModel } from './feed-model.ts';

type Words = OutputOf<'i18n:messages'>;
type Locale = Words['locale'];

/** Asks for the words of a view; null when nobody answers. `pageLanguage`: what its page shows, null where that is not known. */
export async function askWords(client: Pick<BackgroundClient, 'call'>, pageLanguage: Locale | null): Promise<Words | null> {
  return await client.call('i18n:messages', { pageLanguage }).catch(() => null);
}

/**
 * Fetches the words of the view now and whenever the background names another language. A failed fetch is tried again with the
 * next state of the link. `first`: the words were asked for before the view was there.
 */
export function followWords(
  client: BackgroundClient,
  options: { feed: FeedModel; use: (locale: Locale, messages: Words['messages']) => void; signal: AbortSignal; first?: Promise<Words | null> | null },
): void {
  const locale = options.feed.select('locale');
  const { link } = options.feed;
  let known: Locale | null = null;
  let isAsking = false;
  const wanted = (): Locale | null => (link.peek() === 'live' ? locale.peek() : null);

  const load = async (answering: Promise<Words | null>): Promise<void> => {
    const wantedBefore = wanted();
    isAsking = true;
    const answer = await answering;
    isAsking = false;
    if (options.signal.aborted) return;
    known = answer?.locale ?? null;
    if (answer !== null) options.use(answer.locale, answer.messages);
    // Named meanwhile, and not what came; one that was named before is what the background just answered to.
    const now = wanted();
    if (now !== null && now !== known && now !== wantedBefore) void load(askWords(client, null));
  };

  void load(options.first ?? askWords(client, null));
  const stop = effect(() => {
    const named = locale.value;
    if (link.value === 'live' && named !== known && !isAsking) void load(askWords(client, null));
  });
  options.signal.addEventListener('abort', stop);
}
