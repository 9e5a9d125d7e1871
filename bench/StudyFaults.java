import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.inference.metrics.Direction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.tuning.IntegerParameter;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Study;
import org.blockwright.tuning.StudyStore;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.arbiter.ArbiterSamplers;
import org.blockwright.tuning.storage.StudyDatabase;

/**
 * Four processes work on one study of 200 trials while a random one is killed again and again, and
 * checks that each point of the grid has exactly one result.
 *
 * <pre>
 * java -cp 'app/target/classes:app/target/lib/*' bench/StudyFaults.java STORAGE
 * </pre>
 */
public final class StudyFaults {
  private static final int TRIALS = 200;
  private static final int WORKERS = 4;
  private static final int TRIALS_BETWEEN_KILLS = 12;
  private static final Space SPACE = Space.of(new IntegerParameter("point", 1, TRIALS));

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 1) {
      work(arguments[0]);
      return;
    }
    StudyDatabase database = StudyDatabase.open(arguments[0]);
    StudyStore study = database.study("faults", Direction.MINIMIZE);
    Random random = new Random(1);
    List<Process> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(start(arguments[0]));
    }
    int kills = 0;
    while (workers.stream().anyMatch(Process::isAlive)) {
      Thread.sleep(100);
      List<TrialRecord> trials = study.trials();
      long ended = trials.stream().filter(t -> t.state().ended()).count();
      int victim = random.nextInt(WORKERS);
      // Killed in the middle of a trial.
      if (ended >= (kills + 1L) * TRIALS_BETWEEN_KILLS && runsTrial(workers.get(victim), trials)) {
        workers.get(victim).destroyForcibly().waitFor();
        workers.set(victim, start(arguments[0]));
        kills++;
      }
    }
    database.close();
    check(arguments[0], kills);
  }

  private static boolean runsTrial(Process worker, List<TrialRecord> trials) {
    String pid = "\"pid\":" + worker.pid() + ",";
    return trials.stream()
        .filter(t -> t.state() == TrialRecord.State.RUNNING)
        .anyMatch(t -> t.attributes().getOrDefault("process", "").contains(pid));
  }

  private static Process start(String storage) throws Exception {
    String source = System.getProperty("jdk.launcher.sourcefile", "bench/StudyFaults.java");
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            Path.of(source).toString(),
            storage,
            "worker")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("study-faults.log")))
        .start();
  }

  private static void work(String storage) {
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      Study.of(SPACE, ArbiterSamplers.random(), Metric.minimize("point"))
          .store(database.study("faults", Direction.MINIMIZE))
          .trials(TRIALS)
          .run(
              trial -> {
                trial.report(1, 0.5);
                Thread.sleep(150);
                return trial.values().integer("point");
              });
    }
  }

  private static void check(String storage, int kills) {
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      List<TrialRecord> trials = database.study("faults").trials();
      List<TrialRecord> complete =
          trials.stream().filter(t -> t.state() == TrialRecord.State.COMPLETE).toList();
      Set<Integer> points =
          complete.stream().map(t -> t.values().integer("point")).collect(Collectors.toSet());
      Set<Integer> numbers =
          trials.stream().map(TrialRecord::number).collect(Collectors.toCollection(HashSet::new));
      long open = trials.stream().filter(t -> !t.state().ended()).count();
      System.out.println(
          "%s kills, %s trials, %s complete, %s points, %s not ended, %s repeated"
              .formatted(
                  kills,
                  trials.size(),
                  complete.size(),
                  points.size(),
                  open,
                  trials.stream().filter(TrialRecord::retried).count()));
      if (complete.size() != TRIALS
          || points.size() != TRIALS
          || open != 0
          || numbers.size() != trials.size()) {
        throw new IllegalStateException("trials were lost or ended twice");
      }
    }
  }
}
