import { Check, Pencil } from 'lucide';
import { useState } from 'preact/hooks';
import type { DispatchView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { IconButton } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** What a dispatch is called, and its flow; a press on the pencil gives it another name. */
export function DispatchName({ view }: { readonly view: DispatchView }) {
  const { later } = usePanel();
  const { t } = useWords();
  const { name = '', flowName, dispatchId } = view.row;
  const [typed, setTyped] = useState<string | null>(null);
  const save = (): void => {
    if (typed === null || typed.trim() === name) return setTyped(null);
    void later.nameDispatch(dispatchId, typed).then((isNamed) => isNamed && setTyped(null));
  };
  if (typed !== null)
    return (
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <input
          class="input short"
          aria-label={t('dispatchName_label')}
          autocomplete="off"
          maxLength={60}
          value={typed}
          ref={(element) => element?.focus()}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <IconButton small node={Check} label={t('followUp_set')} onPress={save} />
      </form>
    );
  const shown = name === '' ? flowName : `${name} · ${flowName}`;
  return (
    <span class="row">
      <bdi class="caption muted cut" title={shown}>
        {shown}
      </bdi>
      <IconButton small node={Pencil} label={t('dispatchName_edit')} onPress={() => setTyped(name)} />
    </span>
  );
}
