import { Keyboard } from 'lucide';
import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** The browser's shortcuts as they are really assigned, a warning if one is not, and a button to change them. */
export function AssignedShortcuts({ model }: { model: ExtensionPageModel }) {
  const { t, tOf } = useWords();
  const assigned = model.settings.shortcuts.value;
  const keyOf = (name: string): string => assigned.find((one) => one.name === name)?.key ?? '';
  return (
    <>
      <table class="table">
        <tbody>
          {SHORTCUTS.map(({ name }) => (
            <tr key={name}>
              <th scope="row">{tOf('shortcut', name)}</th>
              <td>
                {keyOf(name) === '' ? (
                  <span class="pill warn">{t('keys_notAssigned')}</span>
                ) : (
                  <kbd class="kbd">{keyOf(name)}</kbd>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {assigned.length > 0 &&
        SHORTCUTS.some(({ name, suggestedKey }) => suggestedKey !== null && keyOf(name) === '') && (
          <Notice tone="warn">{t('keys_missing')}</Notice>
        )}
      <div class="row wrap">
        <Button icon={Keyboard} onPress={() => void model.settings.openShortcuts()}>
          {t('keys_change')}
        </Button>
      </div>
    </>
  );
}
