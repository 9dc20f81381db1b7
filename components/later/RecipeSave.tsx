import { BookmarkPlus } from 'lucide';
import { useEffect, useId, useState } from 'preact/hooks';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** Stands for the picked people in the choice of audiences; no audience is called so, because names are trimmed. */
const THESE = ' ';

/** Saves flow and values on screen, and whom they go to, under a name. */
export function RecipeSave() {
  const { later, people, selection } = usePanel();
  const { t } = useWords();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [audience, setAudience] = useState<string | null>(null);
  const count = selection.peopleCount.value;
  const audiences = people.audiences.data.value ?? [];
  useEffect(() => {
    if (open) void people.audiences.load();
  }, [open, people]);
  const save = (): void => {
    const isThese = audience === THESE;
    void later
      .saveRecipe({ name, note, audience: isThese ? null : audience, people: isThese })
      .then((isSaved) => isSaved && setOpen(false));
  };
  return (
    <section class="stack tight" aria-label={t('recipe_save')}>
      <div class="row">
        <Button small look="tertiary" icon={BookmarkPlus} expanded={open} onPress={() => setOpen(!open)}>
          {t('recipe_save')}
        </Button>
      </div>
      {open && (
        <>
          <div class="field">
            <label for={`${id}-name`}>{t('recipe_name')}</label>
            <input
              id={`${id}-name`}
              class="input"
              autocomplete="off"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </div>
          <div class="field">
            <label for={`${id}-audience`}>{t('recipe_audience')}</label>
            <Select
              id={`${id}-audience`}
              value={audience}
              none={t('recipe_nobody')}
              choices={[
                ...(count > 0 ? [{ value: THESE, text: t('recipe_these', { count }) }] : []),
                ...audiences.map((one) => ({ value: one.name, text: one.name })),
              ]}
              onValue={setAudience}
            />
          </div>
          <div class="field">
            <label for={`${id}-note`}>{t('recipe_note')}</label>
            <textarea
              id={`${id}-note`}
              class="input"
              rows={2}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </div>
          <div class="row">
            <Button small disabled={name.trim() === '' || later.busy.value} onPress={save}>
              {t('followUp_set')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
