/** The addresses of the preview and what each answers. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { UserError } from '../publication/problem.ts';
import type { Asset } from './assets.ts';
import { framePolicy, guard, pagePolicy } from './guard.ts';
import { issuePage } from './html/issue-page.ts';
import { layout } from './html/layout.ts';
import { problemsPanel } from './html/problems.ts';
import { shelf } from './html/shelf.ts';
import { personas } from './personas.ts';
import type { Proof, Proofs } from './proofs.ts';
import type { Saves } from './saves.ts';
import { emptyStage, stageDocument } from './stage.ts';

export type Preview = {
  readonly proofs: Proofs;
  readonly saves: Saves;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly token: string;
  /** The port that was given to the server when it began to listen. */
  readonly port: () => number;
};

export function createApp({ proofs, saves, assets, token, port }: Preview): Hono {
  const app = new Hono();
  app.use(guard(port, token));

  app.get('/', (c) => {
    const title = proofs.newsroom().publication?.title ?? 'Issues';
    const body = html`<body class="shelf-page"><main><h1>${title}</h1>${shelf(proofs.newsroom())}</main></body>`;
    return page(c, layout({ title, body, token, module: 'shelf.ts' }));
  });

  app.get('/issues/:number{[0-9]+}', async (c) => {
    const number = Number(c.req.param('number'));
    const proof = await proofs.proof(String(number));
    const newsroom = proofs.newsroom();
    const body = issuePage({ newsroom, number, proof });
    return page(
      c,
      layout({
        title: `${number} · ${newsroom.publication?.title ?? 'Preview'}`,
        body,
        token,
        module: 'main.ts',
      }),
    );
  });

  app.get('/issues/:number{[0-9]+}/problems', async (c) =>
    c.html(problemsPanel(await proofs.proof(c.req.param('number')))),
  );

  app.get('/issues/:number{[0-9]+}/stage', async (c) => {
    const { pull } = await proofs.proof(c.req.param('number'));
    return framed(
      c,
      pull === null ? emptyStage : stageDocument(pull, personas[0] as (typeof personas)[number]),
    );
  });

  app.get('/frame', (c) => framed(c, emptyStage));
  app.get('/events', (c) => saves.subscribe(c));

  app.get('/images/:name', async (c) => {
    const image = await findImage(proofs, c.req.param('name'));
    if (image === null) return c.notFound();
    return c.body(new Uint8Array(image.bytes), 200, { 'content-type': image.contentType });
  });

  app.get('/page/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    return asset === undefined
      ? c.notFound()
      : c.body(asset.body, 200, { 'content-type': asset.contentType });
  });

  app.notFound((c) => c.text('There is no such page in the preview.\n', 404));
  app.onError((error, c) => {
    if (error instanceof UserError) return c.text(`${error.message}\n`, 404);
    throw error;
  });
  return app;
}

type Page = Parameters<Context['html']>[0];

function page(c: Context, body: Page): Response | Promise<Response> {
  return c.html(body, 200, { 'content-security-policy': pagePolicy });
}

function framed(c: Context, body: string): Response | Promise<Response> {
  return c.html(body, 200, { 'content-security-policy': framePolicy });
}

/** The picture published as `name`, in whichever issue carries it. */
async function findImage(
  proofs: Proofs,
  name: string,
): Promise<{ bytes: Uint8Array; contentType: string } | null> {
  for (const { file } of proofs.newsroom().issueFiles) {
    const { pull }: Proof = await proofs.proof(file);
    const found = pull?.images.values().find((image) => image.name === name);
    if (found !== undefined) return found;
  }
  return null;
}
