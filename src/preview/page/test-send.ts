/** `@`: sends a test, and shows what was answered in its place. */
import { find, issueAddress } from './page.ts';

export function openTestSend(): { open(): void } {
  const dialog = find<HTMLDialogElement>('#test');
  const form = find<HTMLFormElement>('#test-form');
  const answerPlace = find('#test-answer');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const values = new FormData(form);
    answerPlace.className = '';
    answerPlace.textContent = 'Being sent …';
    const { sent, answer } = await send(String(values.get('address')), values.get('outbox') === 'on');
    answerPlace.className = sent ? 'good' : 'bad';
    answerPlace.textContent = answer;
  });
  return {
    open() {
      answerPlace.textContent = '';
      dialog.showModal();
    },
  };
}

async function send(address: string, outbox: boolean): Promise<{ sent: boolean; answer: string }> {
  try {
    const response = await fetch(issueAddress('test'), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-tumen-token': find<HTMLMetaElement>('meta[name="token"]').content,
      },
      body: JSON.stringify({ address, outbox }),
    });
    return response.ok ? await response.json() : { sent: false, answer: await response.text() };
  } catch {
    return { sent: false, answer: 'The preview does not answer. Is it still running?' };
  }
}
