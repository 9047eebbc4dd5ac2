import { copyFileSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { loadDemo } from '#main/demo.ts';
import { newId } from '#main/store/service.ts';
import { randomFrom } from '../random.ts';
import { Replica } from '../replica.ts';
import { type CloudCopy, LabCentre } from './cloud.ts';
import { type LabFolder, LabLanding } from './landing.ts';
import { VirtualTime } from './time.ts';
import { LabTransport } from './transport.ts';

/** When every run begins (UTC ms): an evening in November 2026. */
export const beginning = 1_795_200_000_000;
/** As many landings are ready; more of them join later. */
export const landingsReady = 4;
const templateEnterprise = '018f0000-0000-7000-8000-00000000e000';

/** A menu and a floor that are small enough to be compared hundreds of times. */
const trimming = `
  DELETE FROM item WHERE option_group_ids <> '[]' OR slots <> '[]' OR dayparts <> '[]';
  DELETE FROM item WHERE id NOT IN (SELECT id FROM item ORDER BY id LIMIT 5);
  DELETE FROM picture;
  DELETE FROM menu_change;
  DELETE FROM option_group;
  DELETE FROM category WHERE id NOT IN (SELECT category_id FROM item);
  DELETE FROM dining_table WHERE id NOT IN (SELECT id FROM dining_table ORDER BY id LIMIT 5);`;

/** Landings of one enterprise that agree with each other and the cloud, made once and copied for every run. */
export class LabHouse {
  readonly centre: LabCentre;
  readonly #root: string;
  readonly #folders: LabFolder[];
  readonly #copy: CloudCopy;
  #runs = 0;

  private constructor(centre: LabCentre, root: string, folders: LabFolder[], copy: CloudCopy) {
    this.centre = centre;
    this.#root = root;
    this.#folders = folders;
    this.#copy = copy;
  }

  static async build(root: string): Promise<LabHouse> {
    const centre = await LabCentre.open();
    const time = new VirtualTime(beginning);
    centre.begin(() => time.now());
    const fresh = join(root, 'fresh');
    await (await Replica.open(fresh)).close();
    const first = await Replica.open(join(root, 'first'));
    await loadDemo(first);
    first.opened.connection.exec(trimming);
    first.opened.connection.exec('VACUUM');
    const { device } = first;
    await first.close();
    const folders: LabFolder[] = [];
    for (let n = 0; n < landingsReady; n += 1) {
      const joined = n === 0 ? { path: join(root, 'first'), device } : newFolder(fresh, root);
      const credential = centre.enrol(templateEnterprise, joined.device);
      const identity = { device: joined.device, credential, adopting: false };
      folders.push(await rested(centre, time, root, { path: joined.path, identity, joining: n > 0 }));
    }
    return new LabHouse(centre, root, folders, await centre.copy(templateEnterprise));
  }

  close(): Promise<void> {
    return this.centre.close();
  }

  /** An enterprise of a run's own at the cloud, and the folders of its landings in `path`. */
  async begin(path: string, landings: number): Promise<{ enterpriseId: string; folders: LabFolder[] }> {
    this.#runs += 1;
    if (this.#runs % 25 === 0) await this.centre.tidy();
    const enterpriseId = newId();
    await this.centre.putBackAs(enterpriseId, templateEnterprise, this.#copy);
    const folders = this.#folders.slice(0, landings).map((of, index) => {
      const folder = join(path, `landing-${index}`);
      cpSync(of.path, folder, { recursive: true });
      this.centre.enrol(enterpriseId, of.identity.device);
      return { ...of, path: folder };
    });
    return { enterpriseId, folders };
  }

  /** The folder of a computer that was never here, with a credential of the enterprise. */
  newcomer(enterpriseId: string, path: string): LabFolder {
    const { path: folder, device } = newFolder(join(this.#root, 'fresh'), path);
    const credential = this.centre.enrol(enterpriseId, device);
    return { path: folder, identity: { device, credential, adopting: false }, joining: true };
  }
}

/** The folder of a landing that is as new, with an id of its own. */
function newFolder(fresh: string, root: string): { path: string; device: string } {
  const path = mkdtempSync(join(root, 'new-'));
  mkdirSync(path, { recursive: true });
  copyFileSync(join(fresh, 'landing.db'), join(path, 'landing.db'));
  const device = newId();
  const connection = new Database(join(path, 'landing.db'));
  connection.prepare("UPDATE landing SET value = ? WHERE name = 'deviceId'").run(device);
  connection.close();
  return { path, device };
}

/** Lets a landing run until everything has travelled, and closes it. */
async function rested(centre: LabCentre, time: VirtualTime, root: string, folder: LabFolder): Promise<LabFolder> {
  const random = randomFrom(1);
  const landing = await LabLanding.start({
    name: 'template',
    folder,
    root,
    time,
    random,
    clock: 0,
    note: () => {},
    mayBeCopied: () => false,
    onFinding: (finding) => {
      throw new Error(finding);
    },
    transport: ({ line, identity }) =>
      new LabTransport({
        ...{ centre, time, line, credential: () => identity.credential, isBusy: () => false },
        limits: { operations: 500, changes: 2_000 },
        onTaken: () => {},
        onFault: (error) => {
          throw error;
        },
      }),
  });
  if (!(await time.passUntil(() => landing.rests && !landing.folder.joining, 600_000)))
    throw new Error('the template does not come to rest');
  await landing.close();
  return landing.folder;
}
