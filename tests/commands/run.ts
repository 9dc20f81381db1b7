import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface RunOptions {
  readonly quiet?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Needed for .cmd files on Windows; must not be set for a path that may contain spaces. */
  readonly shell?: boolean;
  /** The program is ended after this time, with the exit code 1. */
  readonly timeoutMs?: number;
}

const WINDOWS = process.platform === 'win32';

/** Runs a program with our output; resolves to its exit code. Never rejects: a missing program gives 127. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      stdio: options.quiet ? 'ignore' : 'inherit',
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

const toolPath = (name: string) => join('node_modules', '.bin', WINDOWS ? `${name}.cmd` : name);

/** Runs a tool from node_modules/.bin with this Node. */
export function runTool(name: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<number> {
  return run(toolPath(name), args, { shell: WINDOWS, ...(env === undefined ? {} : { env }) });
}

export interface Captured {
  readonly code: number;
  readonly output: string;
}

/** Runs a program without showing its output; returns the text of both streams with the exit code. */
export function captureProgram(
  command: string,
  args: readonly string[],
  options: Pick<RunOptions, 'shell' | 'env'> = {},
): Promise<Captured> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: options.shell ?? false,
      env: options.env ?? process.env,
    });
    let output = '';
    const add = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The same for a tool from node_modules/.bin. */
export function captureTool(name: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Captured> {
  return captureProgram(toolPath(name), args, { shell: WINDOWS, ...(env === undefined ? {} : { env }) });
}
