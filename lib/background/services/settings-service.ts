import type { Area } from '../../platform/storage-areas.ts';
import { DEFAULT_SETTINGS, Settings } from '../../settings/settings.ts';
import { serially } from '../../util/serially.ts';
import { readPolicy, underPolicy, type ReadPolicy } from '../../settings/policy.ts';

const KEY = 'settings';

/**
 * Stores the agent's settings in storage.local (nothing personal is among them) and applies the administrator's policy.
 * A stored field that does not parse gets its default value; the other fields are kept.
 */
export function createSettingsService(
  area: Area,
  readManaged: () => Promise<Readonly<Record<string, unknown>>>,
  onChange: () => void,
) {
  let chosen: Settings = DEFAULT_SETTINGS;
  let managed: ReadPolicy = { policy: {}, ignored: [] };
  /** Saves one after the other: two views may save at once, and neither change may be lost. */
  const inTurn = serially();

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
    /** The settings in force: the agent's choice, limited by the administrator's policy. */
    current: (): Settings => underPolicy(chosen, managed.policy),
    policy: (): ReadPolicy => managed,
    async load(): Promise<void> {
      managed = readPolicy(await readManaged());
      chosen = readFields(await area.get(KEY));
    },
    /** Changes some settings. They come into force only after they are stored. @returns the settings in force then */
    async save(change: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }): Promise<Settings> {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      return await inTurn(async () => {
        const next = Settings.parse({ ...chosen, ...given });
        await area.set(KEY, next);
        chosen = next;
        onChange();
        return underPolicy(chosen, managed.policy);
      });
    },
  };
}

export type SettingsService = ReturnType<typeof createSettingsService>;
