// This is plain JavaScript, because it must run, and explain the problem, on a Node that is too old for the rest.
import { execSync } from 'node:child_process';

// Node runs TypeScript files directly since 22.18.
const enough = (version) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
};
// The next command of the same npm script runs with this Node, because npm puts node_modules/.bin first in PATH.
const nextNode = () => {
  try {
    return execSync('node --version', { encoding: 'utf8' }).trim();
  } catch {
    return 'none';
  }
};

if (!enough(process.versions.node)) {
  console.log(
    `This is Node ${process.versions.node}; Disparo's commands need 22.18 or newer. Setting up the one that npm brought along …`,
  );
  try {
    execSync('npm rebuild node --foreground-scripts --allow-scripts=node', { stdio: 'ignore' });
  } catch {
    // A failure is not reported here: the check below finds out whether it worked.
  }
  if (!enough(nextNode())) {
    console.error(
      'That did not work. Either install Node 22.18 or newer (https://nodejs.org), or let npm run the install script of the\n' +
        'package "node" (npm 11: "npm install-scripts approve node && npm ci"; older: "npm rebuild node"), and try again.',
    );
    process.exit(1);
  }
}
