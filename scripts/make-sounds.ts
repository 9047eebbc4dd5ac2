import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const sampleRate = 22_050;
const bytesPerSample = 2;
const headerBytes = 44;

/** A partial of a struck body: its frequency as a multiple of the note's, its loudness, and how fast it fades. */
interface Partial {
  readonly ratio: number;
  readonly level: number;
  /** Seconds until the partial has fallen to 1/e. */
  readonly decay: number;
}

interface Note {
  /** Seconds from the start of the sound. */
  readonly at: number;
  /** Hertz. */
  readonly frequency: number;
  readonly level: number;
}

interface Sound {
  readonly seconds: number;
  readonly attack: number;
  readonly partials: readonly Partial[];
  readonly notes: readonly Note[];
}

/** A marimba bar is tuned so that its second mode sounds two octaves up (4 : 1). */
const marimba: readonly Partial[] = [
  { ratio: 1, level: 1, decay: 0.16 },
  { ratio: 4, level: 0.28, decay: 0.05 },
  { ratio: 9.2, level: 0.08, decay: 0.02 },
];

/** A small bell: the minor-third partial (1.2) and stretched upper ones make it ring instead of hum. */
const bell: readonly Partial[] = [
  { ratio: 0.5, level: 0.16, decay: 0.2 },
  { ratio: 1, level: 1, decay: 0.17 },
  { ratio: 1.2, level: 0.22, decay: 0.12 },
  { ratio: 2, level: 0.3, decay: 0.1 },
  { ratio: 2.76, level: 0.12, decay: 0.05 },
];

/** Odd harmonics that fade slowly: hollow like a low reed, so that it cannot be taken for good news. */
const reed: readonly Partial[] = [
  { ratio: 1, level: 1, decay: 0.24 },
  { ratio: 2, level: 0.35, decay: 0.2 },
  { ratio: 3, level: 0.4, decay: 0.16 },
  { ratio: 5, level: 0.16, decay: 0.1 },
];

const sounds: Readonly<Record<string, Sound>> = {
  'new-order': {
    seconds: 0.55,
    attack: 0.003,
    partials: marimba,
    notes: [
      { at: 0, frequency: 783.99, level: 0.85 },
      { at: 0.13, frequency: 1174.66, level: 1 },
    ],
  },
  call: {
    seconds: 0.58,
    attack: 0.006,
    partials: bell,
    notes: [
      { at: 0, frequency: 1567.98, level: 0.9 },
      { at: 0.24, frequency: 1567.98, level: 0.75 },
    ],
  },
  success: {
    seconds: 0.5,
    attack: 0.003,
    partials: marimba,
    notes: [
      { at: 0, frequency: 1046.5, level: 0.7 },
      { at: 0.08, frequency: 1318.51, level: 0.85 },
      { at: 0.16, frequency: 1567.98, level: 1 },
    ],
  },
  trouble: {
    seconds: 0.58,
    attack: 0.012,
    partials: reed,
    notes: [
      { at: 0, frequency: 311.13, level: 0.9 },
      { at: 0.22, frequency: 220, level: 1 },
    ],
  },
};

const peak = 0.8;
const fadeSeconds = 0.06;

function render(sound: Sound): Float64Array {
  const samples = new Float64Array(Math.round(sound.seconds * sampleRate));
  for (const note of sound.notes) {
    for (let i = Math.ceil(note.at * sampleRate); i < samples.length; i += 1) {
      const t = i / sampleRate - note.at;
      const attack = Math.min(1, t / sound.attack);
      for (const { ratio, level, decay } of sound.partials) {
        const wave = Math.sin(2 * Math.PI * note.frequency * ratio * t);
        samples[i] = (samples[i] ?? 0) + note.level * level * attack * Math.exp(-t / decay) * wave;
      }
    }
  }
  const loudest = samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return samples.map((value, i) => {
    const left = (samples.length - 1 - i) / (fadeSeconds * sampleRate);
    return (value / loudest) * peak * Math.min(1, left);
  });
}

function toWave(samples: Float64Array): Buffer {
  const wave = Buffer.alloc(headerBytes + samples.length * bytesPerSample);
  wave.write('RIFF', 0, 'latin1');
  wave.writeUInt32LE(wave.length - 8, 4);
  wave.write('WAVEfmt ', 8, 'latin1');
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(sampleRate, 24);
  wave.writeUInt32LE(sampleRate * bytesPerSample, 28);
  wave.writeUInt16LE(bytesPerSample, 32);
  wave.writeUInt16LE(bytesPerSample * 8, 34);
  wave.write('data', 36, 'latin1');
  wave.writeUInt32LE(samples.length * bytesPerSample, 40);
  samples.forEach((value, i) => {
    wave.writeInt16LE(Math.round(value * 32_767), headerBytes + i * bytesPerSample);
  });
  return wave;
}

/**
 * The product's four signals as complete WAV files by name (RIFF, PCM 16-bit mono, 22 050 Hz): `new-order` rises,
 * `call` is a bell struck twice, `success` is three quick steps up, `trouble` falls. The same bytes every time.
 */
export function makeSounds(): Map<string, Buffer> {
  return new Map(Object.entries(sounds).map(([name, sound]) => [name, toWave(render(sound))]));
}

if (import.meta.main) {
  const folder = new URL('../assets/sounds/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [name, wave] of makeSounds()) writeFileSync(fileURLToPath(new URL(`${name}.wav`, folder)), wave);
}
