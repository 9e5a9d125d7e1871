package org.blockwright.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.Progress;
import org.blockwright.engine.Diagnostics;
import org.blockwright.engine.Doctor;
import org.blockwright.job.Job;
import org.blockwright.job.JobRunner;
import org.blockwright.job.Setting;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code doctor}. */
@Command(
    name = "doctor",
    description = {
      "Shows versions, platform, threads, memory, whether networks can be compiled here, and the"
          + " implementation of each kind of layer in DL4J.",
      "With a network, also the layers that cannot be compiled, with the reasons."
    },
    footer = "  blockwright doctor mobilenet")
final class DoctorCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..1",
      description = "zoo network, .yaml or .json description, or saved .zip")
  private Optional<String> name;

  @Option(names = "--json", description = "print as JSON")
  private boolean json;

  private final Session session;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Optional<Compilation> compilation = name.map(this::compilation);
    Diagnostics diagnostics = Doctor.diagnose();
    session.print(
        json
            ? Json.text(toJson(diagnostics, compilation))
            : diagnostics.text() + compilation.map(c -> c.text(name.orElseThrow())).orElse(""));
    return diagnostics.isHealthy() ? Main.SUCCESS : Main.FAILURE;
  }

  private Compilation compilation(String network) {
    Job job = Job.defaults().with(Setting.MODEL.key(), network);
    try (Model model = new JobRunner(Progress.silent()).createModel(job, List.of())) {
      return Compilation.of(model);
    }
  }

  private static Map<String, Object> toJson(
      Diagnostics diagnostics, Optional<Compilation> compilation) {
    Map<String, Object> node =
        Json.object(
            "healthy", diagnostics.isHealthy(),
            "problems", diagnostics.problems(),
            "versions", diagnostics.versions(),
            "engine", diagnostics.engine(),
            "compiler",
                Json.object(
                    "version", diagnostics.compiler().version().orElse(null),
                    "instructionSet", diagnostics.compiler().instructionSet().orElse(null),
                    "failure", diagnostics.compilerFailure().orElse(null)),
            "threads", diagnostics.threads(),
            "memory", diagnostics.memory(),
            "layers", diagnostics.layers());
    compilation.ifPresent(c -> node.put("network", c.toJson()));
    return node;
  }
}
