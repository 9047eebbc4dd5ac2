import { useTranslation } from 'react-i18next';
import { JobRow } from './JobRow.tsx';
import { type ListedJob, useJobs } from './usePrinting.ts';

/** The queue: what needs a decision first, then what waits, then what came out lately. */
export function JobList() {
  const { t } = useTranslation();
  const open = useJobs('open');
  const recent = useJobs('recent');
  const jobs = open.data ?? [];
  const needsDecision = (job: ListedJob) => job.state === 'failed' || job.state === 'possible_duplicate';
  return (
    <>
      <Part title={t(($) => $.printing.jobs.decide)} jobs={jobs.filter(needsDecision)} urgent />
      <Part title={t(($) => $.printing.jobs.waiting)} jobs={jobs.filter((job) => !needsDecision(job)).reverse()} />
      <Part title={t(($) => $.printing.jobs.recent)} jobs={recent.data ?? []} />
    </>
  );
}

function Part({ title, jobs, urgent }: { title: string; jobs: readonly ListedJob[]; urgent?: boolean }) {
  if (jobs.length === 0) return null;
  return (
    <section className="print-part" data-urgent={urgent ? '' : undefined}>
      <h2 className="section-title">
        {title} <span className="print-count">{jobs.length}</span>
      </h2>
      <ul className="panel print-jobs">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}
