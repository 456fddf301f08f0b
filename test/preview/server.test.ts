import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startPreview } from '../../src/preview/server.ts';
import { UserError } from '../../src/publication/problem.ts';
import { copyNewsroom, type NewsroomCopy } from './newsroom-copy.ts';

const server = suite<{ newsroom: NewsroomCopy }>('server');

server.before(async (context) => {
  context.newsroom = await copyNewsroom();
});
server.after(({ newsroom }) => newsroom.remove());

async function refusal(starting: Promise<{ close(): Promise<void> }>): Promise<string> {
  try {
    await (await starting).close();
  } catch (error) {
    assert.instance(error, UserError);
    return (error as UserError).message;
  }
  return assert.unreachable('it must be refused') as never;
}

server('an issue that is not there is refused by name', async ({ newsroom }) => {
  assert.match(
    await refusal(startPreview({ root: newsroom.root, issue: '77', port: 0 })),
    /^There is no issue "77"\./,
  );
});

server(
  'without a port the next free one is taken; a port that is asked for and in use is refused',
  async ({ newsroom }) => {
    const { root } = newsroom;
    const first = await startPreview({ root, issue: '1' });
    const second = await startPreview({ root, issue: '1' });
    const { port } = new URL(first.url);
    assert.is.not(new URL(second.url).port, port);
    assert.match(
      await refusal(startPreview({ root, issue: '1', port: Number(port) })),
      new RegExp(`^Port ${port} is in use\\.`),
    );
    await Promise.all([first.close(), second.close()]);
  },
);

server('closing ends the open event streams and frees the port', async ({ newsroom }) => {
  const { root } = newsroom;
  const preview = await startPreview({ root, issue: 'latest', port: 0 });
  const events = await fetch(new URL('/events', preview.url));
  const reader = events.body?.getReader();
  assert.match(new TextDecoder().decode((await reader?.read())?.value), /event: session/);
  await preview.close();
  const again = await startPreview({ root, issue: 'latest', port: Number(new URL(preview.url).port) });
  await again.close();
});

server('the pictures of an issue are served from the preview’s own address', async ({ newsroom }) => {
  const preview = await startPreview({ root: newsroom.root, issue: '2', port: 0 });
  const stage = await (await fetch(`${preview.url}/stage`)).text();
  const addresses = [...stage.matchAll(/<img[^>]* src="([^"]+)"/g)].map((match) => match[1] as string);
  assert.ok(addresses.length > 0, 'issue 2 has a picture');
  for (const address of addresses) {
    assert.match(address, /^\/images\/[\w.-]+$/);
    const answer = await fetch(new URL(address, preview.url));
    assert.is(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^image\/(png|jpeg)$/);
  }
  assert.is((await fetch(new URL('/images/nothing.png', preview.url))).status, 404);
  await preview.close();
});

server('an issue that is broken from the start is shown with its problems', async ({ newsroom }) => {
  const file = 'issues/001-a-green-train.md';
  const good = await newsroom.read(file);
  await newsroom.write(file, good.replace(/^preheader:.*$/m, 'preheadr: misspelt'));
  const preview = await startPreview({ root: newsroom.root, issue: '1', port: 0 });
  const page = await (await fetch(preview.url)).text();
  assert.match(page, /things? to mend/);
  assert.match(page, /There is no rendering to show yet\./);
  assert.match(page, /preheader/);
  await preview.close();
  await newsroom.write(file, good);
});

server.run();
