/** Listens for saves; a page that an earlier run of the preview served loads itself again. */

export function onSave(read: () => void): void {
  const events = new EventSource('/events');
  let session: string | null = null;
  let generation = document.querySelector<HTMLMetaElement>('meta[name=generation]')?.content;
  events.addEventListener('session', ({ data }: MessageEvent<string>) => {
    const [ofSession = '', ofGeneration = ''] = data.split(' ');
    if (session !== null && session !== ofSession) location.reload();
    // Saved before the page listened, or while the connection was down.
    if (generation !== ofGeneration) read();
    session = ofSession;
    generation = ofGeneration;
    document.documentElement.dataset.connection = 'open';
  });
  events.addEventListener('saved', ({ data }: MessageEvent<string>) => {
    generation = data;
    read();
  });
  events.addEventListener('error', () => {
    document.documentElement.dataset.connection = 'lost';
  });
}
