import { readFileSync, writeFileSync } from 'node:fs';
import { readSources } from '../boundaries/source.ts';
import { drawFloors, isSamePage, measureRooms, withFloors } from '../floors/draw.ts';

// Draws who imports whom into the page about the architecture, from the imports as they are now.
const PAGE = '.github/docs/ARCHITECTURE.md';
const before = readFileSync(PAGE, 'utf8');
const after = withFloors(before, drawFloors(measureRooms(readSources(['lib', 'components', 'entrypoints']))));
const isFresh = isSamePage(before, after);
if (!isFresh) writeFileSync(PAGE, after);
console.log(isFresh ? 'the floors have not moved' : `drawn anew: ${PAGE}`);
