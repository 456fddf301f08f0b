import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSegment, type Vocabulary } from '../../../src/audience/segment/parse.ts';

const vocabulary: Vocabulary = {
  subscriberFields: [
    { name: 'city', type: 'text' },
    { name: 'age', type: 'number' },
    { name: 'born', type: 'date' },
    { name: 'press', type: 'boolean' },
  ],
  lists: [
    { id: 'weekly', name: 'Weekly', description: 'Every week' },
    { id: 'alerts', name: 'Alerts', description: 'At once' },
  ],
};

const parse = (text: string) => parseSegment(text, vocabulary);
const city = (value: string) => ({
  kind: 'compare',
  subject: { kind: 'attribute', name: 'city', type: 'text' },
  operator: '=',
  value,
});
const tag = (value: string) => ({ kind: 'compare', subject: { kind: 'tag' }, operator: '=', value });

function complaint(text: string): string {
  try {
    parse(text);
  } catch (error) {
    assert.is((error as Error).name, 'UserError', String(error));
    return (error as Error).message;
  }
  return 'It was understood.';
}

test('"and" binds closer than "or", "not" closer than both, and brackets change that', () => {
  assert.equal(parse('city = "Seoul" and tag = "analyst"'), {
    kind: 'and',
    parts: [city('Seoul'), tag('analyst')],
  });
  assert.equal(parse('city = "A" or city = "B" and not tag = "x" OR city=\'C\''), {
    kind: 'or',
    parts: [city('A'), { kind: 'and', parts: [city('B'), { kind: 'not', part: tag('x') }] }, city('C')],
  });
  assert.equal(parse('not (city = "A" or\n  city = "B") and tag = "x"'), {
    kind: 'and',
    parts: [{ kind: 'not', part: { kind: 'or', parts: [city('A'), city('B')] } }, tag('x')],
  });
});

test('values are folded as the database has them', () => {
  const value = (text: string) => (parse(text) as { value: string }).value;
  assert.is(value('tag = " Press  CORPS "'), 'press corps');
  assert.is(value('domain = "@Bücher.Example.ORG"'), 'xn--bcher-kva.example.org');
  assert.is(value('email = "Ada@Example.org"'), 'ada@example.org');
  assert.is(value('city = "say \\"hi\\" \\\\ there"'), 'say "hi" \\ there');
  assert.is(value("city = 'Coeur d\\'Alene'"), "Coeur d'Alene");
  assert.is(value('age >= -012.50'), '-12.5');
  assert.is(value('born < 2000-02-29'), '2000-02-29');
  assert.is(value('joined >= "2024-01-01"'), '2024-01-01');
  assert.is(value('press = TRUE'), 'true');
  assert.is(value('city = ""'), '');
});

for (const [text, expected] of [
  [
    '',
    /line 1, column 1: the end stands where a condition should begin with a name\. There are email, .*city/,
  ],
  ['town = "Seoul"', /line 1, column 1: nothing is known under the name "town"\. There are email, domain/],
  ['citty = "Seoul"', /nothing is known under the name "citty"\. Did you mean city\?/],
  ['city "Seoul"', /line 1, column 6: "Seoul" stands where "=", "!="/],
  [
    'city = Seoul',
    /column 8: "Seoul" stands where city is compared with a text in quotation marks: "Seoul"\./,
  ],
  ['city = “Seoul”', /column 8: “ is no quotation mark here\. Write texts as "Seoul"\./],
  ['city = "Seoul', /column 8: the quotation mark is not closed\. Write " once more/],
  ['city < "Seoul"', /column 6: "<" asks for more or less, and city has neither\./],
  ['city = "A"\nand tag "x"', /line 2, column 9: "x" stands where "="/],
  ['city = "A" tag = "x"', /column 12: "tag" follows a condition\. Join conditions with "and" or "or"\./],
  ['(city = "A"', /column 12: the end stands where the bracket should be closed with "\)"\./],
  ['city = "A")', /column 11: this bracket was never opened\./],
  ['age = "12"', /column 7: "12" stands where age is compared with a number, as 12\.5\./],
  ['age = 1,200', /column 7: "1,200" is not understood\./],
  ['joined > 2024-02-30', /column 10: "2024-02-30" stands where joined is compared with a day that exists/],
  ['born = 18.06.2024', /column 8: "18\.06\.2024" is not understood\. Write .* days as 2024-06-18/],
  ['press = yes', /column 9: "yes" stands where press is compared with true or false\./],
  ['state = "gone"', /there is no state "gone"\. There are unconfirmed, active, unsubscribed, bounced, comp/],
  ['list = "daily"', /there is no list "daily"\. There are weekly, alerts\./],
  ['email = "ada"', /“ada” is not an address/],
  ['domain = "no domain"', /“no domain” is no valid domain\./],
  ['tag = "a,b"', /holds a comma/],
  ['city == "A"', /column 7: "=" stands where city is compared with/],
  ['city = "A" && tag = "b"', /column 12: "&&" is not understood\. Write "!=", "and", "or" and "not"\./],
  ['and = "x"', /column 1: "and" stands where a condition should begin/],
  [`${'('.repeat(60)}city = "A"`, /brackets are nested too deeply/],
  [`${'not '.repeat(60)}city = "A"`, /too many "not" in a row/],
  [`city = "${'x'.repeat(5000)}"`, /longer than 4,000 characters/],
] as const) {
  test(`told with its place: ${text.slice(0, 40).replace('\n', ' ⏎ ')}`, () => {
    assert.match(complaint(text), expected);
  });
}

test('columns are counted in characters as a person counts them', () => {
  assert.match(complaint('city = "조선 😀" nand'), /column 15: "nand" follows a condition/);
});

test.run();
