import { measureLatency, selfTestApi } from './measure.ts';
import { createPage } from './page.ts';
import { wordsFor } from './words.ts';
import './self-test.css';

/** This many live messages one after the other show that nothing holds them back. */
const enoughTicks = 3;
/** A phone that keeps its connection this long will keep it. */
const enoughSeconds = 30;
const streamPatienceMs = 6_000;

const words = wordsFor(navigator.language);
const code = location.pathname.split('/').pop() ?? '';
const api = selfTestApi(code);
const page = createPage(words, document.getElementById('page') ?? document.body);
document.documentElement.lang = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
document.title = words.title;

/** Follows the live messages; a stream that breaks is opened again by the browser. */
function follow(id: string): void {
  const stream = api.events(id);
  let ticks = 0;
  let lastAt = 0;
  let onTime = 0;
  const patience = setTimeout(() => {
    page.show('live', 'bad', words.liveFailed);
    page.say(words.failed);
    void api.report(id, { stream: false });
  }, streamPatienceMs);
  stream.addEventListener('tick', (event) => {
    const { seconds } = JSON.parse((event as MessageEvent<string>).data) as { seconds: number };
    const now = performance.now();
    // Messages that were held back arrive all at once.
    if (ticks > 0 && now - lastAt > 400) onTime += 1;
    lastAt = now;
    ticks += 1;
    page.show('stay', seconds >= enoughSeconds ? 'good' : 'waiting', words.stay, words.seconds(seconds));
    if (onTime === enoughTicks - 1) {
      clearTimeout(patience);
      page.show('live', 'good', words.live);
      void api.report(id, { stream: true });
    }
    if (seconds >= enoughSeconds) page.say(words.done);
  });
  stream.addEventListener('error', () => {
    if (stream.readyState === EventSource.CLOSED) {
      clearTimeout(patience);
      page.say(words.over);
    } else page.show('stay', 'bad', words.lost);
  });
}

async function run(): Promise<void> {
  page.say(words.running);
  const joined = await api.join();
  if (joined === 'over') {
    page.say(words.over);
    return;
  }
  if (joined === 'failed') {
    page.show('reach', 'bad', words.reachFailed);
    page.say(words.failed);
    return;
  }
  page.show('reach', 'good', words.reach);
  follow(joined.id);
  const latency = await measureLatency(api);
  const quick = latency !== null && latency < 300;
  page.show(
    'speed',
    quick ? 'good' : 'bad',
    quick ? words.speed : words.slow,
    latency === null ? '' : words.milliseconds(Math.round(latency)),
  );
  if (latency !== null) await api.report(joined.id, { latencyMs: latency });
}

void run();
