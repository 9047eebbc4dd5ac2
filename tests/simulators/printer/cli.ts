import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PrinterSimulator } from './printer.ts';

/*
 * A receipt printer for a desk without one: `node tests/simulators/printer/cli.ts --port 9100 --out paper`.
 * Every sheet becomes a picture and a text. Keys: p paper in or out, c cover, h half-open, m mute, q quit.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9100' },
    out: { type: 'string', default: 'paper' },
    paper: { type: 'string', default: '80' },
  },
});

const simulator = new PrinterSimulator({ width: values.paper === '58' ? 384 : 576 });
const say = (text: string) => process.stdout.write(`${text}\n`);
mkdirSync(values.out, { recursive: true });
say(`Printer on 127.0.0.1:${await simulator.listen(Number(values.port))}, sheets go to ${values.out}/`);

let written = 0;
let kicks = 0;
void simulator.until(() => {
  for (; written < simulator.sheets.length; written++) {
    const sheet = simulator.sheets[written];
    if (!sheet) continue;
    const name = join(values.out, `sheet-${String(written + 1).padStart(3, '0')}`);
    writeFileSync(`${name}.png`, sheet.png());
    writeFileSync(`${name}.txt`, `${sheet.text}\n`);
    say(`${name}.png`);
  }
  for (; kicks < simulator.drawerKicks.length; kicks++) say(`drawer opened (pin ${simulator.drawerKicks[kicks]})`);
  return false;
});

const { behaviour } = simulator;
const keys: Record<string, () => string> = {
  p: () => {
    if (behaviour.paperOut) simulator.mend();
    else behaviour.paperOut = true;
    return behaviour.paperOut ? 'paper out' : 'paper in';
  },
  c: () => {
    if (behaviour.coverOpen) simulator.mend();
    else behaviour.coverOpen = true;
    return behaviour.coverOpen ? 'cover open' : 'cover closed';
  },
  h: () => {
    behaviour.halfOpen = !behaviour.halfOpen;
    return `half-open ${behaviour.halfOpen}`;
  },
  m: () => {
    behaviour.mute = !behaviour.mute;
    return `mute ${behaviour.mute}`;
  },
};
if (process.stdin.isTTY) {
  process.stdin.setRawMode(true);
  process.stdin.on('data', (data: Buffer) => {
    const key = data.toString();
    if (key === 'q' || key === '\u0003') process.exit(0);
    const act = keys[key];
    if (act) say(act());
  });
}
