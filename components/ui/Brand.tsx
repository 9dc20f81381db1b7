import { Send } from 'lucide';
import { Icon } from './Icon.tsx';

/** Our mark at the head of the panel and, small, of a page. */
export function Brand({ small = false }: { small?: boolean }) {
  return (
    <span class={small ? 'brand small' : 'brand'}>
      <Icon node={Send} />
    </span>
  );
}
