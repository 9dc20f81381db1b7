/** The three ways in which the page runs (.github/docs/contract/page.md#three-modes). */
export type PageMode = 'standalone' | 'iframe' | 'federated';

/**
 * Decides how the page around this root runs. As a module inside Connect it has a mount element of its own and a
 * container with a fixed id; otherwise the root belongs to the Chats application itself, in a frame or not.
 */
export function detectMode(root: Element, window: Pick<Window, 'self' | 'top'>): PageMode {
  if (root.matches('#chats-app, #chats-settings-app') || root.querySelector(':scope > .chats-webapp__root')) {
    return 'federated';
  }
  return window.self === window.top ? 'standalone' : 'iframe';
}
