import { SHORTCUTS } from '../shortcuts.ts';

/** The hosts on which Chats runs by default. The agent adds other sites, which asks for their permission. */
const HOSTS_STORE = ['https://*.weni.ai/*'] as const;
/** Local pages, for the sandbox build only. */
const HOSTS_SANDBOX = ['http://localhost/*', 'http://127.0.0.1/*', 'https://127.0.0.1/*'] as const;

export const GECKO_ID = 'disparo@disparo.app';

/**
 * Chrome derives the extension's id from this public key. Only the sandbox build contains it, so that tests know the
 * id; the Chrome store assigns another id to the store build.
 */
const SANDBOX_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5Wtk6Gj5FvRgt/sG06ZhObju5fSwjIOBA4F5IMqDn3qqcBjFUtlEuCtl6+vywMPbqg7W63nJ9D2XCLD47Cf6bMyGLKZrucRRYYuFjwe1eitkvdVQyMrfW3n8hU1g1Wkj7BK32IxvTRukEhIDT/yKSw8/TlZUf7+Q4ilceIrEwp55cwDiyNI7UjPzCzIsDPNKE1bKVdFkKwYh9tjl9R3ZAFH3NAyPGOScCyCdB2DrpIhDHH929ur9uefIyDuLA9LjO4EDv0YWF2loXi+GUS8lZ6Kb4vcGBdDsfwGf6v0hqh0lIm0F85h4T5jwt/2VaXghw++lQqHypz9D/D84IP7FTwIDAQAB';

interface ManifestChoice {
  browser: 'chrome' | 'firefox';
  mode: 'store' | 'sandbox';
  /** The manifest that WXT generated; only its version is used. */
  generated: { version?: string };
}

/**
 * The whole manifest, written by hand: what must not change (permissions, hosts, data collection) can be read in one
 * place, and the build tool cannot add to it. `tests/manifest.test.ts` compares it with the built files.
 */
export function buildManifest({ browser, mode, generated }: ManifestChoice): Record<string, unknown> {
  const hosts = mode === 'sandbox' ? [...HOSTS_STORE, ...HOSTS_SANDBOX] : [...HOSTS_STORE];
  const commands = Object.fromEntries(
    SHORTCUTS.map((shortcut) => [
      shortcut.name,
      {
        ...(shortcut.suggestedKey === null ? {} : { suggested_key: { default: shortcut.suggestedKey } }),
        description: `__MSG_${shortcut.label}__`,
      },
    ]),
  );
  const icons = Object.fromEntries([16, 32, 48, 96, 128].map((size) => [String(size), `icon/${size}.png`]));
  return {
    manifest_version: 3,
    name: '__MSG_extension_name__',
    short_name: 'Disparo',
    description: '__MSG_extension_description__',
    version: generated.version ?? '0.0.0',
    default_locale: 'en',
    icons,
    incognito: 'not_allowed',
    permissions: ['storage', 'alarms', 'scripting', 'unlimitedStorage'],
    optional_permissions: ['notifications'],
    host_permissions: hosts,
    optional_host_permissions: ['https://*/*'],
    action: {
      default_title: '__MSG_action_title__',
      default_popup: 'popup.html',
      default_icon: icons,
      ...(browser === 'firefox' ? { default_area: 'navbar' } : {}),
    },
    options_ui: { page: 'options.html', open_in_tab: true },
    commands,
    content_scripts: [
      { matches: hosts, js: ['observer.js'], world: 'MAIN', run_at: 'document_start', all_frames: true },
      { matches: hosts, js: ['bootstrap.js'], css: ['page.css'], run_at: 'document_start', all_frames: true },
    ],
    ...(browser === 'chrome'
      ? {
          minimum_chrome_version: '120',
          background: { service_worker: 'background.js' },
          // Chrome needs this schema for policies; Firefox reads a policy without one.
          storage: { managed_schema: 'managed-schema.json' },
          ...(mode === 'sandbox' ? { key: SANDBOX_KEY } : {}),
        }
      : {
          background: { scripts: ['background.js'] },
          browser_specific_settings: {
            gecko: {
              id: GECKO_ID,
              strict_min_version: '142.0',
              data_collection_permissions: {
                required: ['authenticationInfo', 'personallyIdentifyingInfo', 'personalCommunications'],
              },
            },
          },
        }),
  };
}
