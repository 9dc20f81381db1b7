import { Trash2 } from 'lucide';
import type { RecipeView } from '../../lib/messaging/views.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { useWords } from '../ui/ViewContext.tsx';

function RecipeLine({ recipe }: { readonly recipe: RecipeView }) {
  const { later } = usePanel();
  const { t } = useWords();
  const { name, flowName, audience, note } = recipe;
  return (
    <li class="groupline stack tight">
      <div class="row between">
        <span class="names">
          <bdi class="strong cut" title={name}>
            {name}
          </bdi>
          <bdi class="caption muted cut" title={flowName}>
            {flowName}
          </bdi>
        </span>
        <span class="row">
          <Button small disabled={later.busy.value} onPress={() => void later.openRecipe(name)}>
            {t('recipe_use')}
          </Button>
          <IconButton
            small
            node={Trash2}
            label={t('recipe_remove', { name })}
            onPress={() => void later.removeRecipe(name)}
          />
        </span>
      </div>
      {audience !== null && <p class="caption muted">{t('recipe_toAudience', { audience })}</p>}
      {note !== '' && <p class="caption">{note}</p>}
    </li>
  );
}

/** The recipes of this project. */
export function RecipeList() {
  const { later } = usePanel();
  const { t } = useWords();
  const { recipes } = later.view.value;
  return (
    <section class="card stack tight" aria-label={t('recipe_list')}>
      <h2 class="title">{t('recipe_list')}</h2>
      {recipes.length === 0 ? (
        <p class="caption muted">{t('recipe_none')}</p>
      ) : (
        <ul>
          {recipes.map((recipe) => (
            <RecipeLine key={recipe.name} recipe={recipe} />
          ))}
        </ul>
      )}
    </section>
  );
}
