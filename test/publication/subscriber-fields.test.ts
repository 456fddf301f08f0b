import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProblemsError } from '../../src/publication/problem.ts';
import { parsePublication } from '../../src/publication/publication.ts';
import { smallPublication } from '../temporary-publication.ts';

const parse = (fields: string) =>
  parsePublication(
    (smallPublication['content/publication.md'] as string).replace('subscriberFields: [city]', fields),
  );

function problemsOf(fields: string): string {
  try {
    parse(fields);
  } catch (error) {
    if (error instanceof ProblemsError) return error.message;
    throw error;
  }
  return '';
}

test('attributes are plain names of text, or names with a type', () => {
  assert.equal(parse('subscriberFields: [city, {name: age, type: number}]').subscriberFields, [
    { name: 'city', type: 'text' },
    { name: 'age', type: 'number' },
  ]);
  assert.equal(parse('').subscriberFields, []);
});

test('an unknown type, a name that means something else and a name twice are told with their line', () => {
  assert.match(
    problemsOf('subscriberFields: [{name: age, type: integer}]'),
    /publication\.md:15: "subscriberFields\.0\.type" is "integer": "text", "number", "date" or "boolean" is wanted\./,
  );
  assert.match(problemsOf('subscriberFields: [tag]'), /"tag": this name means something else already\./);
  assert.match(problemsOf('subscriberFields: [two words]'), /a name such as "city" is wanted/);
  assert.match(problemsOf('subscriberFields: [city, city]'), /two attributes have the same name\./);
  assert.match(problemsOf('subscriberFields: city'), /a list of names is wanted\./);
});

test.run();
