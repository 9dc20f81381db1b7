import { MessageSquare } from 'lucide';
import type { RoomUuid } from '../../lib/ids.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { IconButton } from '../ui/Button.tsx';
import { usePersonText } from '../ui/PersonName.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** Button that opens a chat whose ticket a start may close, or may have closed. */
export function OpenChat({ roomUuid, name }: { roomUuid: RoomUuid; name: string | null }) {
  const { replies } = usePanel();
  const { t } = useWords();
  const personText = usePersonText();
  return (
    <IconButton
      node={MessageSquare}
      small
      label={t('waiting_open', { name: personText(name) })}
      onPress={() => void replies.openRoom(roomUuid, { mayNavigate: false })}
    />
  );
}
