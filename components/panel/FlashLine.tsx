import { Undo2, X } from 'lucide';
import type { Flash } from '../../lib/models/shared/flash-model.ts';
import type { I18n } from '../../lib/platform/i18n.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';
import { usePanel } from './PanelContext.tsx';

/** The text of a flash message. A refusal without a text of its own gets a general one with its code. */
export function flashText(flash: Flash, words: I18n): string {
  switch (flash.kind) {
    case 'done':
      return words.tOf('flash', flash.code);
    case 'refused':
      return [
        words.tMaybe('refusal', flash.reason) ?? words.t('refusal_unnamed', { reason: flash.reason }),
        flash.place,
      ]
        .filter((part) => typeof part === 'string')
        .join(' · ');
    case 'failed':
      return words.tOf('callError', flash.error.kind);
    default:
      return flash satisfies never;
  }
}

/** Beside the folded panel: what can be taken back. Other messages wait until the panel is open. */
export function FoldedFlash() {
  const { flash } = usePanel();
  const words = useWords();
  const current = flash.current.value;
  return (
    <div role="status" aria-live="polite" class="yielded folded-flash">
      {current?.kind === 'done' && current.undo !== undefined && (
        <p>
          {flashText(current, words)}{' '}
          <Button small icon={Undo2} onPress={() => void flash.undo()}>
            {words.t('flash_undo')}
          </Button>
        </p>
      )}
    </div>
  );
}

/** The newest flash message, above the footer; announced once to screen readers. */
export function FlashLine() {
  const { flash } = usePanel();
  const words = useWords();
  const current = flash.current.value;
  return (
    <div role="status" aria-live="polite">
      {current !== null && (
        <div class="toast">
          <Notice tone={current.kind === 'done' ? 'good' : 'bad'}>
            <div class="row between">
              <span>{flashText(current, words)}</span>
              {current.kind === 'done' && current.undo !== undefined && (
                <Button small icon={Undo2} onPress={() => void flash.undo()}>
                  {words.t('flash_undo')}
                </Button>
              )}
              <IconButton small node={X} label={words.t('common_close')} onPress={flash.clear} />
            </div>
          </Notice>
        </div>
      )}
    </div>
  );
}
