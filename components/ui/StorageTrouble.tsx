import { DatabaseZap, RefreshCw } from 'lucide';
import type { FeedModel } from '../../lib/models/shared/feed-model.ts';
import { Button } from './Button.tsx';
import { EmptyState } from './EmptyState.tsx';
import { useWords } from './ViewContext.tsx';

/** Shown when our database cannot be read: why, that nothing is sent meanwhile, and what to do. */
export function StorageTrouble({ feed }: { feed: FeedModel }) {
  const { t, tOf } = useWords();
  const state = feed.select('storage').value;
  if (state === 'fine') return null;
  return (
    <div role="alert">
      <EmptyState
        icon={DatabaseZap}
        title={tOf('storageTitle', state)}
        actions={
          <Button icon={RefreshCw} onPress={feed.refresh}>
            {t('common_checkAgain')}
          </Button>
        }
      >
        {tOf('storageText', state)}
      </EmptyState>
    </div>
  );
}
