import { describe } from 'vitest';
import { playHalf } from '#tests/support/laboratory/halves.ts';
import { LabStage } from '#tests/support/laboratory/stage.ts';
import { isSoak } from '#tests/support/soak.ts';

describe('the laboratory of faults, the other half', { timeout: isSoak ? 24 * 3_600_000 : 900_000 }, () => {
  playHalf(LabStage.forTests(), 1);
});
