package org.blockwright.job;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.DataException;
import org.blockwright.base.ParallelStreams;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.audit.Audit;
import org.blockwright.data.audit.AuditMode;
import org.blockwright.data.audit.Finding;

/** The audit of the images of a job before training. */
final class JobAudit {
  private JobAudit() {}

  /**
   * Audits the subsets of a job.
   *
   * @return empty if the job has no audit, or no image can be decoded, which training reports
   * @throws DataException if the job is strict and there is an error
   */
  static Optional<Audit> of(Job job, ImageSplits images, Progress progress) {
    if (job.audit() == AuditMode.OFF) {
      if (job.strict()) {
        throw new UsageException(JobProblems.strictWithoutAudit());
      }
      return Optional.empty();
    }
    ImmutableMap.Builder<String, Dataset> subsets = ImmutableMap.builder();
    subsets.put("training", images.train());
    subsets.put("validation", images.validation());
    images.test().ifPresent(test -> subsets.put("test", test));
    Audit audit;
    try {
      audit =
          ParallelStreams.limit(job.threads(), () -> audit(job.audit(), subsets.build(), progress));
    } catch (DataException e) {
      return Optional.empty();
    }
    if (job.strict() && audit.hasErrors()) {
      throw new DataException(JobProblems.auditFailed(texts(audit, Finding.Severity.ERROR)));
    }
    return Optional.of(audit);
  }

  /**
   * Audits the images of a study once, for all of its trials, and reports what matters.
   *
   * @throws DataException if the job is strict and there is an error
   */
  static void ofStudy(Job job, Progress progress) {
    boolean off = job.audit() == AuditMode.OFF && !job.strict();
    // A space may vary the images.
    if (off || !job.isSet(Setting.MODEL) || !job.isSet(Setting.TRAIN)) {
      return;
    }
    ImageSplits images = ImageSplits.of(job, CsvColumns.of(job), Dataset::targets);
    of(job, images, progress).ifPresent(audit -> notices(audit).forEach(progress::note));
  }

  /** Returns a job without audit, for images that an earlier run has audited. */
  static Job without(Job job) {
    return job.with(Setting.AUDIT, AuditMode.OFF.id()).with(Setting.STRICT, false);
  }

  private static Audit audit(AuditMode mode, Map<String, Dataset> subsets, Progress progress) {
    return mode == AuditMode.FULL ? Audit.of(subsets, progress) : Audit.quick(subsets, progress);
  }

  private static List<String> texts(Audit audit, Finding.Severity severity) {
    return audit.findings().stream()
        .filter(finding -> finding.severity() == severity)
        .map(Finding::text)
        .toList();
  }

  /**
   * Returns the findings that matter for a training run, one line each: errors, warnings and what
   * was not examined, but not skipped files, which are listed one by one, and duplicates within a
   * subset, which do no harm.
   */
  static List<String> notices(Audit audit) {
    return audit.findings().stream()
        .filter(JobAudit::isNotice)
        .map(finding -> JobProblems.auditFinding(finding.text()))
        .toList();
  }

  private static boolean isNotice(Finding finding) {
    return switch (finding.kind()) {
      case LEAK, IMBALANCE, CHANNELS -> finding.severity() != Finding.Severity.NOTE;
      case SHARED_GROUPS, SHARED_IMAGES, LABEL_CONFLICTS, OMISSION -> true;
      case DUPLICATES, UNREADABLE, GROUPS -> false;
    };
  }
}
