import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

// `prepare` of package.json: sets the git hooks after an install. In the sources of a release there is no repository, in CI
// nobody commits, and an install for production brings no tools: then there is nothing to set, and the install goes on.
const tool = 'node_modules/simple-git-hooks/cli.js';
if (existsSync('.git') && existsSync(tool) && process.env['CI'] === undefined) {
  const { status } = spawnSync(process.execPath, [tool], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
