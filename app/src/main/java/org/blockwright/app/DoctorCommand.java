package org.blockwright.app;

import java.util.concurrent.Callable;
import org.blockwright.engine.Diagnostics;
import org.blockwright.engine.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The subcommand {@code doctor}. */
@Command(
    name = "doctor",
    description =
        "Shows versions, platform, threads, memory, and the implementation of each kind of layer.",
    footer = "  blockwright doctor")
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "print as JSON")
  private boolean json;

  private final Session session;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Diagnostics diagnostics = Doctor.diagnose();
    session.print(
        json
            ? Json.text(
                Json.object(
                    "healthy", diagnostics.isHealthy(),
                    "problems", diagnostics.problems(),
                    "versions", diagnostics.versions(),
                    "engine", diagnostics.engine(),
                    "threads", diagnostics.threads(),
                    "memory", diagnostics.memory(),
                    "layers", diagnostics.layers()))
            : diagnostics.text());
    return diagnostics.isHealthy() ? Main.SUCCESS : Main.FAILURE;
  }
}
