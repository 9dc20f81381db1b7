import { readFileSync, writeFileSync } from 'node:fs';
import { readSources } from '../boundaries/source.ts';
import { drawFloors, isSamePage, measureRooms, withFloors } from '../floors/draw.ts';

// Draws the picture of the floors in the architecture page anew, from the present imports.
const PAGE = '.github/docs/ARCHITECTURE.md';
const before = readFileSync(PAGE, 'utf8');
const after = withFloors(before, drawFloors(measureRooms(readSources(['lib', 'components', 'entrypoints']))));
const isFresh = isSamePage(before, after);
if (!isFresh) writeFileSync(PAGE, after);
console.log(isFresh ? 'the floors have not moved' : `drawn anew: ${PAGE}`);
