/** What each command's file exports. */
import type { Argv } from 'yargs';

export type CommandModule = {
  /** Declares positionals, options and examples. */
  readonly build: (command: Argv) => Argv;
  /** Does it and prints what came of it; what a person can mend is thrown as ProblemsError or UserError. */
  // biome-ignore lint/suspicious/noExplicitAny: each command's options have a type of their own, declared beside `build`.
  readonly run: (options: any) => Promise<void>;
};
