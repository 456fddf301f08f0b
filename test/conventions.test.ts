import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repository } from './temporary-publication.ts';

const read = (file: string): string => readFileSync(join(repository, file), 'utf8');
const glob = (pattern: string): string[] =>
  globSync(pattern, { cwd: repository })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

/** Which rooms each room may import from, itself aside. What is not listed is above it. */
const below: Readonly<Record<string, readonly string[]>> = {
  publication: [],
  terminal: ['publication'],
  links: ['publication'],
  database: ['publication'],
  render: ['publication'],
  audience: ['publication', 'database'],
  delivery: ['publication', 'render', 'database', 'audience'],
  bounces: ['publication', 'links', 'database', 'audience', 'delivery'],
  reports: ['publication', 'render', 'terminal', 'database', 'audience', 'delivery'],
  check: ['publication', 'render', 'terminal', 'links', 'delivery'],
  site: ['publication', 'render', 'database', 'audience', 'delivery', 'bounces', 'reports'],
  preview: ['publication', 'render', 'database', 'audience', 'delivery', 'check', 'site'],
  commands: [
    ...['publication', 'render', 'terminal', 'links', 'database', 'audience'],
    ...['delivery', 'bounces', 'reports', 'check', 'site', 'preview'],
  ],
};

type Import = { readonly from: string; readonly to: string };

const imports: readonly Import[] = glob('src/**/*.ts').flatMap((from) =>
  [...read(from).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map((match) => ({
    from,
    to: join(dirname(from), match[1] as string),
  })),
);
const roomOf = (file: string): string => (file.split('/').length > 2 ? (file.split('/')[1] as string) : '');

test('every relative import names a file that is there, with its ending', () => {
  assert.ok(imports.length > 50);
  assert.equal(
    imports.filter(({ to }) => !existsSync(join(repository, to))).map(({ from, to }) => `${from} → ${to}`),
    [],
  );
});

test('a room knows the rooms below it and none above', () => {
  const rooms = new Set(imports.map(({ from }) => roomOf(from)));
  assert.equal(
    [...rooms].filter((room) => room !== '' && below[room] === undefined),
    [],
  );
  const wrong = imports.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    return room !== '' && other !== room && !(below[room] as readonly string[]).includes(other);
  });
  assert.equal(
    wrong.map(({ from, to }) => `${from} → ${to}`),
    [],
  );
});

test('the middle touches neither the disk, nor the clock, nor the network, nor randomness, nor the process', () => {
  const effects =
    /from 'node:(fs|fs\/promises|net|http|https|child_process|os)'|\bfetch\(|\bDate\.now\(|\bnew Date\(\)|Math\.random\(|randomUUID|randomBytes|\bprocess\./;
  // It hides the working folder from MJML while that loads, so that no .mjmlconfig found there is run.
  const excused = 'src/render/mjml.ts';
  const impure = glob('src/{render,check}/**/*.ts').filter(
    (file) => file !== excused && effects.test(withoutComments(read(file))),
  );
  assert.equal(impure, []);
});

test('every test file runs its tests, and none runs a part alone', () => {
  const files = glob('test/**/*.test.ts');
  assert.ok(files.length > 10);
  const forgetful = files.filter((file) => {
    const text = read(file);
    const suites = [...text.matchAll(/const (\w+) = suite\b/g)].map((match) => match[1] as string);
    const names = suites.length > 0 ? suites : ['test'];
    return !names.every((name) => new RegExp(`^\\s*${name}\\.run\\(\\);`, 'm').test(text));
  });
  assert.equal(forgetful, []);
  assert.equal(
    files.filter((file) => /^\s*\w+\.only\(/m.test(read(file))),
    [],
  );
});

test('the tests mirror the rooms', () => {
  const apart = ['browser', 'bench', 'faults', 'fixtures'];
  const rooms = new Set(glob('src/*/').map((folder) => folder.split('/')[1]));
  const strange = glob('test/*/')
    .map((folder) => folder.split('/')[1] as string)
    .filter((folder) => !rooms.has(folder) && !apart.includes(folder));
  assert.equal(strange, []);
});

test('every command is in README', () => {
  const readme = read('README.md');
  const commands = [...read('src/cli.ts').matchAll(/name: '(\w+)/g)].map((match) => match[1] as string);
  assert.ok(commands.length >= 9);
  assert.equal(
    commands.filter((command) => !readme.includes(`tumen ${command}`)),
    [],
  );
});

test('every room is in README', () => {
  const readme = read('README.md');
  assert.equal(
    glob('src/*/').filter((folder) => !readme.includes(`\n${folder.replace(/\/?$/, '/')} `)),
    [],
  );
});

test('every command has its own file, and only those', () => {
  const loaded = [...read('src/cli.ts').matchAll(/=>\s*import\('\.\/commands\/([\w-]+)\.ts'\)/g)].map(
    (match) => match[1],
  );
  const described = glob('src/commands/*.ts').filter((file) =>
    /^export (async )?function run\(/m.test(read(file)),
  );
  assert.equal(described.map((file) => /([\w-]+)\.ts$/.exec(file)?.[1]).sort(), loaded.sort());
});

test('every source file opens with a sentence on its place in the road', () => {
  const silent = glob('src/**/*.ts').filter((file) => !/^(#!.*\n)?\/\*\*/.test(read(file)));
  assert.equal(silent, []);
});

test('the top level holds what README says and nothing else', () => {
  const allowed = [
    'LICENSE',
    'README.md',
    'biome.json',
    'content',
    'issues',
    'package-lock.json',
    'package.json',
    'src',
    'templates',
    'test',
    'tsconfig.json',
  ];
  const made = ['dist', 'node_modules', 'out', 'outbox'];
  assert.equal(
    glob('*').filter((name) => !allowed.includes(name) && !made.includes(name)),
    [],
  );
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

test.run();
