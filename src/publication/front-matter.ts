/** Splits a Markdown file into its YAML front matter, with the line of every key, and its body. Every file of the desk comes in here. */
import matter from 'gray-matter';
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument as parseYaml } from 'yaml';
import type { Problem } from './problem.ts';
import { ProblemsError } from './problem.ts';
import type { KeyLines, Prose } from './types.ts';

export type Document = {
  readonly file: string;
  /** The front matter as plain values; dates stay strings (YAML 1.2 core). */
  readonly data: unknown;
  readonly lines: KeyLines;
  readonly body: Prose;
};

/** Larger files are refused: Markdown parsers have quadratic cases, and no story is this long. */
const maxBytes = 256 * 1024;

/**
 * `text` is the whole file. Throws ProblemsError: too large, no front matter, not YAML (a `---js` block is
 * refused and never run), or broken YAML with its line and column.
 */
export function parseDocument(file: string, text: string): Document {
  const fail = (line: number, what: string, remedy: string): never => {
    throw new ProblemsError([{ file, line, what, remedy }]);
  };
  if (Buffer.byteLength(text) > maxBytes) {
    fail(
      1,
      `The file is larger than ${maxBytes / 1024} KiB.`,
      'Split it, or move what is not text out of it.',
    );
  }
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const nul = source.indexOf('\0');
  if (nul >= 0) {
    fail(lineAt(source, nul), 'The file holds a NUL character, so it is no text.', 'Save it as UTF-8 text.');
  }
  if (!/^---[^-]/.test(source)) {
    fail(1, 'The front matter is missing.', 'Begin the file with a line "---", the keys, and a line "---".');
  }
  const language = matter.language(source).name.toLowerCase();
  if (language !== '' && language !== 'yaml' && language !== 'yml') {
    fail(
      1,
      `The front matter is written in "${language}", which is refused and was not run.`,
      'Write YAML after a bare "---".',
    );
  }
  if (!/\n---[ \t]*(\n|$)/.test(source)) {
    fail(1, 'The front matter is not closed.', 'Put a line "---" after the last key.');
  }
  let yaml: { data: unknown; lines: KeyLines } = { data: {}, lines: new Map() };
  const refuse = (): never => fail(1, 'The front matter is not YAML.', 'Write YAML after a bare "---".');
  const parsed = matter(source, {
    language: 'yaml',
    engines: {
      yaml: {
        parse: (raw: string) => {
          yaml = parseKeys(file, raw.replace(/^\n/, ''));
          return {};
        },
        stringify: refuse,
      },
      // gray-matter would evaluate these.
      javascript: refuse,
      json: refuse,
    },
  });
  return {
    file,
    data: yaml.data,
    lines: yaml.lines,
    body: {
      file,
      firstLine: lineAt(source, source.length - parsed.content.length),
      markdown: parsed.content,
    },
  };
}

/** The line of the nearest key that is there: `sections.1.title`, else `sections.1`, else `sections`, else 1. */
export function lineOf(lines: KeyLines, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(path.slice(0, length).join('.'));
    if (line !== undefined) return line;
  }
  return 1;
}

function parseKeys(file: string, raw: string): { data: unknown; lines: KeyLines } {
  const counter = new LineCounter();
  const document = parseYaml(raw, { lineCounter: counter });
  // The first line of the file is the opening "---".
  const fileLine = (offset: number): number => counter.linePos(offset).line + 1;
  const problems = document.errors.map((error): Problem => {
    const column = counter.linePos(error.pos[0]).col;
    const what = `The front matter is not valid YAML: ${error.message.split(/ at line |\n/)[0]?.trim() ?? error.code}.`;
    return {
      file,
      line: fileLine(error.pos[0]),
      column,
      what,
      remedy: 'Mend the YAML; quote a text that holds ": " or begins with a sign.',
    };
  });
  if (problems.length > 0) throw new ProblemsError(problems);

  const lines = new Map<string, number>();
  const visit = (node: unknown, path: readonly string[]): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        const inner = [...path, String(pair.key.value)];
        lines.set(inner.join('.'), fileLine(pair.key.range?.[0] ?? 0));
        visit(pair.value, inner);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        const inner = [...path, String(index)];
        if (isNode(item)) lines.set(inner.join('.'), fileLine(item.range?.[0] ?? 0));
        visit(item, inner);
      });
    }
  };
  visit(document.contents, []);
  try {
    // Aliases are bounded, so a "billion laughs" front matter is an error and no memory.
    return { data: document.toJS({ maxAliasCount: 20 }) ?? {}, lines };
  } catch (error) {
    const what = `The front matter cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
    throw new ProblemsError([
      { file, line: 1, what, remedy: 'Write the values out instead of referring to them.' },
    ]);
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
