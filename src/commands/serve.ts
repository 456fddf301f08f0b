/** `tumen serve`: the public service – archive, feeds, and the pages where readers meet the publication. */
import type { Argv } from 'yargs';
import { describeProblem, type Problem } from '../publication/problem.ts';
import { startSite } from '../site/server.ts';

export function build(command: Argv): Argv {
  return command
    .option('port', { type: 'number', describe: 'port to listen on', default: 8080 })
    .option('host', {
      type: 'string',
      describe: 'address to listen on; a web server in front of it brings TLS',
      default: '127.0.0.1',
    })
    .option('proxy', {
      type: 'string',
      array: true,
      describe: 'address or network of a web server in front, whose X-Forwarded-For is believed',
      defaultDescription: 'this machine',
      default: [],
    })
    .epilogue(
      "The publication's address (url) must lead here: the unsubscribe links of every issue do. Changed files are shown within half a minute. " +
        'What mail providers report of bounces and complaints is taken at hooks/ses, hooks/postmark, hooks/mailgun and hooks/sendgrid, ' +
        'each where its key is set: SES_TOPIC_ARN, POSTMARK_WEBHOOK_SECRET, MAILGUN_SIGNING_KEY, SENDGRID_WEBHOOK_KEY. ' +
        '"tumen bounces --explain" says what was made of them. Readers are in .tumen/tumen.db, or where DATABASE_URL says.',
    )
    .example('$0 serve', 'at http://127.0.0.1:8080/')
    .example('$0 serve --host 0.0.0.0 --port 80', 'to every network of this machine');
}

type Options = { port: number; host: string; proxy: string[] };

export async function run({ port, host, proxy }: Options): Promise<void> {
  const site = await startSite({
    root: process.cwd(),
    host,
    port,
    proxies: proxy,
    environment: process.env,
    onProblems: (problems: readonly Problem[]) => {
      for (const problem of problems) process.stderr.write(`not shown: ${describeProblem(problem)}\n`);
    },
    onError: (error) => process.stderr.write(`${error.stack ?? error.message}\n`),
  });
  const hooks = site.webhooks.map(({ url, shown }) => `Webhook ${url} (${shown})\n`).join('');
  process.stdout.write(`Serving at ${site.url}\n${hooks}Ctrl-C stops it.\n`);
  const stop = async (): Promise<void> => {
    await site.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
