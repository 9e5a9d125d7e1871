package org.blockwright.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.export.OnnxExport;
import org.blockwright.model.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The subcommand {@code export}. */
@Command(
    name = "export",
    description = {
      "Writes a model as an ONNX file (opset 17) for inference, with its labels and preprocessing in"
          + " the metadata.",
      "Inputs are preprocessed values in the order batch, channel, height, width; with"
          + " --with-preprocessing images as bytes, in the order batch, height, width, channel."
    },
    footer = {"  blockwright export runs/first/model.zip -o model.onnx --with-preprocessing"})
final class ExportCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = InferenceModel.LABEL,
      description = InferenceModel.DESCRIPTION)
  private Optional<String> name;

  @Option(
      names = {"-o", "--output"},
      required = true,
      order = 1,
      paramLabel = "FILE.onnx",
      converter = Converters.OnnxFile.class,
      description = "output file ending in .onnx")
  private Path file;

  @Option(
      names = "--with-preprocessing",
      order = 2,
      description = "add the preprocessing, so that the input is an image of the network's size")
  private boolean withPreprocessing;

  @Option(
      names = "--fold-batch-norm",
      order = 3,
      description = "fold batch norms into the layers before them")
  private boolean foldBatchNorm;

  @Mixin private OutputFile output;
  @Spec private CommandSpec spec;

  private final Session session;

  ExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    InferenceModel argument = InferenceModel.of(name, spec, session);
    output.check(file);
    try (Model model = argument.open(List.of())) {
      OnnxExport export = OnnxExport.of(model);
      export = withPreprocessing ? export.withPreprocessing() : export;
      export = foldBatchNorm ? export.foldBatchNorm() : export;
      export.write(file);
    }
    session.print(file.toString());
    return Main.SUCCESS;
  }
}
