/** A million readers from a CSV file, and the same file again: in how long, and in how much memory. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printFigure } from './figures.ts';

const folder = mkdtempSync(join(tmpdir(), 'tumen-bench-'));
const [few, many] = [250_000, 1_000_000];

/** Addresses in no order, names, cities with commas in them, days of consent: about 75 bytes a row. */
async function writeReaders(name: string, rows: number): Promise<string> {
  const cities = ['Seoul', 'Vladivostok', 'München', 'Busan', 'Khasan', '"Rason, North"'];
  const file = join(folder, name);
  const out = createWriteStream(file);
  out.write('email,name,city,joined\n');
  let [text, random] = ['', 12_345];
  for (let row = 0; row < rows; row++) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
    const day = String((row % 28) + 1).padStart(2, '0');
    text += `reader.${random.toString(36)}.${row}@d${random % 997}.example.org,Reader ${row},${cities[random % 6]},2024-03-${day}\n`;
    if (text.length < 1_000_000) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'close');
  return file;
}

type Measured = {
  readonly seconds: number;
  readonly added: number;
  readonly already: number;
  readonly peakMb: number;
};

/** In a process of its own, so that nothing but the import is in its memory. */
function measure(root: string, file: string): Measured {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'importing-process.ts'), root, file], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Measured;
}

try {
  const quarter = measure(join(folder, 'few'), await writeReaders('few.csv', few));
  const file = await writeReaders('many.csv', many);
  for (const what of ['import of a million new readers', 'the same file again']) {
    const { seconds, added, already, peakMb } = measure(join(folder, 'many'), file);
    if (added + already !== many)
      throw new Error(`${added} added and ${already} known are not ${many} rows.`);
    printFigure({ what, value: seconds, unit: 's', against: 'limit', reference: 15, most: 1 });
    const against = `with ${few.toLocaleString('en')} readers`;
    printFigure({
      what: '  memory at its most',
      value: peakMb,
      unit: 'MB',
      against,
      reference: quarter.peakMb,
      most: 1.5,
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
