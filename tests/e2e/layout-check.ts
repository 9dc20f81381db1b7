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
