/** `tumen render`: writes issues as HTML, plain text and, on wish, as a complete message. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { readNewsroom } from '../publication/newsroom.ts';
import { issueName } from '../publication/resolve-issue.ts';
import { fill, parseMergeTemplate } from '../render/personalise.ts';
import { contentOf, senderOf } from './edition.ts';
import { type RenderedIssue, renderIssues } from './render-issues.ts';
import { sampleAddressee, sampleReader } from './sample-reader.ts';

export function build(command: Argv): Argv {
  return command
    .positional('issue', { type: 'string', describe: 'number, slug or "latest"', default: 'latest' })
    .option('out', { type: 'string', describe: 'folder to write to', default: 'out' })
    .option('all', { type: 'boolean', describe: 'every issue' })
    .option('eml', { type: 'boolean', describe: 'also the whole message, as a sample reader gets it' })
    .example('$0 render', 'out/003-….html and out/003-….txt of the latest issue')
    .example('$0 render 2 --eml --out /tmp/proof', 'with the message, into another folder');
}

type Options = { issue: string; out: string; all?: boolean; eml?: boolean };

export async function run(options: Options): Promise<void> {
  const newsroom = await readNewsroom(process.cwd());
  const refs =
    options.all === true ? newsroom.issueFiles.map(({ number }) => String(number)) : [options.issue];
  const rendered = await renderIssues(newsroom, refs);

  // Everything is made before the first file is written, so that a fault leaves no half of an issue behind.
  const files = new Map<string, string | Uint8Array>();
  for (const each of rendered)
    for (const [name, content] of await filesOf(each, options.eml === true)) files.set(name, content);
  const out = resolve(options.out);
  for (const [name, content] of files) await replaceFile(join(out, name), content);
  for (const name of files.keys()) process.stdout.write(`${relative(process.cwd(), join(out, name))}\n`);
}

/** Merge fields hold a reader of whom nothing is known but the address: every fallback is seen. */
async function filesOf(
  { issue, images, rendered }: RenderedIssue,
  withMessage: boolean,
): Promise<Map<string, string | Uint8Array>> {
  const name = issueName(issue);
  const values = sampleReader(issue.publication);
  const files = new Map<string, string | Uint8Array>([
    [`${name}.html`, fill(parseMergeTemplate(rendered.html), values, 'html')],
    [`${name}.txt`, fill(parseMergeTemplate(rendered.text), values, 'text')],
  ]);
  if (issue.publication.images === 'linked') {
    for (const image of images.values()) files.set(`images/${image.name}`, image.bytes);
  }
  if (withMessage) {
    const { composeMessage, prepareMessages } = await import('../delivery/message.ts');
    const template = prepareMessages(contentOf(rendered), senderOf(issue));
    // Noon of the day of publication: the same issue gives the same bytes.
    const message = composeMessage(template, sampleAddressee(issue), new Date(`${issue.date}T12:00:00Z`));
    files.set(`${name}.eml`, Buffer.concat(message.chunks));
  }
  return files;
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.tmp`, content);
  await rename(`${path}.tmp`, path);
}
