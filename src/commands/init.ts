/** `tumen init`: begins a publication of your own in a folder. */
import { basename, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { initPublication } from '../publication/init.ts';

export function build(command: Argv): Argv {
  return command
    .positional('folder', { type: 'string', describe: 'where; made if it is not there', default: '.' })
    .option('title', {
      type: 'string',
      describe: "the publication's name",
      defaultDescription: "the folder's name",
    })
    .example('$0 init harbour --title "The Harbour Letter"', 'a publication in the folder harbour/');
}

type Options = { folder: string; title?: string };

export async function run({ folder, title }: Options): Promise<void> {
  const root = resolve(folder);
  const written = await initPublication(root, title ?? basename(root), new Date().toISOString().slice(0, 10));
  const quoted = /[^\w./-]/.test(folder) ? `'${folder.replaceAll("'", `'\\''`)}'` : folder;
  const where = folder === '.' ? '' : `  cd ${quoted}\n`;
  process.stdout.write(
    `Wrote ${written.length} files: a publication with one source, one story and one issue.\nNext:\n${where}  tumen preview\n  tumen subscribers add you@example.org --list weekly\n  tumen send 1 --list weekly\n`,
  );
}
