/** The three ways the page runs (.github/docs/contract/page.md#three-modes). */
export type PageMode = 'standalone' | 'iframe' | 'federated';

/**
 * How the page around this root runs. As a module inside Connect its container has its own mount element and a fixed
 * id; otherwise the root is the application's own, framed or not.
 */
export function detectMode(root: Element, window: Pick<Window, 'self' | 'top'>): PageMode {
  if (root.matches('#chats-app, #chats-settings-app') || root.querySelector(':scope > .chats-webapp__root')) {
    return 'federated';
  }
  return window.self === window.top ? 'standalone' : 'iframe';
}
