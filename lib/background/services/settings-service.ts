import type { Area } from '../../platform/storage-areas.ts';
import { DEFAULT_SETTINGS, Settings } from '../../settings/settings.ts';
import { serially } from '../../util/serially.ts';
import { readPolicy, underPolicy, type ReadPolicy } from '../../settings/policy.ts';

const KEY = 'settings';

/**
 * The agent's preferences, in storage.local (nothing personal is among them). A field that does not fit falls back to
 * its default alone: the others are kept.
 */
export function createSettingsService(area: Area, readManaged: () => Promise<Readonly<Record<string, unknown>>>, onChange: () => void) {
  let chosen: Settings = DEFAULT_SETTINGS;
  let managed: ReadPolicy = { policy: {}, ignored: [] };
  /** Two views may save at once: each change is made on what the one before left. */
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
    /** What counts: the agent's choice under the administrator's policy. */
    current: (): Settings => underPolicy(chosen, managed.policy),
    policy: (): ReadPolicy => managed,
    async load(): Promise<void> {
      managed = readPolicy(await readManaged());
      chosen = readFields(await area.get(KEY));
    },
    /** Stores first, then believes. */
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
