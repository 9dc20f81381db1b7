interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string; count?: number | undefined }[];
  onValue: (value: Value) => void;
}

/** One of a few, side by side: toggle buttons as the page's chips look. */
export function Choices<Value extends string>({ label, value, options, onValue }: ChoicesProps<Value>) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" class="choice" aria-pressed={option.value === value} onClick={() => onValue(option.value)}>
          {option.text}
          {option.count !== undefined && <span class="count num">{option.count}</span>}
        </button>
      ))}
    </div>
  );
}
