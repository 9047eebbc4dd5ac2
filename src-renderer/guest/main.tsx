import { render } from 'preact';
import { App } from './app.tsx';
import { createVisit } from './visit.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/head.css';
import './styles/menu.css';
import './styles/dock.css';
import './styles/sheet.css';
import './styles/order.css';

const root = document.getElementById('app');
// A landing's sticker, or a cloud's link; anything else is left for the server to refuse.
const sticker = /^\/[tq]\/([^/]+)/.exec(location.pathname)?.[1] ?? '';
if (root) {
  const visit = createVisit(sticker);
  render(<App visit={visit} />, root);
  void visit.start();
}
