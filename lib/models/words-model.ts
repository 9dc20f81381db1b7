import { effect } from '@preact/signals';
import type { BackgroundClient } from '../messaging/background-client.ts';
import type { OutputOf } from '../messaging/protocol.ts';
import type { FeedModel } from './feed-model.ts';

type Locale = OutputOf<'i18n:messages'>['locale'];

/** Fetches the words of the view now and whenever the background names another language. A failed fetch is tried again with the next state of the link. */
export function followWords(
  client: BackgroundClient,
  options: { feed: FeedModel; use: (locale: Locale, messages: Readonly<Record<string, string>>) => void; signal: AbortSignal },
): void {
  const locale = options.feed.select('locale');
  const { link } = options.feed;
  let known: Locale | null = null;
  let asking: Locale | null = null;

  const load = async (wanted: Locale | null): Promise<void> => {
    asking = wanted;
    try {
      const answer = await client.call('i18n:messages', {});
      if (options.signal.aborted) return;
      known = answer.locale;
      options.use(answer.locale, answer.messages);
    } catch {
      known = null;
    } finally {
      asking = null;
    }
  };

  void load(null);
  const stop = effect(() => {
    const wanted = locale.value;
    if (link.value === 'live' && wanted !== known && wanted !== asking) void load(wanted);
  });
  options.signal.addEventListener('abort', stop);
}
