import { PageHeader } from "./page-header.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

/** A page whose one thing could not be read. */
export const FailedPage = ({ title, error, onRetry }: { title: string; error: unknown; onRetry: () => void }) => (
  <>
    <PageHeader title={title} />
    <ProblemNotice error={error} onRetry={onRetry} />
  </>
);
