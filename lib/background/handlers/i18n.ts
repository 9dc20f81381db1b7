import type { Handlers } from '../../messaging/server.ts';
import type { Services } from '../services.ts';

/** Answers `i18n:*`: gives a view all texts in its language. */
export function createWordHandlers({ view, words }: Services) {
  return {
    async 'i18n:messages'({ pageLanguage }, sender) {
      const locale = await view.localeOf(sender, pageLanguage);
      return { locale, messages: await words(locale) };
    },
  } satisfies Partial<Handlers>;
}
