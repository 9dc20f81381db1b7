import { describe, expect, it } from 'vitest';
import { phones } from './phones.ts';

/** The result of a line: its number, its possible numbers with `?` in front, or the reason why it has none. */
function told(text: string, country: string): string {
  const reading = phones.read(text, country);
  switch (reading.kind) {
    case 'number':
      return reading.phone.digits;
    case 'unclear':
      return `? ${reading.readings.map((phone) => phone.digits).join(' ')}`;
    case 'none':
      return reading.reason;
    default:
      return reading satisfies never;
  }
}

describe('a number with digits that cannot be read', () => {
  it.each([
    ['+49151293096xx', 'DE'],
    ['+49 1564 249****', 'DE'],
    ['+49-1510-84036••', 'DE'],
    ['+491519467 XXXX', 'DE'],
    ['+49 (7396) 43476l', 'DE'],
    ['01512390818I', 'DE'],
    ['+49-155O5-955568', 'DE'],
    ['O04915127570476', 'DE'],
    ['01512%8689050', 'DE'],
    ['+492065262062?9', 'DE'],
    ['494209433*038', 'DE'],
    ['9O18190040849', 'IN'],
    ['00918!195017291', 'IN'],
    ['??17314319080', 'IN'],
    ['xx3123327654', 'IT'],
    ['393...7020756', 'IT'],
    ['(**) 605355531', 'DE'],
    ['31 9904__9697', 'BR'],
    ['+55979919499xx', 'BR'],
  ])('%s (%s) is not read as the number that its other digits form', (text, country) => {
    expect(told(text, country)).toBe('no-number');
  });

  it.each([
    ['*82 99900-0001*', 'BR', '5582999000001'],
    ['**82 99900-0001**', 'BR', '5582999000001'],
    ['Ana 82 99900-0001?', 'BR', '5582999000001'],
    ['0xx82 99900-0001', 'BR', '5582999000001'],
    ['(xx82) 99900-0001', 'BR', '5582999000001'],
    ['Tel: ____82 99900-0001____', 'BR', '5582999000001'],
    ['82 99900-0001...', 'BR', '5582999000001'],
    ['82999000001\u{1f525}', 'BR', '5582999000001'],
  ])('%s (%s) is read, because only decoration is unreadable', (text, country, digits) => {
    expect(told(text, country)).toBe(digits);
  });
});

describe('digits behind a word for another kind of number', () => {
  it.each([
    ['id 07956 6162679', 'DE', '? 496162679 4979566162679'],
    ['Ana rg: 01517 3191474', 'DE', '? 493191474 4915173191474'],
    ['serie0171 1092981', 'DE', '? 491092981 491711092981'],
    ['nota 312 054 5089', 'IT', '? 390545089 393120545089'],
  ])('%s (%s) make the line unclear when they may be the beginning of the number', (text, country, readings) => {
    expect(told(text, country)).toBe(readings);
  });

  it.each([
    ['pedido 123 82 99900-0001', 'BR', '5582999000001'],
    ['pedido 12345678 82 99900-0001', 'BR', '5582999000001'],
    ['82 99900-0001 ramal 2 pedido 77', 'BR', '5582999000001'],
    ['ramal 204 - 82 99900-0001', 'BR', '5582999000001'],
    ['Paulo ramal: 01513 1065734', 'DE', '4915131065734'],
  ])('%s (%s) belong to that word when the rest is the number either way', (text, country, digits) => {
    expect(told(text, country)).toBe(digits);
  });
});

describe('a plus', () => {
  it.each([
    ['+5564229908', 'BR', 'not-in-use'],
    ['+55 99923-4567', 'BR', 'not-in-use'],
    ['571 + (43)980593527', 'BR', '? 43980593527 5543980593527'],
    ['41009+35960693485', 'BR', '? 35960693485 5535960693485'],
    ['82999000001+5582999000002', 'BR', '? 5582999000001 5582999000002'],
    ['+82 99900-0001', 'BR', '5582999000001'],
  ])('%s (%s) is read as the start of a country code, or as a sign between two things', (text, country, answer) => {
    expect(told(text, country)).toBe(answer);
  });
});

describe('a country code written twice', () => {
  it.each([
    ['112013148512', 'US', '12013148512'],
    ['118092358009', 'DO', '18092358009'],
  ])('%s (%s) gives a number that exists', (text, country, digits) => {
    expect(told(text, country)).toBe(digits);
  });
});

describe('text beside a number', () => {
  it.each([
    ['+49.5808.253361 -9.6498,-35.7089', 'DE', '495808253361'],
    ['+5582999000001 60%', 'BR', '5582999000001'],
    ['+54 9 11 2675 4882 184 reais', 'AR', '5491126754882'],
    ['778,"Ana",(017) 96205-3959,20/08/1989,"R$ 10,00"', 'BR', '5517962053959'],
    ['ABC1D27 643930175', 'ES', '34643930175'],
    ['Ph# 12019516245', 'US', '12019516245'],
    ['proc. 9432856-27.2023.8.02.5283 094 706 630', 'UY', '59894706630'],
    ['expediente 17126/2025 - Ana - 071 566 0764', 'ZA', '27715660764'],
  ])('%s (%s) does not belong to it', (text, country, digits) => {
    expect(told(text, country)).toBe(digits);
  });

  it.each(['28/40 4915223928762', '+49-5593-557269-37959', '0214-043434853589'])(
    '%s is not read as a German number of seventeen digits',
    (text) => {
      expect(told(text, 'DE')).not.toMatch(/^\d{16,}$/);
    },
  );

  it('a row number with a dot, behind a space, does not belong to the number', () => {
    expect(told('0052 . (96) 5645-4606', 'BR')).not.toBe('529656454606');
  });
});

describe('a line as long as a page', () => {
  it('is refused, whatever it contains', () => {
    expect(
      ['1'.repeat(100_000), '82 99900-0001 '.repeat(10_000), '*1'.repeat(100_000)].map((text) => told(text, 'BR')),
    ).toEqual(['too-long', 'too-long', 'too-long']);
  });
});
