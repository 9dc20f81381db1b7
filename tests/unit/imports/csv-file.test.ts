import { describe, expect, it } from 'vitest';
import { neutraliseCell, parseCsv, toRawLines } from '../../../lib/imports/csv-file.ts';
import { checkFileSize, decodeFile } from '../../../lib/imports/file-text.ts';
import { classifyLine, MAX_LINES } from '../../../lib/imports/lines.ts';
import { readLineInBrazil } from '../numbers/phones.ts';

const ports = { now: () => 0, pause: () => Promise.resolve() };
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = new Uint8Array(text.length * 2);
  for (let n = 0; n < text.length; n += 1) new DataView(bytes.buffer).setUint16(n * 2, text.charCodeAt(n), !bigEndian);
  return bytes;
};
const latin1 = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const TEXT = 'Nome;Telefone;Pedido\nJoão;(82) 99900-0001;#7\nÍris 😀;82 3321-1234;#8\n';

describe('the text of a file', () => {
  it.each([
    ['UTF-8', new TextEncoder().encode(TEXT), 'utf-8'],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${TEXT}`), 'utf-8'],
    ['UTF-16 LE with a mark', utf16(`\ufeff${TEXT}`, false), 'utf-16le'],
    ['UTF-16 BE with a mark', utf16(`\ufeff${TEXT}`, true), 'utf-16be'],
    ['UTF-16 LE without one', utf16(TEXT, false), 'utf-16le'],
    ['UTF-16 BE without one', utf16(TEXT, true), 'utf-16be'],
  ] as const)('is read from %s', (_name, bytes, encoding) => {
    expect(decodeFile(bytes)).toEqual({ ok: true, text: TEXT, encoding });
  });

  it('is read from Windows-1252', () => {
    expect(decodeFile(latin1('Nome;Fone\nJo\u00e3o \x80;82'))).toEqual({
      ok: true,
      text: 'Nome;Fone\nJoão €;82',
      encoding: 'windows-1252',
    });
  });

  it('stays UTF-8 when one byte is invalid', () => {
    const [before, after] = ['João;82999000001\nJo', 'o;82999000002\nÍris;82999000003'].map((text) =>
      new TextEncoder().encode(text),
    );
    const bytes = Uint8Array.from([...(before ?? []), 0xe3, ...(after ?? [])]);

    expect(decodeFile(bytes)).toEqual({
      ok: true,
      text: 'João;82999000001\nJoão;82999000002\nÍris;82999000003',
      encoding: 'utf-8',
    });
  });

  it.each([
    ['a spreadsheet', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0)],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10)],
    ['a PDF', latin1('%PDF-1.7')],
    ['zeros', new Uint8Array(100)],
    ['control characters', Uint8Array.from({ length: 200 }, (_, n) => (n % 8) + 1)],
  ])('is not read from %s', (_name, bytes) => {
    expect(decodeFile(bytes)).toEqual({ ok: false, problem: 'binary' });
  });

  it('is not read from 50 MB, or from an empty file', () => {
    expect(decodeFile(new Uint8Array(50_000_000))).toEqual({ ok: false, problem: 'too-large' });
    expect([checkFileSize(0), checkFileSize(1000), checkFileSize(50_000_000)]).toEqual(['empty', null, 'too-large']);
  });
});

describe('a CSV file', () => {
  it('has a header, a delimiter, a preview and guessed columns', async () => {
    const table = await parseCsv(`\ufeff${TEXT}\n\n`, ports);

    expect(table).toMatchObject({
      headers: ['Nome', 'Telefone', 'Pedido'],
      hasHeader: true,
      delimiter: ';',
      lineOf: [2, 3],
      guess: { numberColumn: 1, nameColumn: 0 },
      preview: [
        ['João', '(82) 99900-0001', '#7'],
        ['Íris 😀', '82 3321-1234', '#8'],
      ],
    });
  });

  it.each([
    [',', 'name,phone\n"Souza, Ana","82 99900-0001"\n'],
    ['\t', 'name\tphone\nAna\t82999000001\n'],
    ['|', 'name|phone\nAna|82999000001\n'],
    ['^', 'sep=^\nname^phone\nAna^82999000001\n'],
  ])('is split at %j', async (delimiter, text) => {
    const table = await parseCsv(text, ports);

    expect(table?.delimiter).toBe(delimiter);
    expect(table?.headers).toEqual(['name', 'phone']);
    expect(table?.rows).toHaveLength(1);
  });

  it.each([
    ['Número do pedido;Telefone;Nome', '82988887777;82 99900-0001;Ana', 1],
    ['Telefone;CPF;Nome', '82 99900-0001;12345678909;Ana', 0],
    ['CPF;Celular', '12345678909;82999000001', 1],
    ['Nome;Número', 'Ana;82999000001', 1],
    ['Order number;Phone', '14155552671;82999000001', 1],
    ['ID;Contato;WhatsApp', '82988887777;Ana;82999000001', 2],
    ['Data do contato;Fone', '2026-11-30;82999000001', 1],
    ['Código;Nome', '82988887777;Ana', null],
  ])('with the header %s has its phone column preselected', async (header, row, numberColumn) => {
    expect((await parseCsv(`${header}\n${row}\n${row}\n`, ports))?.guess.numberColumn).toBe(numberColumn);
  });

  it('knows on which line of the text each row begins', async () => {
    const table = await parseCsv('sep=;\nNome;Fone\n"Ana\nSouza";82999000001\n\nBia;82999000002\n', ports);

    expect(table).toMatchObject({ headerLine: 2, lineOf: [3, 6] });
  });

  it('without a header gets column names and keeps its first row', async () => {
    const table = await parseCsv('Ana,82999000001\nBia,82999000002\n', ports);

    expect(table).toMatchObject({
      headers: ['Column 1', 'Column 2'],
      hasHeader: false,
      lineOf: [1, 2],
      guess: { numberColumn: 1, nameColumn: 0 },
    });
  });

  it('returns values by header, and gives equal headers different names', async () => {
    const table = await parseCsv('Nome,Fone,Cidade,Cidade,\nAna,82999000001,Maceió,Recife,x\n', ports);
    const lines = toRawLines(table!, { number: 1, name: 0 });

    expect(lines[0]).toMatchObject({
      line: 2,
      number: '82999000001',
      name: 'Ana',
      values: { Nome: 'Ana', Fone: '82999000001', Cidade: 'Maceió', 'Cidade (2)': 'Recife', 'Column 5': 'x' },
    });
    expect(classifyLine(lines[0]!, readLineInBrazil)).toMatchObject({
      status: 'parsed',
      name: 'Ana',
      values: { Cidade: 'Maceió' },
    });
  });

  it.each([
    ['="5582999000001"', '5582999000001', false],
    ['=SUM(A1:A9)', '', true],
    ["=cmd|' /C calc'!A0", '', true],
    ['+SUM(A1)', '', true],
    ['@SUM(A1)', '', true],
    ['+55 82 99900-0001', '+55 82 99900-0001', false],
    ['=5582999000001', '5582999000001', false],
    ['=+55 82 99900-0001', '+55 82 99900-0001', false],
    ['-5', '-5', false],
    ['@loja', '@loja', false],
    ['Ana = Bia', 'Ana = Bia', false],
  ])('reads the cell %s as %j', (cell, text, wasFormula) => {
    expect(neutraliseCell(cell)).toEqual({ text, wasFormula });
  });

  it('gets its formula cells counted', async () => {
    expect((await parseCsv('Nome,Fone\n"=HYPERLINK(""x"")",82999000001\n', ports))?.formulaCells).toBe(1);
  });

  it('keeps line breaks inside quotes, in slices too', async () => {
    const rows = Array.from({ length: 5000 }, (_, n) => `"Pessoa\n${n}","82 9${80_000_000 + n}"`).join('\n');
    const table = await parseCsv(`nome,fone\n${rows}\n`, ports);

    expect(table?.rows).toHaveLength(5000);
    expect(table?.rows.every((row, n) => row[0] === `Pessoa\n${n}` && row[1] === `82 9${80_000_000 + n}`)).toBe(true);
  });

  it('is cut at 20,000 rows, and read in slices of under 50 ms', async () => {
    const text = Array.from({ length: MAX_LINES + 100 }, (_, n) => `Pessoa ${n};82 9${80_000_000 + n}`).join('\n');
    const slices: number[] = [];
    let sliceAt = performance.now();
    const pause = () => {
      slices.push(performance.now() - sliceAt);
      sliceAt = performance.now();
      return Promise.resolve();
    };

    const table = await parseCsv(text, { now: () => performance.now(), pause });

    expect(table?.rows).toHaveLength(MAX_LINES);
    expect(table?.cutRows).toBe(100);
    expect(slices.sort((a, b) => a - b)[Math.floor(slices.length / 2)] ?? 0).toBeLessThan(50);
  });

  it('without content is null', async () => {
    expect(await parseCsv('\n;;\n', ports)).toBeNull();
  });
});
