// Plain JavaScript on purpose: this must run, and explain, on a Node that is too old for the rest.
const [major] = process.versions.node.split('.').map(Number);
if (major < 22) {
  console.error(
    `Disparo needs Node 22 or newer for its commands; this is ${process.version}.\n` +
      'npm ci brings one along (package "node"), and npm run uses it. If it is missing, your npm skipped its install\n' +
      'script: run "npm rebuild node" (npm 11: "npm install-scripts approve node && npm ci") and try again.',
  );
  process.exit(1);
}
