import { useTrusted } from './trusted.ts';

interface SwitchProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  /** Only trusted events count. */
  trusted?: boolean;
}

/** A switch with a label. */
export function Switch({ label, on, onChange, disabled, trusted }: SwitchProps) {
  const onTrusted = useTrusted();
  const press = (): void => onChange(!on);
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      aria-label={label}
      disabled={disabled === true}
      onClick={trusted === true ? onTrusted<MouseEvent>(press) : press}
    />
  );
}
