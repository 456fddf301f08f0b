/** `tumen preview`: shows issues in the browser, and again on every save. */
import { spawn } from 'node:child_process';
import type { Argv } from 'yargs';
import { startPreview } from '../preview/server.ts';

export function build(command: Argv): Argv {
  return command
    .positional('issue', { type: 'string', describe: 'number, slug or "latest"', default: 'latest' })
    .option('port', {
      type: 'number',
      describe: 'port on 127.0.0.1',
      defaultDescription: '4321, or the next free one',
    })
    .option('open', {
      type: 'boolean',
      describe: 'open the browser',
      defaultDescription: 'where there is a display',
    })
    .example('$0 preview', 'the latest issue')
    .example('$0 preview 2 --port 8080', 'issue 2 at a port of your choice');
}

type Options = { issue: string; port?: number; open?: boolean };

export async function run({ issue, port, open }: Options): Promise<void> {
  const preview = await startPreview({
    root: process.cwd(),
    issue,
    databaseUrl: process.env.DATABASE_URL,
    ...(port === undefined ? {} : { port }),
  });
  process.stdout.write(`Preview at ${preview.url}\nSave a file and it is on the page. Ctrl-C stops it.\n`);
  if (open ?? hasDisplay()) openBrowser(preview.url);
  const stop = async (): Promise<void> => {
    await preview.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function hasDisplay(): boolean {
  if (!process.stdout.isTTY || process.env.SSH_CONNECTION !== undefined) return false;
  if (process.platform !== 'linux') return true;
  return process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
}

/** Failing to open one is no failure: the address is printed. */
function openBrowser(url: string): void {
  const [program, ...words] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const child = spawn(program as string, [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
