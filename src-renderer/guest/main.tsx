import { render } from 'preact';
import { App } from './app.tsx';
import { createVisit } from './visit.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/menu.css';
import './styles/sheet.css';
import './styles/order.css';

const root = document.getElementById('app');
// Tokens are base64url; anything else is left for the landing to refuse.
const sticker = /^\/t\/([^/]+)/.exec(location.pathname)?.[1] ?? '';
if (root) {
  const visit = createVisit(sticker);
  render(<App visit={visit} />, root);
  void visit.start();
}
