/** The page's own files: browser modules written in TypeScript, served with their types stripped, and the style. */
import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

/** The same folder seen from src/preview and from the compiled dist/preview. */
const folder = new URL('../../src/preview/page/', import.meta.url);

export type Asset = { readonly contentType: string; readonly body: string };

const contentTypes: Readonly<Record<string, string>> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** File name → asset. Only what lies in the folder can be asked for, so no path can lead out of it. */
export async function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const name of await readdir(folder)) {
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined) continue;
    const text = await readFile(new URL(name, folder), 'utf8');
    assets.set(name, { contentType, body: extname(name) === '.ts' ? stripTypes(text) : text });
  }
  return assets;
}

/** Node warns at the first call that the function may change; that is our concern, not the editor's. */
function stripTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
