#!/usr/bin/env node
/** The bin: which commands there are. Each is loaded only when it is run, so that `--help` stays quick. */
import { readFileSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { parseEnv } from 'node:util';
import { hideBin } from 'yargs/helpers';
import type { CommandModule } from './commands/command.ts';

enableCompileCache();
// A pipe that is closed early (`tumen status | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`tumen: what there is to say cannot be written: ${error.message}.\n`);
  process.exit(1);
});

const commands: readonly { name: string; describe: string; load: () => Promise<CommandModule> }[] = [
  {
    name: 'init [folder]',
    describe: 'begin a publication of your own',
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'new <kind> [name]',
    describe: 'write a starting file for a story, a source or an issue',
    load: () => import('./commands/new.ts'),
  },
  {
    name: 'compose',
    describe: 'write the next issue from the stories of a week',
    load: () => import('./commands/compose.ts'),
  },
  {
    name: 'check [issue]',
    describe: 'read and render, and say everything that is wrong',
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'render [issue]',
    describe: 'write an issue as HTML, plain text and message',
    load: () => import('./commands/render.ts'),
  },
  {
    name: 'preview [issue]',
    describe: 'show an issue in the browser, live',
    load: () => import('./commands/preview.ts'),
  },
  {
    name: 'screenshots [issue]',
    describe: 'write every view of an issue as a picture',
    load: () => import('./commands/screenshots.ts'),
  },
  {
    name: 'subscribers <action>',
    describe: 'import, add, list and remove the readers of a list',
    load: () => import('./commands/subscribers.ts'),
  },
  {
    name: 'send <issue>',
    describe: 'send an issue to the subscribers of a list',
    load: () => import('./commands/send.ts'),
  },
  {
    name: 'status [issue]',
    describe: 'say what was sent to whom',
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'report <issue>',
    describe: 'what became of a mailing: acceptance, domains, refusals, who left, clicks',
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'bounces [from]',
    describe: 'settle what came back: dead addresses, complaints; and say why',
    load: () => import('./commands/bounces.ts'),
  },
  {
    name: 'pause <issue>',
    describe: 'stop a mailing, whoever is sending it',
    load: () => import('./commands/pause.ts'),
  },
  {
    name: 'resume <issue>',
    describe: 'open a paused mailing again',
    load: () => import('./commands/resume.ts'),
  },
  {
    name: 'cancel <issue>',
    describe: 'give up for good what was not sent yet',
    load: () => import('./commands/cancel.ts'),
  },
  {
    name: 'doctor',
    describe: 'whether mail would be taken and believed, and what to mend',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'serve',
    describe: 'the public service: archive, feeds, and where readers subscribe and leave',
    load: () => import('./commands/serve.ts'),
  },
  {
    name: 'build',
    describe: 'the archive, feeds and cards as a static site',
    load: () => import('./commands/build.ts'),
  },
];

const { default: yargs } = await import('yargs');
const { fail, UsageError } = await import('./commands/fail.ts');

const parser = yargs(hideBin(process.argv))
  .scriptName('tumen')
  .locale('en')
  .usage('$0 <command>\n\nAn editorial newsletter: written in Markdown, previewed, checked, and sent.')
  .parserConfiguration({ 'boolean-negation': false, 'duplicate-arguments-array': false })
  .strict()
  .recommendCommands()
  .demandCommand(1, 'Which command?')
  .check((options) => {
    const faults = Object.keys(options).flatMap((name) => faultOf(name, options[name]) ?? []);
    return faults[0] ?? true;
  })
  .epilogue('"tumen <command> --help" shows the options and examples of a command.')
  .wrap(Math.min(100, process.stdout.columns ?? 80))
  .fail((message, error, usage) => {
    // The types have it that "error" is an Error, and that help() returns the parser: a check gives its own
    // sentence in both places, and help() is the text.
    throw error instanceof Error ? error : new UsageError(message ?? 'Wrong usage', String(usage.help()));
  });
for (const { name, describe, load } of commands) {
  parser.command(
    name,
    describe,
    async (command) => (await load()).build(command),
    async (options) => (await load()).run(options),
  );
}
try {
  // Not process.loadEnvFile: of a file that may not be read it says that there is none.
  if (statSync('.env', { throwIfNoEntry: false })?.isFile())
    process.env = { ...parseEnv(readFileSync('.env', 'utf8')), ...process.env };
  await parser.parseAsync();
} catch (error) {
  // Some wrong usage yargs throws by itself, past the line above.
  const wrongUsage = error instanceof Error && error.name === 'YError';
  await fail(wrongUsage ? new UsageError(error.message, await parser.getHelp()) : error);
}

/** What the value of an option is not: "--out ''" would mean the working folder, and "--port x" is NaN. */
function faultOf(name: string, value: unknown): string | null {
  if (value === '') return `"${name}" wants a value`;
  if (typeof value !== 'number') return null;
  if (!Number.isInteger(value) || value < 0) return `"${name}" wants a whole number`;
  return name === 'port' && value > 65_535 ? '"port" wants a number up to 65535' : null;
}
