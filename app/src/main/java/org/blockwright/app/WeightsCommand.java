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

/** {@code weights}: files of weights. */
@Command(
    name = "weights",
    description = "Files of weights.",
    footer = "  blockwright weights export runs/digits-1/model.zip -o digits.h5")
final class WeightsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private final Session session;

  WeightsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a sub-command is missing");
  }

  @Command(
      name = "export",
      description = {
        "Writes the weights of a saved model as Keras does, in HDF5: for Keras, and for --weights"
            + " of this command. The same weights give the same bytes."
      },
      footer = "  blockwright weights export runs/digits-1/model.zip -o digits-notop.h5 --no-top")
  Integer export(
      @Parameters(paramLabel = "MODEL", description = "a saved model, model.zip") Path model,
      @Option(
              names = {"-o", "--output"},
              required = true,
              paramLabel = "FILE.h5",
              converter = Converters.KerasWeightsFile.class,
              description = "the file to write, ending in .h5 or .hdf5")
          Path target,
      @Mixin OutputFile output,
      @Option(names = "--no-top", description = "leave out the head") boolean noTop) {
    output.check(target);
    try (Model opened = Model.open(model)) {
      Weights.save(opened, target, !noTop);
    }
    session.print(target.toString());
    return Main.SUCCESS;
  }
}
