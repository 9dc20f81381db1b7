import type { ReadonlySignal } from '@preact/signals';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { Settings } from '../../settings/settings.ts';
import type { PolicyView, ShortcutView } from '../../messaging/views.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';

export interface SettingsModel {
  readonly settings: ReadonlySignal<Settings>;
  readonly policy: ReadonlySignal<PolicyView>;
  readonly shortcuts: ReadonlySignal<readonly ShortcutView[]>;
  /** Stores some settings. `settings` changes when the feed brings the stored values. */
  readonly save: (change: Partial<Settings>) => Promise<boolean>;
  /** Opens the browser's page for shortcuts. */
  readonly openShortcuts: () => Promise<boolean>;
}

export function createSettingsModel(client: BackgroundClient, feed: FeedModel, flash: FlashModel): SettingsModel {
  return {
    settings: feed.select('settings'),
    policy: feed.select('policy'),
    shortcuts: feed.select('shortcuts'),
    openShortcuts: () => flash.attempt(() => client.call('shortcuts:open', {})),
    save: (change) =>
      flash.attempt(async () => {
        await client.call('settings:save', { settings: change });
        return { ok: true };
      }),
  };
}
