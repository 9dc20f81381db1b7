import { describe, expect, it } from 'vitest';
import { borrowedCode, findShared, registryCode } from '../../../lib/build/panel-parts.ts';
import { reachableFrom } from '../../../lib/build/module-graph.ts';

const root = process.cwd();

describe('the panel in two scripts', () => {
  it('shares one Preact, one context and one set of signals', () => {
    const keys = findShared(root).map((module) => module.key);

    expect(keys).toContain('preact/jsx-runtime');
    expect(keys).toContain('preact/hooks');
    expect(keys).toContain('components/panel/PanelContext.tsx');
    expect(keys).toContain('components/ui/ViewContext.tsx');
  });

  it('leaves the parts out of the shell', () => {
    const shell = [...reachableFrom(`${root}/entrypoints/panel.content/index.tsx`)].map((file) => file.slice(root.length + 1));

    expect(shell).toContain('components/panel/Panel.tsx');
    expect(shell).not.toContain('components/panel/parts.ts');
    expect(shell).not.toContain('components/palette/Palette.tsx');
    expect(shell).not.toContain('components/send/PreflightStep.tsx');
  });

  it('hands every shared name over under the module it came from', () => {
    const shared = [{ target: '/x/Button.tsx', key: 'x/Button.tsx', names: ['Button', 'IconButton'] }];

    expect(registryCode(shared)).toContain('import { Button as m0_Button, IconButton as m0_IconButton } from "/x/Button.tsx";');
    expect(registryCode(shared)).toContain('"x/Button.tsx": { "Button": m0_Button, "IconButton": m0_IconButton }');
    expect(borrowedCode(shared[0] ?? { target: '', key: '', names: [] })).toContain('export const IconButton = shared["IconButton"];');
  });
});
