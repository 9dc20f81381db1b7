import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClient, type FakeClient, type FakeOptions } from './fake-background.ts';

/** The messages of a locale as the background answers them. */
export function readMessages(locale: 'pt_BR' | 'es' | 'en'): Record<string, string> {
  const raw = JSON.parse(
    readFileSync(join(process.cwd(), 'public/_locales', locale, 'messages.json'), 'utf8'),
  ) as Record<string, { message: string }>;
  return Object.fromEntries(Object.entries(raw).map(([key, { message }]) => [key, message]));
}

/** A client whose background answers from the given state, with the real interface texts. */
export function fakeClient(options: Omit<FakeOptions, 'messages'> = {}): FakeClient {
  return createFakeClient({ ...options, messages: readMessages(options.singles?.locale ?? 'en') });
}
