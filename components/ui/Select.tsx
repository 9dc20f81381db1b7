interface SelectProps<Value extends string | number> {
  /** What a screen reader says; left out where a `<label for={id}>` stands beside it. */
  label?: string;
  id?: string;
  describedBy?: string;
  /** Text of the first entry, which stands for null. Left out where one of the choices is always selected. */
  none?: string;
  value: Value | null;
  choices: readonly { readonly value: Value; readonly text: string }[];
  disabled?: boolean;
  /** Takes the focus when the screen opens. */
  first?: boolean;
  narrow?: boolean;
  onValue: (value: Value | null) => void;
}

/** A choice of one among a few values, as the browser's own list. */
export function Select<Value extends string | number>({
  label,
  id,
  describedBy,
  none,
  value,
  choices,
  disabled = false,
  first = false,
  narrow = false,
  onValue,
}: SelectProps<Value>) {
  return (
    <select
      id={id}
      class="input short"
      style={narrow ? { width: '140px' } : undefined}
      aria-label={label}
      aria-describedby={describedBy}
      data-first={first ? true : undefined}
      value={value ?? ''}
      disabled={disabled}
      onChange={({ currentTarget }) =>
        onValue(choices.find((choice) => String(choice.value) === currentTarget.value)?.value ?? null)
      }
    >
      {none !== undefined && <option value="">{none}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.text}
        </option>
      ))}
    </select>
  );
}
