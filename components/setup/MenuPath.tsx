import { useWords } from '../ui/ViewContext.tsx';

/** Where to click, as a menu path. It contains both names under which the product shows its menus. */
export function MenuPath({ of }: { of: 'toggle' | 'label' | 'template' | 'member' | 'pin' | 'shortcuts' }) {
  const { t, tOf } = useWords();
  return (
    <div class="path">
      <span class="sr">{t('menu_where')}</span>
      {tOf('path', of)}
    </div>
  );
}
