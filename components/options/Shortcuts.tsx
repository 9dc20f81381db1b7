import type { ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { MenuPath } from '../setup/MenuPath.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { AssignedShortcuts } from './AssignedShortcuts.tsx';

/** The browser's shortcuts, and the menu in which the browser lets the user change them. */
export function Shortcuts({ model }: { model: ExtensionPageModel }) {
  const { t } = useWords();
  return (
    <section class="card" aria-labelledby="options-shortcuts">
      <h2 id="options-shortcuts">{t('options_shortcuts')}</h2>
      <AssignedShortcuts model={model} />
      <MenuPath of="shortcuts" />
    </section>
  );
}
