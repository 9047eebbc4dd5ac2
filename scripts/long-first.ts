import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, the longest first. One that began last would keep one processor waiting for the other. */
const longest = [
  'tests/faults/laboratory.test.ts',
  'tests/faults/laboratory-half.test.ts',
  'tests/integration/bench/key-search.test.ts',
  'tests/faults/crash.test.ts',
  'tests/faults/killed.test.ts',
  'tests/faults/desktop.test.ts',
  'tests/faults/backup.test.ts',
  'tests/integration/rescue/recover.test.ts',
  'tests/integration/desktop/windows.test.ts',
  'tests/integration/cloud/program.test.ts',
  'tests/integration/sync/client-landing.test.ts',
  'tests/integration/rescue/schedule.test.ts',
  'tests/integration/cloud/notices.test.ts',
  'tests/integration/desktop/start.test.ts',
  'tests/integration/cloud/walls.test.ts',
  'tests/integration/desktop/safe-mode.test.ts',
  'tests/integration/cloud/move.test.ts',
];

const roomOrder = ['faults', 'integration', 'unit'];

/** Long files first, also in a clone that has never run them: then by project, as vitest orders them. */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification) => {
      const at = longest.indexOf(relative(project.config.root, moduleId).replaceAll('\\', '/'));
      return at >= 0 ? at : longest.length + roomOrder.indexOf(project.name);
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
