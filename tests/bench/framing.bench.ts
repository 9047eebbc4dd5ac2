import { FrameCodec } from '#shared/bench/framing/frame.ts';
import { FrameParser, type FrameSink } from '#shared/bench/framing/parser.ts';
import { shippedProfiles } from '#shared/bench/profiles.ts';
import { percentile, report } from './report.ts';

const megabytes = 32;
const rounds = 7;

/** Copies byte by byte: what any parser that looks at every byte has to do at least. */
function copyLoop(from: Uint8Array, to: Uint8Array): number {
  for (let at = 0; at < from.length; at++) to[at] = from[at] ?? 0;
  return to[to.length - 1] ?? 0;
}

function speed(bytes: number, work: () => void): number {
  const started = performance.now();
  work();
  return bytes / 1_000 / (performance.now() - started);
}

/** Frames parsed from 4 KiB chunks (checks included, frames cut by chunks included) beside a bare copy of the same bytes. */
export async function run(): Promise<void> {
  for (const { id, framing } of shippedProfiles) {
    const codec = new FrameCodec(framing);
    const frame = codec.encode(Uint8Array.from({ length: 2_048 }, (_, at) => (at * 31) & 255));
    const count = Math.floor((megabytes * 1_000_000) / frame.length);
    const line = new Uint8Array(count * frame.length);
    for (let n = 0; n < count; n++) line.set(frame, n * frame.length);
    const target = new Uint8Array(line.length);
    let frames = 0;
    const sink: FrameSink = {
      frame: () => {
        frames += 1;
      },
      control: () => {},
      rejected: () => {
        throw new Error('a sound frame was rejected');
      },
    };
    const parsed: number[] = [];
    const copied: number[] = [];
    for (let round = 0; round < rounds; round++) {
      frames = 0;
      const parser = new FrameParser(codec);
      parsed.push(
        speed(line.length, () => {
          for (let at = 0; at < line.length; at += 4_096) parser.push(line.subarray(at, at + 4_096), sink);
        }),
      );
      if (frames !== count) throw new Error(`${frames} of ${count} frames were found`);
      copied.push(speed(line.length, () => copyLoop(line, target)));
    }
    report({
      bench: 'framing',
      figure: `${id} frames of 2 KiB parsed, LRC and CRC-16 checked`,
      value: percentile(parsed, 0.5),
      unit: 'MB/s',
      floor: { what: 'the same bytes copied one by one', value: percentile(copied, 0.5) },
    });
  }
}
