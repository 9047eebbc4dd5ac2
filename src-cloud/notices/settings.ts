import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { NoticeChannel } from '#shared/notices/kinds.ts';
import {
  defaultNoticeRules,
  type EmailSettings,
  emailSettingsSchema,
  type NoticeRules,
  type NoticeSettings,
  type NoticesFile,
  noticeRulesSchema,
  type SmsSettings,
  smsSettingsSchema,
} from '#shared/notices/settings.ts';
import { type Doer, record } from '../identity/service.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import { wake } from './queue.ts';
import type { Sealer } from './sealing.ts';
import { noticeSettingTable } from './tables.ts';

export interface Provider<Settings> {
  readonly settings: Settings;
  readonly secret: string;
  /** There is a secret, but it opens with another key than this cloud has. */
  readonly isLost: boolean;
}

const schemas = { email: emailSettingsSchema, sms: smsSettingsSchema, rules: noticeRulesSchema };
type Name = keyof typeof schemas;

/** The providers and rules: what the server's file says, else what operators entered. Secrets are kept sealed only. */
export class Settings {
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #file: NoticesFile;
  readonly #sealer: Sealer | undefined;

  constructor(database: CloudDatabase, now: () => number, file: NoticesFile, sealer: Sealer | undefined) {
    this.#database = database;
    this.#now = now;
    this.#file = file;
    this.#sealer = sealer;
  }

  email(tx: Tx): Promise<Provider<EmailSettings> | undefined> {
    return this.#provider(tx, 'email', emailSettingsSchema);
  }

  sms(tx: Tx): Promise<Provider<SmsSettings> | undefined> {
    return this.#provider(tx, 'sms', smsSettingsSchema);
  }

  async rules(tx: Tx): Promise<NoticeRules> {
    if (this.#file.rules) return this.#file.rules;
    const kept = await rowOf(tx, 'rules');
    return noticeRulesSchema.safeParse(kept?.value).data ?? defaultNoticeRules;
  }

  /** The channels that are on. */
  async channels(tx: Tx): Promise<Record<NoticeChannel, boolean>> {
    const [email, sms] = [await this.email(tx), await this.sms(tx)];
    return { email: email?.settings.enabled ?? false, sms: sms?.settings.enabled ?? false };
  }

  /** Everything but the secrets, for the operator. */
  view(): Promise<NoticeSettings> {
    return this.#database.asPlatform(async (tx) => {
      const [email, sms] = [await this.email(tx), await this.sms(tx)];
      const about = <S>(name: 'email' | 'sms', provider: Provider<S> | undefined) => ({
        source: this.#file[name] ? ('file' as const) : provider ? ('console' as const) : ('none' as const),
        settings: provider?.settings ?? null,
        secret: provider?.isLost ? ('lost' as const) : provider?.secret ? ('kept' as const) : ('none' as const),
      });
      return {
        keepsSecrets: this.#sealer !== undefined,
        email: about('email', email),
        sms: about('sms', sms),
        rules: { source: this.#file.rules ? 'file' : 'console', settings: await this.rules(tx) },
      };
    });
  }

  /**
   * Keeps a provider. A secret that is not named stays, but only where it goes to the same server: who does not know it
   * must not be able to have it sent elsewhere. Throws AppError notice_settings_fixed, notice_no_key, notice_secret_needed.
   */
  async change(
    by: Doer,
    change:
      | { readonly name: 'email'; readonly settings: EmailSettings; readonly secret?: string | undefined }
      | { readonly name: 'sms'; readonly settings: SmsSettings; readonly secret?: string | undefined },
  ): Promise<void> {
    const { name, settings, secret } = change;
    if (this.#file[name]) throw new AppError('notice_settings_fixed');
    if (secret && !this.#sealer) throw new AppError('notice_no_key');
    await this.#database.asPlatform(async (tx) => {
      const kept = await rowOf(tx, name, true);
      const before = schemas[name].safeParse(kept?.value).data;
      const isSame = before !== undefined && placeOf(before) === placeOf(settings);
      if (secret === undefined && kept?.sealed && !isSame) throw new AppError('notice_secret_needed');
      const sealed =
        secret === undefined
          ? (kept?.sealed ?? null)
          : secret === ''
            ? null
            : (this.#sealer?.seal(name, secret) ?? null);
      await this.#keep(tx, name, settings, sealed);
      await wake(this.#database, tx, name, this.#now());
      const where = 'host' in settings ? `${settings.host}:${settings.port}` : (URL.parse(settings.url)?.host ?? '');
      await this.#record(tx, by, name, { server: where, on: settings.enabled, secret: secret !== undefined });
    });
  }

  /** Keeps the rules. Throws AppError notice_settings_fixed. */
  async changeRules(by: Doer, rules: NoticeRules): Promise<void> {
    if (this.#file.rules) throw new AppError('notice_settings_fixed');
    await this.#database.asPlatform(async (tx) => {
      await this.#keep(tx, 'rules', rules, null);
      await this.#record(tx, by, 'rules', { silentHours: rules.silentHours, smsPerDay: rules.smsPerDay });
    });
  }

  async #provider<S extends EmailSettings | SmsSettings>(
    tx: Tx,
    name: 'email' | 'sms',
    schema: z.ZodType<S>,
  ): Promise<Provider<S> | undefined> {
    const file = this.#file[name];
    if (file) {
      const { secret = '', secretFile: _, ...settings } = file;
      return { settings: schema.parse(settings), secret, isLost: false };
    }
    const kept = await rowOf(tx, name);
    const settings = schema.safeParse(kept?.value).data;
    if (!settings) return undefined;
    if (!kept?.sealed) return { settings, secret: '', isLost: false };
    const secret = this.#sealer?.open(name, kept.sealed);
    return { settings, secret: secret ?? '', isLost: secret === undefined };
  }

  async #keep(tx: Tx, name: Name, value: unknown, sealed: string | null): Promise<void> {
    const row = { value, sealed, changedAt: this.#now() };
    await tx
      .insert(noticeSettingTable)
      .values({ name, ...row })
      .onConflictDoUpdate({ target: noticeSettingTable.name, set: row });
  }

  #record(tx: Tx, by: Doer, name: Name, details: Record<string, string | number | boolean>): Promise<void> {
    return record(tx, this.#now(), by, { action: 'notices.changed', subjectId: name, subject: name, details });
  }
}

/** Whom a secret is shown to. */
function placeOf(settings: EmailSettings | SmsSettings | NoticeRules): string {
  if ('host' in settings) return `${settings.host}:${settings.port}:${settings.security}`;
  return 'url' in settings ? settings.url : '';
}

async function rowOf(tx: Tx, name: Name, toChange = false) {
  const query = tx.select().from(noticeSettingTable).where(eq(noticeSettingTable.name, name));
  const [row] = await (toChange ? query.for('update') : query);
  return row;
}
