package org.blockwright.app;

import java.util.concurrent.Callable;
import org.blockwright.engine.Diagnostics;
import org.blockwright.engine.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: what this machine runs the layers on. */
@Command(
    name = "doctor",
    description = "Versions, platform, threads, memory, and what runs each kind of layer.",
    footer = "  blockwright doctor")
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "for machines")
  private boolean json;

  private final Session session;

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Diagnostics found = Doctor.diagnose();
    session.print(
        json
            ? Json.text(
                Json.object(
                    "healthy", found.isHealthy(),
                    "problems", found.problems(),
                    "versions", found.versions(),
                    "engine", found.engine(),
                    "threads", found.threads(),
                    "memory", found.memory(),
                    "layers", found.layers()))
            : found.text());
    return found.isHealthy() ? Main.SUCCESS : Main.FAILURE;
  }
}
