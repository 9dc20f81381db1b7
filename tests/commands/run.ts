import { spawn } from 'node:child_process';

/** Runs a program to its end with our output; resolves to its exit code. Never rejects: a missing program is 127. */
export function run(command: string, args: readonly string[], options: { quiet?: boolean; env?: NodeJS.ProcessEnv } = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: options.quiet ? 'ignore' : 'inherit', env: options.env ?? process.env });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a program of node_modules/.bin with this Node. */
export function runTool(name: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<number> {
  return run(`node_modules/.bin/${name}`, args, env === undefined ? {} : { env });
}
