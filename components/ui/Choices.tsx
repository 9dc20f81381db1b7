import { useRef } from 'preact/hooks';

interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string; count?: number | undefined }[];
  onValue: (value: Value) => void;
  /** Called on arrow down, to move to the chosen list. */
  onDown?: () => void;
}

/** Toggle buttons side by side, of which one is chosen. One tab stop; the left and right arrow choose. */
export function Choices<Value extends string>({ label, value, options, onValue, onDown }: ChoicesProps<Value>) {
  const group = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    options.findIndex((option) => option.value === value),
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' && onDown !== undefined) {
      event.preventDefault();
      onDown();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = (at + step + options.length) % options.length;
    const next = options[to];
    if (next === undefined) return;
    onValue(next.value);
    group.current?.querySelectorAll('button')[to]?.focus();
  };
  return (
    <div class="segments" role="group" aria-label={label} ref={group}>
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          class="choice"
          aria-pressed={option.value === value}
          tabIndex={index === at ? 0 : -1}
          onKeyDown={onKeyDown}
          onClick={() => onValue(option.value)}
        >
          {option.text}
          {option.count !== undefined && <span class="count num">{option.count}</span>}
        </button>
      ))}
    </div>
  );
}
