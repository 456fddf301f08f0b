/** `tumen subscribers`: the readers of a list. Each action has its own file beside this one. */
import type { Argv } from 'yargs';
import type { CommandModule } from './command.ts';

const actions: readonly { name: string; describe: string; load: () => Promise<CommandModule> }[] = [
  {
    name: 'import [file]',
    describe: 'bring readers onto a list from CSV or JSON',
    load: () => import('./subscribers/import.ts'),
  },
  {
    name: 'export [file]',
    describe: 'write the readers of a list as CSV or JSON',
    load: () => import('./subscribers/export.ts'),
  },
  { name: 'list', describe: 'name the readers of a list', load: () => import('./subscribers/list.ts') },
  {
    name: 'show <email>',
    describe: 'all that is held about a reader',
    load: () => import('./subscribers/show.ts'),
  },
  { name: 'add <email>', describe: 'put one reader on a list', load: () => import('./subscribers/add.ts') },
  {
    name: 'tag <tag> [email]',
    describe: 'stick a tag on readers, or take it off',
    load: () => import('./subscribers/tag.ts'),
  },
  {
    name: 'remove <email>',
    describe: 'take a reader off a list, for good',
    load: () => import('./subscribers/remove.ts'),
  },
  {
    name: 'erase <email>',
    describe: 'forget a reader, for good',
    load: () => import('./subscribers/erase.ts'),
  },
  {
    name: 'suppress [what]',
    describe: 'send an address or a domain nothing, on any list',
    load: () => import('./subscribers/suppress.ts'),
  },
  { name: 'stats', describe: 'how lists have grown', load: () => import('./subscribers/stats.ts') },
];

export function build(command: Argv): Argv {
  for (const { name, describe, load } of actions) {
    command.command(
      name,
      describe,
      async (action) => (await load()).build(action),
      async (options) => (await load()).run(options),
    );
  }
  const names = actions.map(({ name }) => name.split(' ')[0]).join(', ');
  return command.strictCommands().demandCommand(1, `Which action? There are ${names}.`);
}

/** Never reached: without an action yargs has said so already. */
export async function run(): Promise<void> {}
