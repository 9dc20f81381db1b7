import { Search, X } from 'lucide';
import { useRef } from 'preact/hooks';
import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { useWords } from './ViewContext.tsx';

interface SearchFieldProps {
  label: string;
  placeholder?: string;
  value: string;
  onValue: (value: string) => void;
  /** Called on arrow down, to move to the list. */
  onDown?: () => void;
  /** Called on Enter with a text: takes the first hit. The text is then selected, so that the next one replaces it. */
  onTop?: () => void;
  busy?: boolean;
}

/** The search field of a list. The `/` key finds it by its `type`. */
export function SearchField({ label, placeholder, value, onValue, onDown, onTop, busy }: SearchFieldProps) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  // The clear button disappears with the text, so move the focus to the field first.
  const clear = (): void => {
    onValue('');
    input.current?.focus();
  };
  return (
    <div class="search" role="search">
      <Icon node={Search} size="small" />
      <input
        ref={input}
        type="search"
        data-first
        aria-label={label}
        placeholder={placeholder ?? label}
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter during an input method's composition chooses its word, not a hit.
          const isPlainEnter = event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.isComposing;
          if (isPlainEnter && onTop !== undefined && value.trim() !== '' && !event.repeat) {
            event.preventDefault();
            onTop();
            event.currentTarget.select();
          }
          if (event.key !== 'ArrowDown' || onDown === undefined) return;
          event.preventDefault();
          onDown();
        }}
      />
      {busy === true && <span class="spinner" aria-hidden="true" />}
      {value !== '' && <IconButton small node={X} label={t('common_clearSearch')} onPress={clear} />}
    </div>
  );
}
