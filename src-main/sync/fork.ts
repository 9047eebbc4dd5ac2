import { syncedStreams } from '#shared/sync/entities.ts';
import type { SqliteConnection } from '../store/service.ts';

/**
 * Gives what is on its way to another device: its stamps (the other copy of this database may have given the same ones)
 * and the streams of facts that are wholly on their way. What continues a stream that began before is left as it is: the
 * cloud decides whether the other copy went on with it.
 */
export function readdress(connection: SqliteConnection, from: string, to: string): void {
  // What came back may have been the other copy's, under the number of something else here: the cloud knows an equal one.
  connection.prepare("UPDATE sync_outbox SET state = 'pending', beneath = NULL WHERE state = 'seen'").run();
  const [oldTail, newTail] = [from, to].map((device) => device.replaceAll('-', '')) as [string, string];
  const pending = connection
    .prepare<[], { stamp: string; entity: string; rowId: string }>(
      "SELECT stamp, entity, row_id AS rowId FROM sync_outbox WHERE state = 'pending'",
    )
    .all();
  const replaced = (column: string) => `${column} = replace(${column}, @stamp, @changed)`;
  const inOutbox = connection.prepare(
    `UPDATE sync_outbox SET ${['stamp', 'base', 'beneath'].map(replaced).join(', ')}
     WHERE entity = @entity AND row_id = @rowId AND kind <> 'fact'`,
  );
  const inBook = connection.prepare(
    `UPDATE sync_stamp SET ${['stamps', 'deleted'].map(replaced).join(', ')} WHERE entity = @entity AND row_id = @rowId`,
  );
  for (const row of pending) {
    if (row.entity === 'event' || !row.stamp.endsWith(oldTail)) continue;
    const bound = { ...row, changed: `${row.stamp.slice(0, 16)}${newTail}` };
    inOutbox.run(bound);
    inBook.run(bound);
  }
  const shared = Object.entries(syncedStreams).flatMap(([stream, kind]) => (kind === 'shared' ? [`'${stream}'`] : []));
  const isPending = "id IN (SELECT row_id FROM sync_outbox WHERE kind = 'fact' AND state = 'pending')";
  const streams = connection
    .prepare<[string], { streamId: string; first: number }>(
      `SELECT stream_id AS streamId, min(seq) AS first FROM event WHERE home = ? AND ${isPending}
       GROUP BY stream_id HAVING min(seq) = 1 OR stream IN (${shared.join(', ')})`,
    )
    .all(from);
  const move = connection.prepare(
    'UPDATE event SET home = @to, seq = seq - @first + 1 WHERE stream_id = @streamId AND home = @from AND seq >= @first',
  );
  for (const stream of streams) move.run({ ...stream, from, to });
}
