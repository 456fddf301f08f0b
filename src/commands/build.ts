/** `tumen build`: the archive as a folder of files, for any web host. */
import { relative, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { buildSite } from '../site/build.ts';

export function build(command: Argv): Argv {
  return command
    .option('out', { type: 'string', describe: 'folder to write to', default: 'out/site' })
    .option('forms', {
      type: 'boolean',
      describe:
        'with search and subscribe form: the web host passes what it has no file for on to "tumen serve"',
    })
    .epilogue(
      'Issues are public from their day on. A second build writes only what has changed, and removes only what an earlier one made.',
    )
    .example('$0 build', 'the whole archive in out/site/')
    .example('$0 build --out /var/www/dispatch --forms', 'beside "tumen serve" at the same address');
}

type Options = { out: string; forms?: boolean };

export async function run({ out, forms }: Options): Promise<void> {
  const root = process.cwd();
  const { written, removed, unchanged } = await buildSite({
    root,
    out,
    now: new Date(),
    forms: forms === true,
  });
  const folder = relative(root, resolve(root, out)) || out;
  for (const path of written) process.stdout.write(`${folder}/${path}\n`);
  for (const path of removed) process.stdout.write(`${folder}/${path} removed\n`);
  process.stdout.write(
    `${written.length} files written, ${removed.length} removed, ${unchanged} unchanged.\n`,
  );
}
