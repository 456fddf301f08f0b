/** The process that `ready-edition.ts` starts: renders an issue, checks it, and ends. */
import { enableCompileCache } from 'node:module';
import { replyWith } from '../delivery/reply.ts';
import { makeLock } from '../publication/lock.ts';
import type { Question, ReadyEdition } from './ready-edition.ts';

enableCompileCache();

process.once('message', async (question: Question) => {
  process.send?.(await replyWith(() => make(question)), () => process.disconnect());
});

async function make({ root, ref, listId }: Question): Promise<ReadyEdition> {
  const { readNewsroom } = await import('../publication/newsroom.ts');
  const { renderEdition } = await import('./edition.ts');
  const { errorsOf } = await import('./errors-of.ts');
  const newsroom = await readNewsroom(root);
  const { issue, list, content, written } = await renderEdition(newsroom, ref, listId);
  return {
    issue,
    list,
    content,
    lock: await makeLock(newsroom.root, written.issue, newsroom.templates, written.rendered),
    errors: errorsOf(newsroom, written),
  };
}
