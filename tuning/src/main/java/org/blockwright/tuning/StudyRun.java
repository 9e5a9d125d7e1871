package org.blockwright.tuning;

import com.google.common.base.Throwables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockwright.base.Progress;
import org.blockwright.base.Seeds;
import org.blockwright.base.StorageException;

/** One run of a study: its workers start trials until the {@link StudyPlan} has no more. */
final class StudyRun {
  private static final long POLL_MILLIS = 100;
  private static final Duration CHECK_OF_OTHERS = Duration.ofSeconds(1);
  private static final int MAX_SAME_FAILURES = 5;

  private final Study.Settings settings;
  private final StudyStore store;
  private final Objective objective;
  private final ParameterDefinitions definitions;
  private final StudyPlan plan;
  private final OptionalLong limit;
  private final long deadline;
  private final Set<Long> running = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private String lastFailure = "";
  private int sameFailures;
  private long nextCheckOfOthers;
  private Optional<TrialResult.Done> best = Optional.empty();

  StudyRun(Study.Settings settings, StudyStore store, Objective objective) {
    this.settings = settings;
    this.store = store;
    this.objective = objective;
    this.definitions = new ParameterDefinitions(settings.space);
    Sampler.Search search =
        settings.sampler.start(
            settings.space,
            settings.metric,
            Seeds.derive("tune", settings.seed, settings.sampler.name()));
    this.limit = limit(search.total());
    this.plan = new StudyPlan(settings.space, settings.sampler.name(), search, limit);
    this.nextCheckOfOthers = System.nanoTime();
    this.deadline =
        settings
            .timeout
            .map(t -> System.nanoTime() + t.toNanos())
            .orElse(System.nanoTime() + Long.MAX_VALUE / 2);
  }

  private OptionalLong limit(OptionalLong proposals) {
    if (settings.trials.isEmpty()) {
      boolean endless = proposals.isEmpty() && settings.timeout.isEmpty();
      if (endless) {
        throw TuningProblems.trialsRequired(settings.sampler.name());
      }
      return OptionalLong.empty();
    }
    long before = settings.additional ? StudyPlan.finished(store.trials()) : 0;
    return OptionalLong.of(before + settings.trials.getAsInt());
  }

  StudyResult run() {
    List<TrialRecord> before = store.trials();
    before.forEach(t -> t.parameters().values().forEach(definitions::register));
    best = Ranking.best(settings.metric, TrialResults.of(before));
    long total = limit.isPresent() ? limit.getAsLong() - StudyPlan.finished(before) : -1;
    ScheduledExecutorService heartbeat = startHeartbeat();
    try (Progress.Task task = settings.progress.start("study", total)) {
      if (settings.jobs == 1) {
        work(task);
      } else {
        workInParallel(task);
      }
    } finally {
      heartbeat.shutdownNow();
    }
    return new StudyResult(
        settings.metric,
        settings.space,
        settings.sampler.name(),
        settings.seed,
        TrialResults.of(uninterrupted()),
        stopped.get());
  }

  /** Returns all trials, also if the thread is interrupted, whose flag stays set. */
  private List<TrialRecord> uninterrupted() {
    boolean interrupted = Thread.interrupted();
    try {
      return store.trials();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private ScheduledExecutorService startHeartbeat() {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "study-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    long millis = settings.heartbeat.interval().toMillis();
    executor.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
    return executor;
  }

  private void beat() {
    try {
      store.beat(Set.copyOf(running));
    } catch (StorageException e) {
      // The next beat may reach the store again.
    }
  }

  private void workInParallel(Progress.Task task) {
    ExecutorService pool = Executors.newFixedThreadPool(settings.jobs);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < settings.jobs; i++) {
        workers.add(pool.submit(() -> work(task)));
      }
      for (Future<?> worker : workers) {
        try {
          worker.get();
        } catch (ExecutionException e) {
          ended.set(true);
          Throwables.throwIfUnchecked(e.getCause());
          throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
          stopped.set(true);
          pool.shutdownNow();
          Thread.currentThread().interrupt();
          break;
        }
      }
    } finally {
      pool.shutdown();
      awaitEnd(pool);
    }
  }

  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = Thread.interrupted();
    while (!pool.isTerminated()) {
      try {
        pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
        pool.shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Progress.Task task) {
    try {
      while (mayStart()) {
        repeatAbandoned();
        Optional<TrialRecord> trial = start();
        if (trial.isPresent()) {
          runTrial(trial.get(), task);
        } else if (plan.waits()) {
          Thread.sleep(POLL_MILLIS);
        } else {
          return;
        }
      }
    } catch (InterruptedException e) {
      stopped.set(true);
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      ended.set(true);
      throw e;
    }
  }

  private boolean mayStart() {
    if (ended.get() || System.nanoTime() - deadline >= 0) {
      return false;
    }
    if (settings.stopCondition.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      stopped.set(true);
    }
    return !stopped.get();
  }

  private synchronized void repeatAbandoned() {
    if (System.nanoTime() - nextCheckOfOthers < 0) {
      return;
    }
    nextCheckOfOthers = System.nanoTime() + CHECK_OF_OTHERS.toNanos();
    for (TrialRecord trial : store.abandoned(settings.heartbeat.grace())) {
      if (!running.contains(trial.id())) {
        store.retry(trial, TuningProblems.processEnded(), settings.heartbeat.maxRetries());
      }
    }
  }

  private synchronized Optional<TrialRecord> start() {
    Optional<TrialRecord> trial = store.start(plan::next);
    trial.ifPresent(t -> running.add(t.id()));
    return trial;
  }

  private void runTrial(TrialRecord record, Progress.Task task) throws InterruptedException {
    try {
      TrialRun run = new TrialRun(settings, store, record, definitions);
      Optional<TrialResult> result = run.run(objective);
      if (result.isEmpty()) {
        // A store would refuse to work for a thread that is interrupted.
        Thread.interrupted();
        store.retry(record, TuningProblems.interrupted(), Integer.MAX_VALUE);
        throw new InterruptedException();
      }
      if (run.end(result.get())) {
        ended(result.get(), task);
      } else {
        settings.progress.note(TuningProblems.resultDiscarded(record.number()));
      }
    } finally {
      running.remove(record.id());
    }
  }

  private synchronized void ended(TrialResult result, Progress.Task task) {
    settings.listener.accept(result);
    if (result instanceof TrialResult.Failed failed) {
      settings.progress.note(failed.describe());
      String failure = failed.exception() + failed.message();
      sameFailures = failure.equals(lastFailure) ? sameFailures + 1 : 1;
      lastFailure = failure;
      if (sameFailures == MAX_SAME_FAILURES) {
        throw TuningProblems.sameFailures(sameFailures, failed);
      }
    } else {
      lastFailure = "";
      sameFailures = 0;
    }
    best =
        Ranking.best(
            settings.metric, best.isPresent() ? List.of(best.get(), result) : List.of(result));
    String text =
        best.map(
                b ->
                    "best %s %s (trial %s)"
                        .formatted(settings.metric.name(), Values.format(b.score()), b.number()))
            .orElse("");
    task.advance(result instanceof TrialResult.Failed ? 0 : 1, text);
  }
}
