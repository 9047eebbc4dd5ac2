/** The landing as Electron's utility process: hears its supervisor before the large rest has been loaded. */
import '../parent-channel.ts';

await import('../cli.ts');
