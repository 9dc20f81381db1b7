import type { SourceFile } from '../boundaries/source.ts';

/** A room is a folder of the product that has a rule of its own; files beside the folders of lib are one room. */
export interface Room {
  readonly name: string;
  /** Rooms it imports something from; `types`: only types of them. */
  readonly code: readonly string[];
  readonly types: readonly string[];
  /** 0 is the ground: it imports nothing of the product. */
  readonly floor: number;
}

const GROUND = 'lib/*.ts';

/** The room of a file, or null for what is not the product (a package, a text of public/). */
export function roomOf(path: string): string | null {
  const [top, second, third] = path.split('/');
  if (top === 'components' || top === 'entrypoints') return top;
  if (top !== 'lib' || second === undefined) return null;
  if (third === undefined) return GROUND;
  return second === 'weni' ? `lib/weni/${third}` : `lib/${second}`;
}

/**
 * The rooms and their floors: each stands above everything it imports code or types from.
 *
 * @throws {Error} when rooms import each other in a circle: then there are no floors
 */
export function measureRooms(files: readonly SourceFile[]): readonly Room[] {
  const found = new Map<string, { code: Set<string>; types: Set<string> }>();
  for (const { path, imports } of files) {
    const name = roomOf(path);
    if (name === null) continue;
    const room = found.get(name) ?? { code: new Set<string>(), types: new Set<string>() };
    found.set(name, room);
    for (const { target, isFile, isType } of imports) {
      const other = isFile ? roomOf(target) : null;
      if (other !== null && other !== name) (isType ? room.types : room.code).add(other);
    }
  }
  const floors = new Map<string, number>();
  const floorOf = (name: string, above: readonly string[]): number => {
    if (above.includes(name)) throw new Error(`a circle of rooms: ${[...above.slice(above.indexOf(name)), name].join(' → ')}`);
    const known = floors.get(name);
    if (known !== undefined) return known;
    const room = found.get(name);
    const below = [...(room?.code ?? []), ...(room?.types ?? [])];
    const floor = Math.max(-1, ...below.map((other) => floorOf(other, [...above, name]))) + 1;
    floors.set(name, floor);
    return floor;
  };
  return [...found]
    .map(([name, room]) => ({
      name,
      code: [...room.code].sort(),
      types: [...room.types].filter((other) => !room.code.has(other)).sort(),
      floor: floorOf(name, []),
    }))
    .sort((a, b) => b.floor - a.floor || (a.name < b.name ? -1 : 1));
}

/** The picture in mermaid, and the whole table below it. An arrow that follows from two others is left out of the picture. */
export function drawFloors(rooms: readonly Room[]): string {
  const byName = new Map(rooms.map((room) => [room.name, room]));
  const below = (name: string): readonly string[] => [...(byName.get(name)?.code ?? []), ...(byName.get(name)?.types ?? [])];
  const reaches = (from: string, to: string): boolean => below(from).some((other) => other === to || reaches(other, to));
  const id = (name: string) => name.replaceAll(/[^a-z]+/g, '_').replace(/_$/, '');
  const floors = [...new Set(rooms.map(({ floor }) => floor))];
  return [
    '```mermaid',
    'flowchart TB',
    ...floors.flatMap((floor) => [
      `  subgraph floor_${floor}["floor ${floor}"]`,
      '    direction LR',
      ...rooms.filter((room) => room.floor === floor).map((room) => `    ${id(room.name)}["${room.name}"]`),
      '  end',
    ]),
    ...rooms.flatMap(({ name, code, types }) =>
      below(name)
        .filter((to) => !below(name).some((other) => other !== to && reaches(other, to)))
        .map((to) => `  ${id(name)} ${types.includes(to) && !code.includes(to) ? '-.->' : '-->'} ${id(to)}`),
    ),
    '```',
    '',
    '| floor | room | imports code of | types only of |',
    '|---|---|---|---|',
    ...rooms.map(({ floor, name, code, types }) => `| ${floor} | ${name} | ${code.join(', ')} | ${types.join(', ')} |`),
  ].join('\n');
}

const BEGIN = '<!-- floors: written by `npm run floors` -->';
const END = '<!-- end of floors -->';

/**
 * The page with the picture between its two marks.
 *
 * @throws {Error} when the marks are not there
 */
export function withFloors(page: string, picture: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the page has no ${BEGIN} … ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n${picture}\n${page.slice(end)}`;
}
