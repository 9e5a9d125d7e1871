package org.blockwright.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.blockwright.model.Model;
import org.blockwright.weights.Weights;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code weights}. */
@Command(
    name = "weights",
    description = "Commands for weights files.",
    footer = "  blockwright weights export runs/digits-1/model.zip -o digits.h5")
final class WeightsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private final Session session;

  WeightsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "no subcommand given");
  }

  @Command(
      name = "export",
      description = {
        "Writes the weights of a saved model to an HDF5 file in Keras's layout, which Keras and"
            + " --weights read. Equal weights give identical files."
      },
      footer = "  blockwright weights export runs/digits-1/model.zip -o digits-notop.h5 --no-top")
  Integer export(
      @Parameters(paramLabel = "MODEL", description = "saved model (.zip)") Path model,
      @Option(
              names = {"-o", "--output"},
              required = true,
              paramLabel = "FILE.h5",
              converter = Converters.KerasWeightsFile.class,
              description = "output file ending in .h5 or .hdf5")
          Path target,
      @Mixin OutputFile output,
      @Option(names = "--no-top", description = "without the head") boolean noTop) {
    output.check(target);
    try (Model opened = Model.open(model)) {
      Weights.save(opened, target, !noTop);
    }
    session.print(target.toString());
    return Main.SUCCESS;
  }
}
