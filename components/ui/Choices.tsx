import { useRef } from 'preact/hooks';

interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string; count?: number | undefined }[];
  onValue: (value: Value) => void;
  /** Arrow down: on to what was chosen. */
  onDown?: () => void;
}

/** One of a few, side by side: toggle buttons as the page's chips look. One tab stop; left and right choose. */
export function Choices<Value extends string>({ label, value, options, onValue, onDown }: ChoicesProps<Value>) {
  const group = useRef<HTMLDivElement>(null);
  const at = Math.max(0, options.findIndex((option) => option.value === value));
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
