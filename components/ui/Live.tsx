/** Text for screen readers only, announced when it changes and no other announcement is running. */
export function Live({ text }: { text: string }) {
  return (
    <div class="sr" role="status" aria-live="polite">
      {text}
    </div>
  );
}
