import { effect } from '@preact/signals';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { FeedModel } from './feed-model.ts';

type Words = OutputOf<'i18n:messages'>;
type Locale = Words['locale'];

/**
 * Asks the background for the texts of a view; null if it does not answer. `pageLanguage`: the language of the view's
 * page, null if unknown.
 */
export async function askWords(
  client: Pick<BackgroundClient, 'call'>,
  pageLanguage: Locale | null,
): Promise<Words | null> {
  return await client.call('i18n:messages', { pageLanguage }).catch(() => null);
}

/**
 * Loads the texts of the view now and whenever the feed names another language. After a failure, the next change of the
 * link tries again. `first`: an answer that was asked for before the view existed.
 */
export function followWords(
  client: BackgroundClient,
  options: {
    feed: FeedModel;
    use: (locale: Locale, messages: Words['messages']) => void;
    signal: AbortSignal;
    first?: Promise<Words | null> | null;
  },
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
    // If the feed named another language while this answer was awaited, load that one. A language that it named before
    // the question needs no further load: the background chose the answer knowing it.
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
