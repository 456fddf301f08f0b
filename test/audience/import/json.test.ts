import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readJson } from '../../../src/audience/import/json.ts';
import { all, texts } from './pieces.ts';

const read = async (text: string, size = 3) => {
  const sheet = await readJson(texts(text, size));
  return (await all(sheet.rows)).map(({ at, cells, refused }) =>
    refused === null ? `${at} ${JSON.stringify(cells)}` : `${at} ✗ ${refused.refused}`,
  );
};

test('an array, objects by the line and the answer of an API are the same records', async () => {
  const records = ['1 {"email":"a@example.org"}', '2 {"email":"b@example.org"}'];
  const [a, b] = ['{"email":"a@example.org"}', '{"Email": "b@example.org"}'];
  for (const text of [
    `[${a}, ${b}]`,
    `\ufeff \n[\n${a},\n${b}\n]\n`,
    `${a}\n${b}\n`,
    `${a}${b}`,
    `{"members":[${a},${b}],"meta":{"pagination":{"page":1}}}`,
    `{"data":{"results":[${a},${b}],"query":"","total":2,"extra":{"email":"c@example.org"}}}`,
    `{"count": 2, "next": null, "results": [${a}, ${b}]}`,
  ]) {
    for (const size of [1, 4, 5000]) assert.equal(await read(text, size), records, text);
  }
});

test('brackets and quotation marks inside texts do not count', async () => {
  assert.equal(await read('[{"name":"} \\" ]{[","email":"a@example.org"},{"email":"b\\\\"}]', 1), [
    '1 {"name":"} \\" ]{[","email":"a@example.org"}',
    '2 {"email":"b\\\\"}',
  ]);
});

test('numbers, lists and objects become texts', async () => {
  assert.equal(
    await read(
      '{"Age":40,"press":true,"none":null,"tags":["a",{"id":1,"name":"b"},3],"metadata":{"city":"Seoul"}}',
    ),
    ['1 {"age":"40","press":"true","none":"","tags":"a,b,3","metadata":"{\\"city\\":\\"Seoul\\"}"}'],
  );
});

test('a list that ends between two records is told of; lines and whole lists are not', async () => {
  const cut = '✗ The file ends before its list does: whoever came after the last record is missing.';
  assert.equal(await read('[{"email":"a"},{"email":"b"}'), [
    '1 {"email":"a"}',
    '2 {"email":"b"}',
    `3 ${cut}`,
  ]);
  assert.equal(await read('{"data":{"results":[{"email":"a"},\n'), ['1 {"email":"a"}', `2 ${cut}`]);
  for (const whole of [
    '[{"email":"a"}]',
    '{"email":"a"}\n',
    '{"data":{"results":[{"email":"a"}],"total":1}}',
  ])
    assert.equal(await read(whole), ['1 {"email":"a"}'], whole);
});

test('a record that is no JSON spoils itself alone, and so does one that the file cuts off', async () => {
  assert.equal(await read('[{"email":"a"},{email:b},{"email":"c"},{"email":"d'), [
    '1 {"email":"a"}',
    '2 ✗ The record is no valid JSON.',
    '3 {"email":"c"}',
    '4 ✗ The record is no valid JSON.',
  ]);
});

test('a file without records, and a record without an end, are refused as a whole', async () => {
  for (const [text, reason] of [
    ['[]', /holds no records/],
    ['{"members":[]}', /holds no records/],
    [`[{"name":"${'x'.repeat(300_000)}`, /A record is longer than 262,144 characters/],
  ] as const) {
    try {
      await read(text, 50_000);
      assert.unreachable(text.slice(0, 20));
    } catch (error) {
      assert.is((error as Error).name, 'UserError', String(error));
      assert.match((error as Error).message, reason);
    }
  }
});

test.run();
