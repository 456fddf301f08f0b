/** `tumen screenshots`: every view of an issue as a picture. */
import type { Argv } from 'yargs';
import { screenshots } from '../preview/screenshots.ts';
import { startProgress } from '../terminal/progress.ts';

export function build(command: Argv): Argv {
  return command
    .positional('issue', { type: 'string', describe: 'number, slug or "latest"', default: 'latest' })
    .option('out', { type: 'string', describe: 'folder to write into', default: 'out/screenshots' })
    .option('views', {
      type: 'string',
      describe: 'only these, by comma: gmail,text',
      defaultDescription: 'all',
    })
    .epilogue('Takes the pictures with a Chromium of this machine; CHROMIUM names another one.')
    .example('$0 screenshots 2 --out pictures', 'pictures/002-…/gmail-375-light.png and its companions');
}

type Options = { issue: string; out: string; views?: string };

export async function run({ issue, out, views }: Options): Promise<void> {
  let progress: ReturnType<typeof startProgress> | null = null;
  const files = await screenshots({
    root: process.cwd(),
    issue,
    out,
    ...(views === undefined ? {} : { views: views.split(',') }),
    onPicture: (done, total) => {
      progress ??= startProgress({ label: 'Pictures', total, output: process.stderr });
      progress.update(done);
    },
  }).finally(() => progress?.finish());
  process.stdout.write(files.map((file) => `${file}\n`).join(''));
}
