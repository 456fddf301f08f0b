/** Tells when something of the publication was saved. */
import { relative, sep } from 'node:path';
import { watch } from 'chokidar';

/** Editors save in several steps (write beside, rename, touch); what comes within this time is one save. */
const settleMs = 12;

const watched = new Set(['content', 'issues', 'templates']);

/** Calls `onSave` after each save under content/, issues/ or templates/ of `root`; ready when it resolves. */
export async function watchPublication(
  root: string,
  onSave: () => void,
): Promise<{ close(): Promise<void> }> {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(root, {
    ignoreInitial: true,
    // An atomic save would otherwise be told only after 100 ms, as a change instead of two events.
    atomic: false,
    ignored: (path) => {
      const [folder = '', ...rest] = relative(root, path).split(sep);
      return (
        folder !== '' &&
        (!watched.has(folder) || rest.some((name) => name.startsWith('.') || name.endsWith('~')))
      );
    },
  });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(onSave, settleMs);
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
