import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.RealParameter;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.blockwright.tuning.samplers.Samplers;
import org.blockwright.tuning.storage.StudyDatabase;

/**
 * The time that a study itself takes: 1,000 trials whose objective takes none, by one process and
 * by four on one SQLite file, with random search and TPE. Checks that no trial is lost.
 *
 * <pre>
 * java -cp "$CLASSPATH" bench/StudyOverhead.java [TRIALS PROCESSES]
 * </pre>
 */
public final class StudyOverhead {
  private static final String STUDY = "overhead";

  private StudyOverhead() {}

  public static void main(String[] arguments) throws Exception {
    int trials = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    int processes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
    if (arguments.length > 2) {
      work(arguments[2], trials, arguments[3]);
      return;
    }
    System.out.println("sampler  processes  seconds  ms per trial");
    for (String sampler : List.of("random", "tpe")) {
      for (int count : new int[] {1, processes}) {
        measure(sampler, trials, count);
      }
    }
  }

  private static void measure(String sampler, int trials, int processes) throws Exception {
    Path directory = Files.createTempDirectory("study-overhead");
    String storage = "sqlite:///" + directory.resolve("study.db");
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      database.study(STUDY, Direction.MINIMIZE);
    }
    long start = System.nanoTime();
    List<Process> workers = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      workers.add(start(trials, processes, storage, sampler, directory.resolve(i + ".log")));
    }
    for (Process worker : workers) {
      if (worker.waitFor() != 0) {
        throw new IllegalStateException("a worker failed; its output is in " + directory);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    check(storage, trials);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-7s %10d %8.1f %13.1f",
            sampler,
            processes,
            seconds,
            1000 * seconds / trials));
  }

  private static Process start(
      int trials, int processes, String storage, String sampler, Path log) throws Exception {
    String source = System.getProperty("jdk.launcher.sourcefile", "bench/StudyOverhead.java");
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            source,
            String.valueOf(trials),
            String.valueOf(processes),
            storage,
            sampler)
        .redirectErrorStream(true)
        .redirectOutput(new File(log.toString()))
        .start();
  }

  private static void work(String storage, int trials, String name) {
    Space space =
        Space.of(new RealParameter("x", -5, 10, false), new RealParameter("y", 0, 15, false));
    Sampler sampler = name.equals("tpe") ? Samplers.tpe() : ArbiterSamplers.random();
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      Study.of(space, sampler, Metric.minimize("distance"))
          .store(database.study(STUDY, Direction.MINIMIZE))
          .trials(trials)
          .run(
              trial -> {
                double x = trial.values().real("x");
                double y = trial.values().real("y");
                trial.report(1, 2 * Math.hypot(x, y));
                trial.report(2, Math.hypot(x, y));
                return Math.hypot(x, y);
              });
    }
  }

  /** Trials that other processes started before the study was complete may exceed the total. */
  private static void check(String storage, int trials) {
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      List<TrialRecord> all = database.study(STUDY).trials();
      long complete =
          all.stream().filter(t -> t.state() == TrialRecord.State.COMPLETE).count();
      boolean numbered =
          all.stream()
              .map(TrialRecord::number)
              .toList()
              .equals(IntStream.range(0, all.size()).boxed().toList());
      if (complete != all.size() || complete < trials || !numbered) {
        throw new IllegalStateException(
            "%s of %s trials are complete".formatted(complete, all.size()));
      }
    }
  }
}
