import type { EnrolmentOffer } from '#shared/enterprises/devices.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import type { ContactAnswer } from '#shared/notices/settings.ts';
import type { SendCommand } from '#shared/relay/commands.ts';
import type { EnterpriseClient } from './enterprise-client.ts';

/** The cloud as this landing reaches it now. Throws AppError cloud_not_connected or cloud_secrets_lost. */
type Current = () => { readonly cloud: EnterpriseClient; readonly credential: string };

/** What people of this landing ask the cloud about their enterprise. Throws what the cloud refuses, and what `Current` throws. */
export class CloudDesk {
  readonly #current: Current;

  constructor(current: Current) {
    this.#current = current;
  }

  /** The enterprise's devices, as the cloud has them. */
  devices(actor: Actor, language: Language) {
    requirePermission(actor, 'device', 'read');
    const { cloud, credential } = this.#current();
    return cloud.devices(credential, language);
  }

  /** A one-time code for another device; only from a device that administers. */
  offer(actor: Actor, offer: EnrolmentOffer, language: Language) {
    requirePermission(actor, 'device', 'create');
    // A device that administers may change everybody's rights: who gives that out must be able to do so here.
    if (offer.administers) requirePermission(actor, 'role', 'update');
    const { cloud, credential } = this.#current();
    return cloud.offer(credential, offer, language);
  }

  async revoke(actor: Actor, deviceId: string, language: Language): Promise<void> {
    requirePermission(actor, 'device', 'delete');
    const { cloud, credential } = this.#current();
    await cloud.revoke(credential, deviceId, language);
  }

  /** The enterprise as the cloud has it. */
  enterprise(actor: Actor, language: Language) {
    requirePermission(actor, 'enterprise', 'read');
    const { cloud, credential } = this.#current();
    return cloud.enterprise(credential, language);
  }

  /** The other landings of the enterprise, for the rooms that ask in the name of whoever they checked. */
  async counters(language: Language) {
    const { cloud, credential } = this.#current();
    return cloud.counters(credential, language);
  }

  async sendCommand(command: SendCommand) {
    const { cloud, credential } = this.#current();
    return cloud.sendCommand(credential, command);
  }

  async commandStanding(id: string, language: Language) {
    const { cloud, credential } = this.#current();
    return cloud.commandStanding(credential, id, language);
  }

  /** Says that this landing has had no good backup since then (UTC ms); the cloud tells the owner, once. */
  async tellLateBackup(since: number): Promise<void> {
    const { cloud, credential } = this.#current();
    await cloud.tellLateBackup(credential, since);
  }

  /** Traffic, storage and devices of the enterprise, as the cloud counts them. */
  standing(actor: Actor, language: Language) {
    requirePermission(actor, 'enterprise', 'read');
    const { cloud, credential } = this.#current();
    return cloud.standing(credential, language);
  }

  /** Where the owner is reached by e-mail and SMS, and what they do not want to hear; only on a device that administers. */
  noticeContact(actor: Actor, language: Language) {
    const { cloud, credential } = this.#ownAffair(actor);
    return cloud.noticeContact(credential, language);
  }

  changeNoticeContact(actor: Actor, contact: ContactAnswer, language: Language) {
    const { cloud, credential } = this.#ownAffair(actor);
    return cloud.changeNoticeContact(credential, contact, language);
  }

  /** What the cloud can send by, and what became of the last notices. */
  notices(actor: Actor, language: Language) {
    const { cloud, credential } = this.#ownAffair(actor);
    return cloud.notices(credential, language);
  }

  /** Has the cloud send the owner a test. */
  testNotice(actor: Actor, language: Language) {
    const { cloud, credential } = this.#ownAffair(actor);
    return cloud.testNotice(credential, language);
  }

  /** Whom the cloud writes to is personal, and the enterprise's own affair, like its registration. */
  #ownAffair(actor: Actor) {
    requirePermission(actor, 'enterprise', 'update');
    return this.#current();
  }
}
