import type { RescueAction } from '#shared/desktop/rescue.ts';
import { type DesktopSentence, desktopSentence } from '#shared/desktop/sentences.ts';
import type { Language } from '#shared/languages.ts';
import { escapeHtml } from './html.ts';
import {
  dateText,
  enterpriseText,
  type ListedBackup,
  type RescueView,
  sizeText,
  stepText,
  workingTitles,
} from './rescue-view.ts';

/** What a page of the shell is made of. `isBusy` shows the wheel instead of a sign. */
export interface ShellBody {
  readonly title: string;
  readonly sign: 'trouble' | 'warning' | 'busy' | 'good' | 'calm';
  readonly html: string;
}

type Say = (key: DesktopSentence) => string;

const action = (name: RescueAction, words: string, kind = '', attributes = '') =>
  `<button type="button" data-call="rescue" data-argument="${name}" class="${kind}"${attributes}>${words}</button>`;

const startButton = (say: Say, focused: boolean, kind = '') =>
  `<button type="button" data-call="retryLanding" class="${kind}"${focused ? ' autofocus' : ''}>${say('startOrdering')}</button>`;

/** The ways out of trouble, under the words of the trouble itself. */
export function renderRescueHome(language: Language, options: { safeMode: boolean; canUndo: boolean }): string {
  const say: Say = (key) => escapeHtml(desktopSentence(key, language));
  const row = (name: RescueAction, words: DesktopSentence, hint: DesktopSentence, attributes = '') =>
    action(name, `<span>${say(words)}</span><small>${say(hint)}</small>`, 'way', attributes);
  return `<section aria-labelledby="rescue">
<h2 id="rescue">${say(options.safeMode ? 'rescueTitleSafe' : 'rescueTitle')}</h2>
<p>${say('rescueText')}</p>
<div class="ways">
${row('backup', 'doBackup', 'doBackupHint')}
${row('list', 'doRestore', 'doRestoreHint')}
${row('recover', 'doRecover', 'doRecoverHint')}
${row('export', 'doExport', 'doExportHint')}
${row('logs', 'doLogs', 'doLogsHint')}
${row('undo', 'doUndo', 'doUndoHint', ` id="undo"${options.canUndo ? '' : ' hidden'}`)}
</div></section>`;
}

const kinds = { backup: 'kindBackup', copy: 'kindCopy', replaced: 'kindReplaced' } as const;

function renderBackup(backup: ListedBackup, language: Language): string {
  const facts = [
    enterpriseText(backup, language),
    sizeText(backup.size, language),
    desktopSentence(kinds[backup.kind], language),
    ...(backup.encrypted ? [desktopSentence('encrypted', language)] : []),
  ];
  return `<li><button type="button" class="way" data-call="restoreListed" data-argument="${backup.id}">
<span>${escapeHtml(dateText(backup.madeAt, language))}</span><small>${escapeHtml(facts.join(' · '))}</small></button></li>`;
}

/** A view of safe mode other than its home. */
export function renderRescueView(view: Exclude<RescueView, { view: 'home' }>, language: Language): ShellBody {
  const say: Say = (key) => escapeHtml(desktopSentence(key, language));
  switch (view.view) {
    case 'choose': {
      const list =
        view.backups.length > 0
          ? `<p>${say('chooseText')}</p><ul class="backups">${view.backups.map((one) => renderBackup(one, language)).join('')}</ul>`
          : `<p>${say('chooseNone')}</p>`;
      return {
        title: desktopSentence('chooseTitle', language),
        sign: 'calm',
        html: `<h1>${say('chooseTitle')}</h1>${list}
<div class="row">${action('chooseFile', say('chooseFile'), 'quiet', ' autofocus')}${action('home', say('back'), 'quiet')}</div>`,
      };
    }
    case 'passphrase': {
      const refusal = view.refusal
        ? `<p class="warning" role="alert" id="refusal">${escapeHtml(view.refusal)}</p>`
        : '';
      return {
        title: desktopSentence('passphraseTitle', language),
        sign: view.refusal ? 'warning' : 'calm',
        html: `<h1>${say('passphraseTitle')}</h1><p>${say('passphraseText')}</p>
${refusal}
<label for="passphrase">${say('passphraseLabel')}</label>
<input id="passphrase" type="password" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="256" autofocus${view.refusal ? ' aria-describedby="refusal" aria-invalid="true"' : ''}>
<label class="check"><input type="checkbox" data-shows="passphrase"> ${say('passphraseShow')}</label>
<div class="row"><button type="button" data-call="openWithPassphrase" data-field="passphrase">${say('passphraseOpen')}</button>${action('home', say('back'), 'quiet')}</div>`,
      };
    }
    case 'working': {
      const title = workingTitles[view.task];
      const value = view.share === null ? '' : ` value="${view.share}"`;
      return {
        title: desktopSentence(title, language),
        sign: 'busy',
        html: `<h1>${say(title)}</h1><p>${say('workingText')}</p>
<progress id="progress" aria-labelledby="step" max="1"${value}></progress>
<p id="step" role="status">${escapeHtml(stepText(view, language))}</p>
${action('cancel', say('cancel'), 'quiet', ' autofocus')}`,
      };
    }
    case 'done': {
      const warning = view.warning ? `<p class="warning">${escapeHtml(view.warning)}</p>` : '';
      const reveal = view.reveals ? action('reveal', say('showInFolder'), 'quiet') : '';
      return {
        title: view.title,
        sign: view.warning ? 'warning' : 'good',
        html: `<div role="status"><h1>${escapeHtml(view.title)}</h1>${view.text
          .split('\n')
          .map((line) => `<p>${escapeHtml(line)}</p>`)
          .join('')}${warning}</div>
<div class="row">${startButton(say, true)}${reveal}${action('home', say('back'), 'quiet')}</div>`,
      };
    }
    case 'failed':
      return {
        title: desktopSentence('failedTitle', language),
        sign: 'trouble',
        html: `<div role="alert"><h1>${say('failedTitle')}</h1><p>${escapeHtml(view.text)}</p></div>
<div class="row">${action('home', say('back'), '', ' autofocus')}${action('logs', say('doLogs'), 'quiet')}</div>`,
      };
  }
}
