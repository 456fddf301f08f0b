/** `tumen subscribers`: the readers of a list. Each action has its own file beside this one. */
import type { Argv } from 'yargs';
import type { CommandModule } from './command.ts';

const actions: readonly { name: string; describe: string; load: () => Promise<CommandModule> }[] = [
  {
    name: 'import [file]',
    describe: 'bring readers onto a list from CSV or JSON',
    load: () => import('./subscribers/import.ts'),
  },
  { name: 'add <email>', describe: 'put one reader on a list', load: () => import('./subscribers/add.ts') },
  { name: 'list', describe: 'name the readers of a list', load: () => import('./subscribers/list.ts') },
  {
    name: 'remove <email>',
    describe: 'take a reader off a list, for good',
    load: () => import('./subscribers/remove.ts'),
  },
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
  return command.demandCommand(1, 'Which action?');
}

/** Never reached: without an action yargs has said so already. */
export async function run(): Promise<void> {}
