import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import metadata from 'libphonenumber-js/metadata.min.json';
import { decodeFile } from '../../lib/imports/file-text.ts';
import { createPhoneBook } from '../../lib/numbers/phone.ts';
import { type ReadListLine, readList } from './read-list.ts';

/**
 * `npm run lines -- FILE [--country BR] [--column N]` prints what the product reads in each line of a list, as one JSON
 * line: `{"line":1,"status":"number","number":"+55…","reason":null,"name":"Ana","values":{}}`. With `--column` (counted
 * from 1, or the text of the header) the file is a table and that column has the numbers. Without it, a file whose
 * header names a phone column is a table, and any other file is lines of text. A `-` as FILE reads the standard input.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { country: { type: 'string', default: 'BR' }, column: { type: 'string' } },
});

const [file] = positionals;
if (file === undefined) {
  console.error('npm run lines -- FILE [--country BR] [--column N]');
  process.exit(2);
}

const decoded = decodeFile(readFileSync(file === '-' ? 0 : file), Number.POSITIVE_INFINITY);
if (!decoded.ok) {
  if (decoded.problem !== 'empty') console.error(`${file}: ${decoded.problem}`);
  process.exit(decoded.problem === 'empty' ? 0 : 1);
}

const phones = createPhoneBook(metadata, {});
const country = values.country.toUpperCase();
// Lines are written together, because one write per line would take longer than the reading.
let gathered: string[] = [];
const write = (line: ReadListLine): void => {
  gathered.push(JSON.stringify(line));
  if (gathered.length >= 1_000) flush();
};
const flush = (): void => {
  if (gathered.length > 0) process.stdout.write(`${gathered.join('\n')}\n`);
  gathered = [];
};
try {
  for await (const line of readList(decoded.text, {
    read: (text) => phones.read(text, country),
    column: values.column,
  }))
    write(line);
  flush();
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
