import { describe, expect, it } from 'vitest';
import { squeeze } from '../../../lib/build/squeeze.ts';

describe('squeezed code', () => {
  it('is smaller and does the same', async () => {
    const code = 'var script=(function(){let unused=1;const sum=(a,b)=>{if(a){return a+b}else{return b}};return {twice:(number)=>sum(number,number)}})();';

    const smaller = await squeeze(code, 'iife');

    expect(smaller.length).toBeLessThan(code.length);
    expect(smaller).toContain('var script');
    expect(new Function(`${smaller};return script.twice(4)`)()).toBe(8);
  });

  it('keeps the names that a module hands on', async () => {
    expect(await squeeze('const first=1;export{first as name};', 'es')).toMatch(/as name\b/);
  });

  it('says where it does not parse', async () => {
    await expect(squeeze('let let', 'iife')).rejects.toThrow('Name expected');
  });
});
