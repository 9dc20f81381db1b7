import type { Area } from '../platform/storage-areas.ts';
import { DEFAULT_SETTINGS, Settings } from '../messaging/views.ts';

const KEY = 'settings';

/**
 * The agent's preferences, in storage.local (nothing personal is among them). A field that does not fit falls back to
 * its default alone: the others are kept.
 */
export function createSettingsService(area: Area, onChange: () => void) {
  let current: Settings = DEFAULT_SETTINGS;

  function readFields(stored: unknown): Settings {
    if (typeof stored !== 'object' || stored === null) return DEFAULT_SETTINGS;
    const fields = new Map(Object.entries(stored));
    const read: Record<string, unknown> = { ...DEFAULT_SETTINGS };
    for (const [name, schema] of Object.entries(Settings.shape)) {
      const parsed = schema.safeParse(fields.get(name));
      if (parsed.success) read[name] = parsed.data;
    }
    return Settings.parse(read);
  }

  return {
    current: (): Settings => current,
    async load(): Promise<void> {
      current = readFields(await area.get(KEY));
    },
    /** Stores first, then believes. */
    async save(change: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }): Promise<Settings> {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const next = Settings.parse({ ...current, ...given });
      await area.set(KEY, next);
      current = next;
      onChange();
      return next;
    },
  };
}

export type SettingsService = ReturnType<typeof createSettingsService>;
