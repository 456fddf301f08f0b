import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decode } from '../../../src/audience/import/encoding.ts';
import { pieces } from './pieces.ts';

async function read(bytes: Buffer, size: number, named: string | null = null): Promise<[string, string]> {
  const decoded = decode(pieces(bytes, size), named);
  let text = '';
  for await (const piece of decoded.text) text += piece;
  return [text.replace(/^\ufeff/, ''), decoded.encoding()];
}

const text = 'email,name\r\nada@example.org,“Jürgen” 김\r\n';
const utf16be = (written: string): Buffer => Buffer.from(written, 'utf16le').swap16();

for (const size of [1, 2, 3, 5, 1000]) {
  test(`encodings are told apart by the bytes, in pieces of ${size}`, async () => {
    assert.equal(await read(Buffer.from(text), size), [text, 'UTF-8']);
    assert.equal(await read(Buffer.from(`\ufeff${text}`), size), [text, 'UTF-8']);
    assert.equal(await read(Buffer.from(`\ufeff${text}`, 'utf16le'), size), [text, 'UTF-16LE']);
    assert.equal(await read(utf16be(`\ufeff${text}`), size), [text, 'UTF-16BE']);
    assert.equal(await read(Buffer.from('email\nada@example.org\n'), size), [
      'email\nada@example.org\n',
      'UTF-8',
    ]);
    assert.equal(await read(Buffer.from('email,J\xfcrgen \x80\x93\n', 'latin1'), size), [
      'email,Jürgen €“\n',
      'Windows-1252',
    ]);
  });
}

test('UTF-16 without a mark is known by its zeros', async () => {
  assert.equal(await read(Buffer.from(text, 'utf16le'), 1000), [text, 'UTF-16LE']);
  assert.equal(await read(utf16be(text), 1000), [text, 'UTF-16BE']);
});

test('a character cut by the end of a piece is not taken for Windows-1252', async () => {
  const long = `email,name\n${'a@example.org,x\n'.repeat(50)}b@example.org,김철수\n`;
  for (let size = 790; size < 830; size++)
    assert.equal(await read(Buffer.from(long), size), [long, 'UTF-8'], String(size));
});

test('broken UTF-8 after good UTF-8 stays UTF-8, and shows', async () => {
  const bytes = Buffer.concat([Buffer.from('é,김\n'), Buffer.from([0xe9, 0x2c, 0x0a])]);
  assert.equal(await read(bytes, 4), ['é,김\n\ufffd,\n', 'UTF-8']);
});

test('an encoding may be named; one that nobody knows is told', async () => {
  assert.equal(await read(Buffer.from([0xcf, 0xf3, 0xf2]), 2, 'windows-1251'), ['Пут', 'windows-1251']);
  try {
    await read(Buffer.from('x'), 1, 'latin-9000');
    assert.unreachable('it was read');
  } catch (error) {
    assert.match((error as Error).message, /There is no encoding "latin-9000"\. Some that there are: utf-8/);
  }
});

test('an empty file is an empty text', async () => {
  assert.equal(await read(Buffer.alloc(0), 1), ['', 'UTF-8']);
  assert.equal(await read(Buffer.from('a'), 1), ['a', 'UTF-8']);
});

test.run();
