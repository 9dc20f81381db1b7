/** Words for screen readers only, said when they change and nobody is speaking. */
export function Live({ text }: { text: string }) {
  return (
    <div class="sr" role="status" aria-live="polite">
      {text}
    </div>
  );
}
