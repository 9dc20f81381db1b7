import { MessageSquare } from 'lucide';
import type { RoomUuid } from '../../lib/ids.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { IconButton } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** The way to a chat whose ticket a start may close, or may have closed. */
export function OpenChat({ roomUuid, name }: { roomUuid: RoomUuid; name: string | null }) {
  const { replies } = usePanel();
  const { t } = useWords();
  return <IconButton node={MessageSquare} small label={t('waiting_open', { name: name ?? t('person_noName') })} onPress={() => void replies.openRoom(roomUuid, { mayNavigate: false })} />;
}
