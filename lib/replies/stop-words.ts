/** What people answer who want no further messages, in Portuguese, Spanish and English, as `fold` writes it. */
const STOP: readonly string[] = [
  'parar',
  'pare',
  'sair',
  'cancelar',
  'cancela',
  'descadastrar',
  'remover',
  'stop',
  'salir',
  'baja',
  'darse de baja',
  'dar de baja',
  'unsubscribe',
  'cancel',
  'quit',
  'opt out',
  'stop all',
];

/**
 * Whether a message is nothing but a wish to get no further messages: the one word, whatever its case, accents and
 * punctuation. A sentence that contains the word is none ("não me mande mais boletos" is about bills).
 */
export function asksToStop(text: string): boolean {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return STOP.includes(plain);
}
