import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide';
import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Icon } from './Icon.tsx';

type NoticeTone = 'info' | 'good' | 'warn' | 'bad';

const ICONS: Readonly<Record<NoticeTone, IconNode>> = {
  info: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
};

interface NoticeProps {
  tone: NoticeTone;
  title?: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  /** `alert` interrupts a screen reader, `status` waits; without a role nothing is announced. */
  role?: 'alert' | 'status';
}

/** A framed message: what happened, what it means, what to do. */
export function Notice({ tone, title, children, actions, role }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={role}>
      <Icon node={ICONS[tone]} />
      <div class="stack tight grow">
        {title !== undefined && <p class="title">{title}</p>}
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div class="row wrap">{actions}</div>}
      </div>
    </div>
  );
}
