import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { localImages } from '../../src/preview/local-images.ts';

test('linked and embedded pictures lead to the preview, foreign ones stay where they are', () => {
  assert.is(
    localImages(
      '<img src="https://tumen.example.org/images/a-1.png"><img src="cid:b-2.png@tumen.example.org"><img src="https://cdn.example.org/c.png"><td background="https://tumen.example.org/images/d.png"></td><a href="https://tumen.example.org/images/a-1.png">x</a>',
      'https://tumen.example.org',
    ),
    '<img src="/images/a-1.png"><img src="/images/b-2.png"><img src="https://cdn.example.org/c.png"><td background="/images/d.png"></td><a href="https://tumen.example.org/images/a-1.png">x</a>',
  );
});

test.run();
