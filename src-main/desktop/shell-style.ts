/** The look of the window's own page: the product's ink, paper and accent, in both themes. */
export const shellStyle = `:root {
  color-scheme: light dark;
  --paper: light-dark(#faf9f7, #1d1c1b);
  --ink: light-dark(#22201e, #eceae7);
  --quiet: light-dark(#5c5853, #b0aba5);
  --line: light-dark(#dedad5, #3a3835);
  --accent: light-dark(#0b6158, #4fb8ab);
  --on-accent: light-dark(#ffffff, #10201e);
  --trouble: light-dark(#b3261e, #f2887f);
  --good: light-dark(#1d6b34, #7fce95);
  --warning: light-dark(#7a4b00, #f0b75c);
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  place-items: center;
  padding: 32px;
  background: var(--paper);
  color: var(--ink);
  font: 16px / 1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
main {
  width: 100%;
  max-width: 560px;
}
h1 {
  margin: 16px 0 4px;
  font-size: 28px;
  line-height: 1.25;
  font-weight: 600;
}
p {
  margin: 0 0 24px;
  color: var(--quiet);
}
h2 {
  margin: 0 0 8px;
  font-size: 13px;
  font-weight: 600;
  color: var(--quiet);
}
pre {
  margin: 0 0 24px;
  padding: 12px 16px;
  max-height: 32vh;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 8px;
  font: inherit;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
pre.output {
  font: 13px / 1.5 ui-monospace, Consolas, "Noto Sans Mono CJK SC", monospace;
}
label {
  display: block;
  margin: 0 0 4px;
  font-weight: 600;
}
label.check {
  display: flex;
  align-items: center;
  gap: 8px;
  min-height: 44px;
  margin: 4px 0 16px;
  font-weight: 400;
  color: var(--quiet);
}
label.check input {
  width: 20px;
  height: 20px;
  accent-color: var(--accent);
}
input[type="password"],
input[type="text"] {
  width: 100%;
  min-height: 48px;
  padding: 0 16px;
  border: 1px solid var(--quiet);
  border-radius: 8px;
  background: transparent;
  color: var(--ink);
  font: inherit;
}
button {
  min-height: 48px;
  padding: 0 24px;
  border: 0;
  border-radius: 8px;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
}
button.quiet,
button.way {
  border: 1px solid var(--line);
  background: transparent;
  color: var(--ink);
}
button.second {
  margin-left: 8px;
}
output {
  display: block;
  margin-top: 16px;
}
output[hidden] {
  display: none;
}
button.way {
  width: 100%;
  min-height: 64px;
  padding: 10px 16px;
  text-align: start;
}
button:hover:not(:disabled) {
  border-color: var(--accent);
}
button.way span,
button.way small {
  display: block;
}
button.way small {
  color: var(--quiet);
  font-size: 13px;
  font-weight: 400;
  line-height: 1.4;
}
button[hidden] {
  display: none;
}
button:disabled {
  opacity: 0.6;
}
section {
  margin-top: 32px;
  padding-top: 24px;
  border-top: 1px solid var(--line);
}
section h2 {
  margin: 0;
  font-size: 16px;
  color: var(--ink);
}
section p {
  margin-bottom: 16px;
}
.ways {
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: 8px;
}
.row {
  display: flex;
  flex-wrap: wrap;
  gap: 12px;
}
.backups {
  margin: 0 0 24px;
  padding: 0;
  list-style: none;
  display: grid;
  gap: 8px;
}
progress {
  width: 100%;
  height: 12px;
  margin: 0 0 8px;
  accent-color: var(--accent);
}
p.warning {
  padding: 12px 16px;
  border: 1px solid var(--warning);
  border-radius: 8px;
  color: var(--warning);
}
:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
.sign,
.wheel {
  width: 40px;
  height: 40px;
  border-radius: 50%;
}
.sign {
  display: grid;
  place-items: center;
  border: 3px solid currentcolor;
  color: var(--trouble);
  font-size: 22px;
  font-weight: 700;
}
.sign.warning {
  color: var(--warning);
}
.sign.good {
  color: var(--good);
}
.sign.calm {
  color: var(--accent);
}
.wheel {
  border: 3px solid var(--line);
  border-top-color: var(--accent);
}
@media (prefers-reduced-motion: no-preference) {
  .wheel {
    animation: turn 1s linear infinite;
  }
}
@keyframes turn {
  to {
    transform: rotate(1turn);
  }
}
`;
