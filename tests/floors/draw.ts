import type { SourceFile } from '../boundaries/source.ts';

/** A room is a folder of the product that has a rule of its own; files beside the folders of lib are one room. */
export interface Room {
  readonly name: string;
  /**
   * `code`: rooms that it imports code from; `types`: rooms of which it imports only types; `up`: those of them above
   * it.
   */
  readonly code: readonly string[];
  readonly types: readonly string[];
  readonly up: readonly string[];
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

/** Whether one room is above another by the arrows given. */
function reaches(below: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  return [...(below.get(from) ?? [])].some((other) => other === to || reaches(below, other, to));
}

/**
 * The rooms and their floors: each stands above everything it imports code from, and types from unless that room stands
 * above it already.
 *
 * @throws {Error} when rooms import code of each other in a circle: then there are no floors
 */
export function measureRooms(files: readonly SourceFile[]): readonly Room[] {
  const code = new Map<string, Set<string>>();
  const types = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const name = roomOf(path);
    if (name === null) continue;
    const arrows = { code: code.get(name) ?? new Set<string>(), types: types.get(name) ?? new Set<string>() };
    code.set(name, arrows.code);
    types.set(name, arrows.types);
    for (const { target, isFile, isType } of imports) {
      const other = isFile ? roomOf(target) : null;
      if (other !== null && other !== name) (isType ? arrows.types : arrows.code).add(other);
    }
  }
  refuseCircles(code);
  const names = [...code.keys()].sort();
  const below = new Map([...code].map(([name, others]) => [name, new Set(others)]));
  const up = new Map<string, string[]>();
  for (const name of names) {
    for (const other of [...(types.get(name) ?? [])].sort()) {
      if (reaches(below, other, name)) up.set(name, [...(up.get(name) ?? []), other]);
      else below.get(name)?.add(other);
    }
  }
  const floors = new Map<string, number>();
  const floorOf = (name: string): number => {
    const known = floors.get(name);
    if (known !== undefined) return known;
    const floor = Math.max(-1, ...[...(below.get(name) ?? [])].map(floorOf)) + 1;
    floors.set(name, floor);
    return floor;
  };
  return names
    .map((name) => {
      const above = up.get(name) ?? [];
      return {
        name,
        code: [...(code.get(name) ?? [])].sort(),
        types: [...(types.get(name) ?? [])]
          .filter((other) => code.get(name)?.has(other) !== true && !above.includes(other))
          .sort(),
        up: above,
        floor: floorOf(name),
      };
    })
    .sort((a, b) => b.floor - a.floor);
}

function refuseCircles(code: ReadonlyMap<string, ReadonlySet<string>>): void {
  const clear = new Set<string>();
  const walk = (name: string, above: readonly string[]): void => {
    if (above.includes(name))
      throw new Error(`a circle of rooms: ${[...above.slice(above.indexOf(name)), name].join(' → ')}`);
    if (clear.has(name)) return;
    for (const other of code.get(name) ?? []) walk(other, [...above, name]);
    clear.add(name);
  };
  for (const name of code.keys()) walk(name, []);
}

/** The picture in mermaid, and the whole table below it. An arrow that follows from two others is left out of the picture. */
export function drawFloors(rooms: readonly Room[]): string {
  const below = new Map(rooms.map(({ name, code, types }) => [name, new Set([...code, ...types])]));
  const follows = (from: string, to: string) =>
    [...(below.get(from) ?? [])].some((other) => other !== to && reaches(below, other, to));
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
    ...rooms.flatMap(({ name, code, types }) => [
      ...code.filter((to) => !follows(name, to)).map((to) => `  ${id(name)} --> ${id(to)}`),
      ...types.filter((to) => !follows(name, to)).map((to) => `  ${id(name)} -.-> ${id(to)}`),
    ]),
    '```',
    '',
    '| floor | room | imports code of | types only of |',
    '|---|---|---|---|',
    ...rooms.map(
      ({ floor, name, code, types, up }) =>
        `| ${floor} | ${name} | ${code.join(', ')} | ${[...types, ...up.map((other) => `${other} ↑`)].join(', ')} |`,
    ),
  ].join('\n');
}

const BEGIN = '<!-- floors: written by `npm run floors` -->';
const END = '<!-- end of floors -->';

/** Whether two pages differ in spaces and lines of dashes alone: a formatter may align a table. */
export function isSamePage(one: string, other: string): boolean {
  const plain = (page: string): string => page.replaceAll(/-{3,}/g, '---').replaceAll(/\s+/g, ' ');
  return plain(one) === plain(other);
}

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
