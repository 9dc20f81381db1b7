import { describe, expect, it } from 'vitest';
import { type ReadListLine, readList } from '../../commands/read-list.ts';
import { phones } from '../numbers/phones.ts';

async function listOf(
  text: string,
  { column, country = 'BR' }: { column?: string; country?: string } = {},
): Promise<ReadListLine[]> {
  const lines: ReadListLine[] = [];
  for await (const line of readList(text, { read: (written) => phones.read(written, country), column }))
    lines.push(line);
  return lines;
}

describe('a list read line by line', () => {
  it('has one line of output per line, with the number of the line', async () => {
    expect(
      await listOf(
        '1. (19) 3234-5678\n\n82999000001\t12345678909\n82 99900-0001 ou 82 98888-7777\nAna; 99900-0001\r\n8299000001\n',
      ),
    ).toEqual([
      { line: 1, status: 'number', number: '+551932345678', reason: null, name: null, values: {} },
      { line: 2, status: 'invalid', number: null, reason: 'blank', name: null, values: {} },
      { line: 3, status: 'number', number: '+5582999000001', reason: null, name: null, values: {} },
      {
        line: 4,
        status: 'unclear',
        number: null,
        reason: 'several-numbers',
        name: 'ou',
        values: {},
        readings: ['+5582999000001', '+5582988887777'],
      },
      { line: 5, status: 'invalid', number: null, reason: 'no-area-code', name: 'Ana', values: {} },
      {
        line: 6,
        status: 'duplicate',
        number: '+5582999000001',
        reason: 'same-number',
        name: null,
        values: {},
        firstLine: 3,
      },
    ]);
  });

  it('with a header is a table whose phone column is found by its name, not by the length of its numbers', async () => {
    const lines = await listOf('Número do pedido;Telefone;Nome\n82988887777;82 9123-4567 ramal 2;Ana\n');

    expect(lines).toMatchObject([
      { line: 1, status: 'invalid', reason: 'header' },
      {
        line: 2,
        status: 'number',
        number: '+5582991234567',
        name: 'Ana',
        values: { 'Número do pedido': '82988887777', Nome: 'Ana' },
      },
    ]);
  });

  it.each(['2', 'telefone'])('uses the column %s when it is named', async (column) => {
    expect(await listOf('Pedido,Telefone\n82988887777,558291234567.0\n', { column })).toMatchObject([
      { reason: 'header' },
      { number: '+5582991234567' },
    ]);
  });

  it('lists the columns when the named one does not exist', async () => {
    await expect(listOf('Pedido,Telefone\n1,2\n', { column: '3' })).rejects.toThrow(
      'there is no column 3; there are: Pedido, Telefone',
    );
  });

  it('keeps the line numbers behind cells with line breaks', async () => {
    const lines = await listOf('Nome,Telefone\n"Ana\nSouza",82999000001\nBia,82999000002\n');

    expect(lines.map(({ line, number }) => [line, number])).toEqual([
      [1, null],
      [2, '+5582999000001'],
      [4, '+5582999000002'],
    ]);
  });

  it('is read for the country that is named', async () => {
    expect(await listOf('521 55 1234 5678\n52 1 55 1234 5678\n', { country: 'MX' })).toMatchObject([
      { number: '+525512345678' },
      { status: 'duplicate', number: '+525512345678' },
    ]);
  });

  it('with more lines than the panel accepts is read to its end', async () => {
    const lines = await listOf(Array.from({ length: 30_000 }, (_, n) => `82 9${80_000_000 + n}`).join('\n'));

    expect(lines).toHaveLength(30_000);
    expect(lines.every((line) => line.status === 'number')).toBe(true);
  });
});
