import { type Command, refuseArguments } from '#server/command-line.ts';
import { refusedExitCode, StartupError } from '#server/startup-error.ts';

/** Sub-commands, one file each; the first word of the command line names one, and without one the cloud itself runs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: () => import('./commands/serve.ts').then(({ serve }) => serve),
  move: () => import('./commands/move.ts').then(({ move }) => move),
  export: () => import('./commands/export.ts').then(({ exportCommand }) => exportCommand),
  erase: () => import('./commands/erase.ts').then(({ erase }) => erase),
  code: () => import('./commands/code.ts').then(({ code }) => code),
  operator: () => import('./commands/operator.ts').then(({ operator }) => operator),
};

async function main(argv: readonly string[]): Promise<number> {
  const [first = '', ...others] = argv;
  if (first === '--help' || first === 'help') {
    const all = await Promise.all(Object.values(commands).map((load) => load()));
    process.stdout.write(`${all.map(({ usage }) => usage).join('\n')}`);
    return 0;
  }
  const named = first !== '' && !first.startsWith('-');
  const load = commands[named ? first : 'serve'];
  if (!load) return refuseArguments(`There is no command ${first}.`, `Commands: ${Object.keys(commands).join(', ')}\n`);
  const command = await load();
  return command.run(named ? others : argv);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const refusal = error instanceof StartupError;
    process.stderr.write(`${refusal ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exit(refusal ? refusedExitCode : 1);
  },
);
