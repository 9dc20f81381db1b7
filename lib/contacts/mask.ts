/** Hides a name or number: `Ana Souza` → `A•• S••••`. Of digits, in any script, only the last two stay visible. */
export function maskText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{L}\p{M}]+/gu, (word) => {
      const [first = '', ...rest] = word;
      return `${first}${'•'.repeat(Math.min(6, rest.length))}`;
    })
    .replace(/\p{Nd}(?=(?:\P{Nd}*\p{Nd}){2})/gu, '•');
}
