import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { CallError } from '../../lib/messaging/protocol.ts';
import { CloudOff, RefreshCw } from 'lucide';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { useWords } from './ViewContext.tsx';

/** An empty list: what that means and what to do. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon: IconNode;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon node={icon} />
      <p class="title">{title}</p>
      {children !== undefined && <p class="muted">{children}</p>}
      {actions !== undefined && <div class="row wrap">{actions}</div>}
    </div>
  );
}

/** A list that could not be loaded: the reason and a retry button. `title` says what failed. */
export function ErrorState({ title, error, onRetry }: { title: string; error: CallError; onRetry: () => void }) {
  const { t, tOf } = useWords();
  return (
    <div class="empty" role="alert">
      <Icon node={CloudOff} />
      <p class="title">{title}</p>
      <p class="muted">{tOf('callError', error.kind)}</p>
      {error.kind === 'contract' && error.detail !== '' && <p class="caption muted">{error.detail}</p>}
      <Button icon={RefreshCw} onPress={onRetry}>
        {t('common_retry')}
      </Button>
    </div>
  );
}

/** Grey placeholder bars for rows that are loading; announced once to screen readers. */
export function LoadingRows({ label }: { label: string }) {
  return (
    <div class="pad stack loose loading" role="status" aria-label={label}>
      {[72, 56, 64, 48, 60].map((width) => (
        <div key={width} class="row">
          <span class="avatar" />
          <div class="grow stack">
            <div class="skeleton" style={{ width: `${width}%` }} />
            <div class="skeleton" style={{ width: `${width / 2}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}
