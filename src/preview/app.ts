/** The addresses of the preview and what each answers. */
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { UserError } from '../publication/problem.ts';
import type { Asset } from './assets.ts';
import { fillFor } from './filled.ts';
import type { Findings } from './findings.ts';
import { weigh } from './gmail-line.ts';
import { framePolicy, guard, pagePolicy } from './guard.ts';
import { findingsPanel, weightPanel } from './html/inspector.ts';
import { issuePage } from './html/issue-page.ts';
import { layout } from './html/layout.ts';
import { problemsPanel } from './html/problems.ts';
import { shelf } from './html/shelf.ts';
import { parseLook } from './page/look.ts';
import { mergeValues } from './personas.ts';
import type { Proofs } from './proofs.ts';
import { offerSubscribers, readerOf } from './readers.ts';
import type { Saves } from './saves.ts';
import { readShelf } from './shelf.ts';
import { sourceLine } from './source-line.ts';
import { emptyStage, noteDocument, stageDocument } from './stage.ts';
import { sendTestOf } from './test-send.ts';
import type { Versions } from './versions.ts';

export type Preview = {
  readonly root: string;
  readonly databaseUrl: string | undefined;
  readonly proofs: Proofs;
  readonly versions: Versions;
  readonly findings: Findings;
  readonly saves: Saves;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly token: string;
  /** The port that was given to the server when it began to listen. */
  readonly port: () => number;
};

export function createApp(preview: Preview): Hono {
  const { root, proofs, versions, findings, saves, assets, token, port } = preview;
  const app = new Hono();
  app.use(guard(port, token));

  app.get('/', async (c) => {
    const generation = proofs.generation();
    const title = proofs.newsroom().publication?.title ?? 'Issues';
    const issues = await readShelf(preview, { proofs, findings, today: today() });
    const body = html`<body class="shelf-page"><main><h1>${title}</h1>${shelf(issues)}</main></body>`;
    return page(c, layout({ title, body, token, generation, module: 'shelf.ts' }));
  });

  app.get('/issues', (c) =>
    c.json(
      proofs
        .newsroom()
        .issueFiles.map(({ number, slug }) => ({ number, title: titleOf(proofs, number) ?? slug })),
    ),
  );

  app.get('/issues/:number{[0-9]+}', async (c) => {
    const number = Number(c.req.param('number'));
    const generation = proofs.generation();
    const proof = await proofs.proof(String(number));
    const newsroom = proofs.newsroom();
    const title = `${number} · ${newsroom.publication?.title ?? 'Preview'}`;
    const body = issuePage({ newsroom, number, proof });
    return page(c, layout({ title, body, token, generation, module: 'main.ts' }));
  });

  app.get('/issues/:number{[0-9]+}/stage', async (c) => framed(c, await stageFor(preview, c)));

  app.get('/issues/:number{[0-9]+}/problems', async (c) =>
    c.html(problemsPanel(await proofs.proof(c.req.param('number')))),
  );

  app.get('/issues/:number{[0-9]+}/findings', async (c) => {
    const { pull } = await proofs.proof(c.req.param('number'));
    if (pull === null) return c.html('');
    const found = await findings.of(pull, proofs.newsroom(), today());
    return c.html(findingsPanel(found, c.req.query('view') ?? '', root));
  });

  app.get('/issues/:number{[0-9]+}/weight', async (c) => {
    const { pull } = await proofs.proof(c.req.param('number'));
    if (pull === null) return c.html('');
    const values = mergeValues(
      await readerOf(preview, c.req.query('reader') ?? ''),
      pull.issue.publication.url,
    );
    return c.html(weightPanel(weigh(fillFor(pull.rendered.traced, values, 'html'), pull.issue)));
  });

  app.get('/issues/:number{[0-9]+}/subscribers', async (c) => {
    const { pull } = await proofs.proof(c.req.param('number'));
    const list = pull?.issue.list.id ?? '';
    const offered = await offerSubscribers(preview, list, c.req.query('address') ?? '');
    return c.json(offered.map(({ id, title, tries }) => ({ id, title, tries })));
  });

  app.post('/issues/:number{[0-9]+}/test', async (c) => {
    const { pull, problems } = await proofs.proof(c.req.param('number'));
    const wanted: { address?: unknown; outbox?: unknown } = await c.req.json();
    if (pull === null || problems.length > 0)
      return c.json({ sent: false, answer: 'Mend the files first: what they say now cannot be sent.' });
    try {
      return c.json({
        sent: true,
        answer: await sendTestOf(pull, root, String(wanted.address), wanted.outbox === true),
      });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return c.json({ sent: false, answer: error.message });
    }
  });

  app.get('/line', async (c) => {
    const line = await sourceLine(proofs.newsroom(), c.req.query('place') ?? '');
    return line === null ? c.notFound() : c.text(line);
  });

  app.get('/frame', (c) => framed(c, emptyStage));
  app.get('/events', (c) => saves.subscribe(c));

  app.get('/images/:name', (c) => {
    const image = versions.image(c.req.param('name'));
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
    process.stderr.write(`${error.stack ?? error.message}\n`);
    return c.text('Tumen failed on this; the terminal shows where.\n', 500);
  });
  return app;
}

async function stageFor(preview: Preview, c: Context): Promise<string> {
  const { proofs, versions } = preview;
  const ref = c.req.param('number') as string;
  const look = parseLook(new URL(c.req.url).searchParams);
  const comparing = look.view === 'changes';
  const other = look.version === 'now' ? (comparing ? 'head' : 'now') : look.version;
  const title = other === 'head' ? 'what is committed' : 'the issue before';
  const [proof, version] = await Promise.all([proofs.proof(ref), versions.proof(ref, other)]);
  const shown = comparing ? proof : version;
  if (typeof shown === 'string') return noteDocument('Nothing to show', shown, look);
  if (shown.pull === null) {
    const first = shown.problems[0];
    return noteDocument(
      'Nothing to show yet',
      first === undefined ? '' : `${first.file}:${first.line}: ${first.what} ${first.remedy}`,
      look,
    );
  }
  const before =
    typeof version === 'string'
      ? version
      : version.pull === null
        ? 'That version does not render.'
        : { title, pull: version.pull };
  return stageDocument({
    pull: shown.pull,
    look,
    reader: await readerOf(preview, look.reader),
    before,
    now: new Date(),
  });
}

type Page = Parameters<Context['html']>[0];

function page(c: Context, body: Page): Response | Promise<Response> {
  return c.html(body, 200, { 'content-security-policy': pagePolicy });
}

function framed(c: Context, body: string): Response | Promise<Response> {
  return c.html(body, 200, { 'content-security-policy': framePolicy });
}

function titleOf(proofs: Proofs, number: number): string | undefined {
  return proofs.newsroom().issues.find((issue) => issue.number === number)?.subject;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
