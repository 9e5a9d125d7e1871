import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * Four processes work on one study of 200 trials while a random one is killed again and again in
 * the middle of a trial; checks that each point of the space ends exactly once.
 *
 * <pre>
 * java -cp "$CLASSPATH" bench/StudyFaults.java STORAGE [PROCESSES TRIALS_OF_EACH]
 * </pre>
 */
public final class StudyFaults {
  private static final int TRIALS_BETWEEN_KILLS = 8;
  private static final String WORKER = "worker";

  private final String storage;
  private final int processes;
  private final int trials;
  private final Random random = new Random(1);

  private StudyFaults(String storage, int processes, int trials) {
    this.storage = storage;
    this.processes = processes;
    this.trials = trials;
  }

  public static void main(String[] arguments) throws Exception {
    int processes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
    int each = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 50;
    StudyFaults faults = new StudyFaults(arguments[0], processes, processes * each);
    if (arguments.length > 3) {
      faults.work();
    } else {
      faults.check(faults.killWorkers());
    }
  }

  /** Returns the number of kills until the study was complete. */
  private int killWorkers() throws Exception {
    int kills = 0;
    List<Process> workers = new ArrayList<>();
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      StudyStore study = database.study("faults", Direction.MINIMIZE);
      for (int i = 0; i < processes; i++) {
        workers.add(start());
      }
      while (workers.stream().anyMatch(Process::isAlive)) {
        Thread.sleep(20);
        List<TrialRecord> current = study.trials();
        long complete = current.stream().filter(StudyFaults::isComplete).count();
        int victim = random.nextInt(processes);
        if (complete >= (kills + 1L) * TRIALS_BETWEEN_KILLS
            && runsTrial(workers.get(victim), current)) {
          workers.get(victim).destroyForcibly().waitFor();
          workers.set(victim, start());
          kills++;
        }
      }
    } finally {
      workers.forEach(Process::destroyForcibly);
    }
    return kills;
  }

  private static boolean isComplete(TrialRecord trial) {
    return trial.state() == TrialRecord.State.COMPLETE;
  }

  private static boolean runsTrial(Process worker, List<TrialRecord> trials) {
    String pid = "\"pid\":" + worker.pid() + ",";
    return trials.stream()
        .filter(t -> t.state() == TrialRecord.State.RUNNING)
        .anyMatch(t -> t.attributes().getOrDefault("process", "").contains(pid));
  }

  private Process start() throws Exception {
    String source = System.getProperty("jdk.launcher.sourcefile", "bench/StudyFaults.java");
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            source,
            storage,
            String.valueOf(processes),
            String.valueOf(trials / processes),
            WORKER)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("study-faults.log")))
        .start();
  }

  private void work() {
    Space space = Space.of(new IntegerParameter("point", 1, trials));
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      Study.of(space, ArbiterSamplers.random(), Metric.minimize("point"))
          .store(database.study("faults", Direction.MINIMIZE))
          .trials(trials)
          .run(
              trial -> {
                trial.report(1, 0.5);
                Thread.sleep(150);
                return trial.values().integer("point");
              });
    }
  }

  private void check(int kills) {
    List<TrialRecord> all;
    try (StudyDatabase database = StudyDatabase.open(storage)) {
      all = database.study("faults").trials();
    }
    long complete = all.stream().filter(StudyFaults::isComplete).count();
    long open = all.stream().filter(t -> !t.state().ended()).count();
    long repeated = all.stream().filter(TrialRecord::retried).count();
    // How often each point ended; a trial that is repeated does not end its point.
    Map<Integer, Long> ends =
        all.stream()
            .filter(t -> t.state().ended() && !t.retried())
            .collect(
                Collectors.groupingBy(t -> t.values().integer("point"), Collectors.counting()));
    long once = ends.values().stream().filter(n -> n == 1).count();
    System.out.println(
        "%s kills, %s trials, %s repeated, %s complete, %s of %s points ended once, %s not ended"
            .formatted(kills, all.size(), repeated, complete, once, trials, open));
    boolean numbered =
        all.stream()
            .map(TrialRecord::number)
            .toList()
            .equals(IntStream.range(0, all.size()).boxed().toList());
    if (complete != trials || once != trials || ends.size() != trials || open != 0 || !numbered) {
      throw new IllegalStateException("trials were lost or ended twice");
    }
  }
}
