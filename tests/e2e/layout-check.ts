import type { Locator, Page } from '@playwright/test';

/**
 * What is cut off, scrolls sideways, or is too small to press inside the tree of an element, one line each. Intended
 * ellipses (class `cut`) do not count.
 */
export async function layoutTroubles(root: Locator): Promise<readonly string[]> {
  return await root.evaluate((host) => {
    const tree: ParentNode = host.shadowRoot ?? host;
    const troubles: string[] = [];
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.className} "${(element.textContent ?? '').trim().slice(0, 40)}"`;
    for (const element of tree.querySelectorAll<HTMLElement>(
      'button, h1, h2, h3, p, label, dt, dd, legend, th, td, .hint, .pill, .caption',
    )) {
      if (element.closest('.sr') !== null || element.clientWidth === 0) continue;
      if (
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX === 'visible' &&
        getComputedStyle(element).display !== 'inline'
      )
        troubles.push(`cut: ${name(element)}`);
    }
    for (const element of tree.querySelectorAll<HTMLElement>(
      '.frame, .scroll, .tabpanel, .list, .dialog, .cover, .wrap, .body, main',
    )) {
      if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
        troubles.push(`sideways: ${name(element)}`);
    }
    for (const element of tree.querySelectorAll<HTMLElement>(
      'button, input, select, [role=switch], [role=option], [role=tab]',
    )) {
      const { width, height } = element.getBoundingClientRect();
      if (width > 0 && height > 0 && (width < 24 || height < 24) && element.closest('.sr') === null)
        troubles.push(`target ${Math.round(width)}×${Math.round(height)}: ${name(element)}`);
    }
    return troubles;
  });
}

/** Whether the page as a whole scrolls sideways. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
}

/**
 * The controls inside the tree of an element that no scrolling brings under the pointer, one line each: a part of them
 * stays outside the window, or something else lies over their middle.
 */
export async function unreachable(root: Locator): Promise<readonly string[]> {
  return await root.evaluate((host) => {
    const tree: Document | ShadowRoot = host.shadowRoot ?? document;
    const controls = tree.querySelectorAll<HTMLElement>('button, input, select, textarea, [role=switch], [role=tab]');
    const isHit = (control: HTMLElement): boolean => {
      const { left, top, width, height } = control.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      if (left < -1 || left + width > innerWidth + 1 || y < 0 || y > innerHeight) return false;
      const hit = tree.elementFromPoint(x, y);
      return hit !== null && (control.contains(hit) || hit.closest('label')?.contains(control) === true);
    };
    return Array.from(controls)
      .filter((control) => control.checkVisibility({ visibilityProperty: true }) && control.closest('.sr') === null)
      .filter((control) => control.getBoundingClientRect().width > 0)
      .filter(
        (control) =>
          !(['nearest', 'center', 'start', 'end'] as const).some((block) => {
            control.scrollIntoView({ block, behavior: 'instant' });
            return isHit(control);
          }),
      )
      .map(
        (control) =>
          `${control.tagName.toLowerCase()} "${(control.ariaLabel ?? control.textContent ?? '').slice(0, 40)}"`,
      );
  });
}

/** How many rows of a list stand whole in the window and in the list, once the list is scrolled into view. */
export async function wholeRows(list: Locator): Promise<number> {
  return await list.evaluate((element) => {
    const root = element.getRootNode();
    if (!(root instanceof ShadowRoot || root instanceof Document)) return -1;
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const frame = element.getBoundingClientRect();
    return Array.from(element.querySelectorAll('[role=option], [role=listitem]')).filter((row) => {
      const { left, top, bottom, width } = row.getBoundingClientRect();
      if (top < Math.max(0, frame.top) - 1 || bottom > Math.min(innerHeight, frame.bottom) + 1) return false;
      // Something may lie over a row, for example a footer that sticks to the lower edge.
      return [top + 3, bottom - 3].every((y) => row.contains(root.elementFromPoint(left + width / 2, y)));
    }).length;
  });
}
