package org.blockwright.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.Table;
import org.blockwright.model.Model;
import org.blockwright.weights.Weights;
import org.blockwright.weights.WeightsFile;
import org.blockwright.weights.WeightsInspection;
import org.blockwright.weights.registry.WeightsEntry;
import org.blockwright.weights.registry.WeightsRegistry;
import org.blockwright.weights.registry.WeightsStore;
import org.blockwright.weights.registry.WeightsStore.State;
import org.blockwright.zoo.Zoo;
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
    description =
        "Published weights: lists, downloads, checks and imports them. Inspects weights files, and"
            + " writes those of a saved model.",
    footer = "  blockwright weights list --network mobilenet")
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
      name = "list",
      description =
          "Lists published weights, those of the user first, and the folder of downloaded files.",
      footer = "  blockwright weights list --network mobilenet")
  Integer list(
      @Option(names = "--network", paramLabel = "NETWORK", description = "only for this network")
          Optional<String> network,
      @Mixin WeightsStoreOptions options) {
    WeightsStore store = options.store(session);
    network.ifPresent(Zoo::get);
    List<WeightsEntry> entries =
        network.map(store.registry()::forNetwork).orElseGet(store.registry()::entries);
    session.print(WeightsTables.list(entries, store));
    session.progress().note("cache: " + store.cache());
    return Main.SUCCESS;
  }

  @Command(
      name = "fetch",
      description = "Downloads published weights into the cache and prints their paths.",
      footer = "  blockwright weights fetch mobilenet-imagenet")
  Integer fetch(
      @Parameters(paramLabel = "NAME", arity = "1..*", description = "names of weights")
          List<String> names,
      @Option(names = "--offline", order = 49, description = "download nothing, only check")
          boolean offline,
      @Mixin WeightsStoreOptions options) {
    WeightsStore store = options.store(session).offline(offline);
    List<WeightsEntry> entries = names.stream().map(store.registry()::get).toList();
    for (WeightsEntry entry : entries) {
      Path file = store.fetch(entry);
      session.print(file.toString());
      if (!entry.isVerified()) {
        session
            .progress()
            .note("SHA-256 of %s: %s".formatted(entry.name(), WeightsStore.sha256(file)));
      }
    }
    return Main.SUCCESS;
  }

  @Command(
      name = "verify",
      description = {
        "Compares files in the cache with the sizes and hashes of their entries. The exit code is 1"
            + " if one is damaged, or a named one is missing."
      },
      footer = "  blockwright weights verify")
  Integer verify(
      @Parameters(
              paramLabel = "NAME",
              arity = "0..*",
              description = "names of weights (default: all in the cache)")
          List<String> names,
      @Mixin WeightsStoreOptions options) {
    WeightsStore store = options.store(session);
    boolean all = names == null || names.isEmpty();
    List<WeightsEntry> entries =
        all
            ? store.registry().entries().stream()
                .filter(entry -> Files.exists(store.path(entry)))
                .toList()
            : names.stream().map(store.registry()::get).toList();
    Table table = new Table("name", "state", "path");
    boolean good = true;
    for (WeightsEntry entry : entries) {
      State state = store.state(entry);
      good &= state == State.VALID;
      table.row(entry.name(), state.name().toLowerCase(Locale.ROOT), store.path(entry).toString());
    }
    session.print(table.toString());
    return good ? Main.SUCCESS : Main.FAILURE;
  }

  @Command(
      name = "import",
      description = {
        "Copies a file to the cache. It is recognized by its size and hash, whatever its name."
      },
      footer = "  blockwright weights import downloads/vgg16_weights_tf_dim_ordering_tf_kernels.h5")
  Integer importFile(
      @Parameters(paramLabel = "FILE", description = "weights file") Path file,
      @Mixin WeightsStoreOptions options) {
    session.print(options.store(session).importFile(file).name());
    return Main.SUCCESS;
  }

  @Command(
      name = "inspect",
      description = {
        "Shows the arrays of a weights file with minimum, maximum, mean and standard deviation, the"
            + " networks of the zoo that it fits, and its entry if it is known."
      },
      footer = "  blockwright weights inspect digits.h5")
  Integer inspect(@Parameters(paramLabel = "FILE", description = "weights file") Path file) {
    try (WeightsFile weights = WeightsFile.open(file)) {
      session.print(
          WeightsTables.inspection(
              weights.provenance(),
              WeightsRegistry.standard().recognize(file),
              WeightsInspection.of(weights)));
    }
    return Main.SUCCESS;
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
