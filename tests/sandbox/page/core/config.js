import { storeProject, storeToken } from './storage.js';

/**
 * Token and project in memory. The page reads the storage only when it starts: a later change of the storage does not
 * change the page's token (.github/docs/contract/page.md#login-and-project).
 */
export function createConfig(token, project) {
  const config = { token, project };
  return {
    get token() {
      return config.token;
    },
    get project() {
      return config.project;
    },
    setToken(value) {
      config.token = value;
      storeToken(value);
    },
    setProject(value) {
      config.project = value;
      storeProject(value);
    },
  };
}
