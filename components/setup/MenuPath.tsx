import { useWords } from '../ui/ViewContext.tsx';

/** Where to click, in the words of both names of the product. */
export function MenuPath({ of }: { of: 'toggle' | 'label' | 'template' | 'member' | 'pin' | 'shortcuts' }) {
  const { t, tOf } = useWords();
  return (
    <div class="path">
      <span class="sr">{t('menu_where')}</span>
      {tOf('path', of)}
    </div>
  );
}
