import { describe, expect, it } from 'vitest';
import { anchorsOf, brokenReferences, houseOnDisk, listFiles, readProse, type House } from './references/resolve.ts';

const files = [
  ...listFiles(['lib', 'components', 'entrypoints', 'public', 'tests', '.github']),
  'wxt.config.ts',
  'README.md',
  'CHANGELOG.md',
];
const read = files.filter((path) => /\.(ts|tsx|js|mjs|css|md)$/.test(path));

describe('references', () => {
  it('lead from every comment and every page to an existing target', () => {
    const house = houseOnDisk(files);

    expect(read.flatMap((path) => brokenReferences(readProse(path), house))).toEqual([]);
  });
});

describe('the resolver of references', () => {
  const house: House = {
    has: (path) => ['.github/docs/a.md', 'lib/here', 'lib/here/b.ts', 'README.md'].includes(path),
    anchors: (path) => (path === '.github/docs/a.md' ? new Set(['a-heading']) : new Set()),
    hasName: (name) => name === 'b.ts',
    scripts: new Set(['check']),
    knows: (name) => ['readDraft', 'draft:save'].includes(name),
  };
  const inCode = (comment: string) =>
    brokenReferences(readProse('lib/here/b.ts', `let a = 1;\n// ${comment}\n`), house);
  const inPage = (text: string) => brokenReferences(readProse('.github/docs/a.md', text), house);

  it('finds each kind of broken reference in code', () => {
    const broken = [
      'see .github/docs/gone.md',
      'see .github/docs/a.md#no-heading',
      'see lib/here/gone.ts',
      'see lib/gone/.',
      'see `gone.ts`',
      'run npm run gone',
      'contract rest, failures',
      'rest.md, failures',
      'a rule of pitfall 46',
      'by architecture 8',
      'after issue 3',
      'the law §2',
    ];

    expect(broken.map((comment) => inCode(comment).length)).toEqual(broken.map(() => 1));
    expect(inCode('see .github/docs/a.md#no-heading')).toEqual([
      'lib/here/b.ts:2 .github/docs/a.md#no-heading: has no such heading',
    ]);
  });

  it('finds each kind of broken reference in a page', () => {
    const broken = [
      '[x](gone.md)',
      '[x](a.md#gone)',
      '[x](#gone)',
      '`lib/here/gone.ts`',
      'npm run gone',
      '![x](gone.png)',
      '`goneNow`',
      '`gone()`',
      '`draft:gone`',
      '```mermaid\nA->>B: draft:gone\n```',
    ];

    expect(broken.map((text) => inPage(`# A heading\n\n${text}\n`).length)).toEqual(broken.map(() => 1));
  });

  it('accepts valid references, upstream citations and code', () => {
    const fine = [
      '.github/docs/a.md',
      '.github/docs/a.md#a-heading.',
      '`lib/here/b.ts`',
      'lib/here/',
      '`b.ts`',
      'npm run check',
      '`E:chats/apps/rooms/models.py:12`',
      'W:src/lib/gone/x.ts',
      'lib of ours',
    ];

    expect(fine.flatMap(inCode)).toEqual([]);
    expect(
      [
        '[x](a.md#a-heading)',
        '[x](../../README.md)',
        '[x](https://example.org/gone.md)',
        '[x](#a-heading)',
        '`readDraft()`',
        '`draft:save`',
        '`#chats-app`',
        '`E:x/y.py`',
      ].flatMap(inPage),
    ).toEqual([]);
    expect(brokenReferences(readProse('lib/here/b.ts', `it('is a rule of pitfall ${46}', run);`), house)).toHaveLength(
      1,
    );
    expect(brokenReferences(readProse('lib/here/b.ts', "const a = 'lib/here/gone.ts';"), house)).toEqual([]);
  });

  it('names headings as GitHub does', () => {
    const page =
      '# A `code` heading, of [two](x.md) parts\n## Twice\n## Twice\n### Não é só isto!\n```\n# no heading\n```\n';

    expect([...anchorsOf(page)]).toEqual(['a-code-heading-of-two-parts', 'twice', 'twice-1', 'não-é-só-isto']);
  });
});
