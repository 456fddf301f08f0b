import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { switchImagesOff } from '../../../src/preview/clients/images-off.ts';
import { body, message, styles } from './page.ts';

test('images off: no picture is named any more, box and alternative text stay', () => {
  const html = switchImagesOff(
    message(
      '<style>.a{background-image:url(x.png);color:red}</style>',
      '<img src="a.png" srcset="b.png 2x" width="9" alt="A bridge"><td background="d.png" style="background:#eee url(d.png) no-repeat">x</td>',
    ),
  );
  assert.not.match(html, /\.png/);
  assert.is(
    body(html),
    '<img src="data:image/png," width="9" alt="A bridge"><td style="background:#eee">x</td>',
  );
  assert.equal(styles(html), ['.a{color:red}']);
});

test.run();
