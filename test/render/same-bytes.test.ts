/** The same inputs give the same bytes: in any time zone, language, folder, and whatever lies around in that folder. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { render } from '../../src/render/render.ts';
import { issue, templates } from './issue-value.ts';

const program = `
  import { createHash } from 'node:crypto';
  import { render } from ${JSON.stringify(new URL('../../src/render/render.ts', import.meta.url))};
  import { issue, templates } from ${JSON.stringify(new URL('./issue-value.ts', import.meta.url))};
  const { images, sizes, inventory, ...texts } = await render({ issue: issue(), templates, images: new Map() });
  console.log(createHash('sha256').update(JSON.stringify(texts)).digest('hex'));
`;

const hashElsewhere = (environment: Record<string, string>, cwd: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd,
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
  }).trim();

test('time zone, locale and folder change nothing, and no configuration of MJML found there is run', async () => {
  const {
    images: _,
    sizes: __,
    inventory: ___,
    ...texts
  } = await render({ issue: issue(), templates, images: new Map() });
  const here = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  const folder = await mkdtemp(join(tmpdir(), 'tumen-render-'));
  try {
    await writeFile(join(folder, 'component.js'), 'require("node:fs").writeFileSync("run", "");');
    await writeFile(
      join(folder, '.mjmlconfig'),
      JSON.stringify({ packages: ['./component.js'], options: { beautify: true, keepComments: false } }),
    );
    await writeFile(join(folder, '.htmlnanorc'), '{"removeComments": "all"}');
    for (const environment of [
      { TZ: 'Pacific/Kiritimati', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' },
      { TZ: 'Pacific/Pago_Pago', LANG: 'C' },
    ]) {
      assert.is(hashElsewhere(environment, folder), here);
    }
    assert.not.ok(existsSync(join(folder, 'run')));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('rendering another issue in between changes nothing', async () => {
  const once = await render({ issue: issue(), templates, images: new Map() });
  await render({ issue: issue({ layout: 'alert', subject: 'Another' }), templates, images: new Map() });
  assert.equal(await render({ issue: issue(), templates, images: new Map() }), once);
});

test.run();
