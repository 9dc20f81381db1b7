import { Keyboard, X } from 'lucide';
import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useWords } from '../ui/ViewContext.tsx';

const KEYS = [
  ['search', '/'],
  ['top', '↵'],
  ['sheet', '?'],
  ['palette', 'Ctrl/⌘ K'],
  ['next', 'Ctrl/⌘ ↵'],
  ['back', 'Esc'],
  ['move', '↑ ↓ Home End'],
  ['tick', 'Space'],
  ['range', 'Shift ↑ ↓'],
  ['all', 'Ctrl/⌘ A'],
  ['star', '*'],
  ['done', 'E'],
  ['remind', 'H'],
  ['pick', 'X · Shift X'],
  ['walk', 'J K'],
  ['tabs', '← →'],
  ['resize', '← →'],
] as const;

/** The keys of the panel, and the browser's shortcuts as they are really assigned. */
export function KeySheet() {
  const { navigate, settings } = usePanel();
  const { t, tOf } = useWords();
  const assigned = settings.shortcuts.value;
  const missing = SHORTCUTS.filter(
    ({ name, suggestedKey }) => suggestedKey !== null && assigned.some((one) => one.name === name && one.key === ''),
  );
  return (
    <div class="shade" data-cover>
      <div class="dialog" role="dialog" aria-modal="true" aria-label={t('keys_title')}>
        <div class="top">
          <h2 class="heading grow" tabIndex={-1} data-first>
            {t('keys_title')}
          </h2>
          <IconButton node={X} label={t('common_close')} onPress={navigate.closeCover} />
        </div>
        <div class="scroll" {...scrollRegion} role="region" aria-label={t('keys_title')}>
          <dl class="keys">
            {KEYS.map(([name, key]) => (
              <>
                <dt key={name}>{tOf('key', name)}</dt>
                <dd>
                  <kbd class="kbd">{key}</kbd>
                </dd>
              </>
            ))}
          </dl>
          <h3 class="title pad" style={{ paddingBlock: '8px 0' }}>
            {t('keys_browser')}
          </h3>
          <dl class="keys">
            {assigned
              .filter(({ name }) => SHORTCUTS.some((one) => one.name === name))
              .map(({ name, key }) => (
                <>
                  <dt key={name}>{words(name)}</dt>
                  <dd>
                    {key === '' ? <span class="pill warn">{t('keys_notAssigned')}</span> : <kbd class="kbd">{key}</kbd>}
                  </dd>
                </>
              ))}
          </dl>
          {missing.length > 0 && (
            <div class="pad">
              <Notice tone="warn">{t('keys_missing')}</Notice>
            </div>
          )}
          <div class="pad">
            <Button wide icon={Keyboard} onPress={() => void settings.openShortcuts()}>
              {t('keys_change')}
            </Button>
          </div>
        </div>
      </div>
    </div>
  );

  function words(name: string): string {
    const known = SHORTCUTS.find((one) => one.name === name);
    return known === undefined ? name : tOf('shortcut', known.name);
  }
}
