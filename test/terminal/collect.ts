/** A stream that keeps what is written to it, as a terminal or as a pipe. */
import { PassThrough } from 'node:stream';
import type { Output } from '../../src/terminal/output.ts';

export type Collected = Output & { readonly written: () => string };

export function collect(terminal: { columns: number } | null): Collected {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const look = terminal === null ? {} : { isTTY: true, columns: terminal.columns };
  return Object.assign(stream, look, { written: () => text });
}
