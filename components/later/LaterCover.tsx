import { X } from 'lucide';
import { usePanel } from '../panel/PanelContext.tsx';
import { IconButton } from '../ui/Button.tsx';
import { scrollRegion } from '../ui/scroll-region.ts';
import { useWords } from '../ui/ViewContext.tsx';
import { FollowUpList } from './FollowUpList.tsx';
import { RecipeList } from './RecipeList.tsx';
import { PreparedList } from './PreparedList.tsx';

/** Everything that is kept for later, over the tabs. */
export function LaterCover() {
  const { navigate } = usePanel();
  const { t } = useWords();
  return (
    <section class="cover" data-cover aria-label={t('later_title')}>
      <div class="header">
        <p class="heading grow" tabIndex={-1} data-first>
          {t('later_title')}
        </p>
        <IconButton node={X} label={t('common_close')} onPress={navigate.closeCover} />
      </div>
      <div class="scroll pad stack loose" {...scrollRegion} role="region" aria-label={t('later_title')}>
        <p class="caption muted">{t('later_neverAlone')}</p>
        <PreparedList />
        <FollowUpList />
        <RecipeList />
      </div>
    </section>
  );
}
