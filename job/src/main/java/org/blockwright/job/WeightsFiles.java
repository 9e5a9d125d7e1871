package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.model.Model;
import org.blockwright.weights.NetworkLayer;
import org.blockwright.weights.Pairing;
import org.blockwright.weights.PairingOptions;
import org.blockwright.weights.PreprocessingChoice;
import org.blockwright.weights.Weights;
import org.blockwright.weights.WeightsFile;

/** Weights files of a job: one for the network, or one for each of its towers. */
record WeightsFiles(List<BlockFile> files) {
  /** A weights file and the block to load it into; empty for the whole network. */
  record BlockFile(Optional<String> block, Path file) {}

  WeightsFiles {
    files = ImmutableList.copyOf(files);
  }

  /** Returns a file for the whole network. */
  static WeightsFiles of(Path file) {
    return new WeightsFiles(List.of(new BlockFile(Optional.empty(), file)));
  }

  /** Returns a file for each tower. */
  static WeightsFiles of(Map<String, Path> fileByTower) {
    return new WeightsFiles(
        fileByTower.entrySet().stream()
            .map(entry -> new BlockFile(Optional.of(entry.getKey()), entry.getValue()))
            .toList());
  }

  /**
   * Parses {@code FILE} or {@code BLOCK=FILE,BLOCK=FILE}.
   *
   * @throws UsageException if the text is neither
   */
  static WeightsFiles parse(String text) {
    if (Files.exists(Path.of(text)) || !text.contains("=")) {
      return of(Path.of(text));
    }
    List<BlockFile> files = new ArrayList<>();
    for (String pair : text.split(",")) {
      int separator = pair.indexOf('=');
      if (separator <= 0 || separator == pair.length() - 1) {
        throw new UsageException(JobProblems.invalidWeights(text));
      }
      files.add(
          new BlockFile(
              Optional.of(pair.substring(0, separator)), Path.of(pair.substring(separator + 1))));
    }
    return new WeightsFiles(files);
  }

  /**
   * Checks that all files exist.
   *
   * @throws UsageException for the first file that does not exist
   */
  void requireFiles() {
    for (BlockFile blockFile : files) {
      if (!Files.exists(blockFile.file)) {
        throw new UsageException(JobProblems.weightsFileNotFound(blockFile.file));
      }
    }
  }

  /** Looks the files up in the registry. */
  List<PreprocessingChoice.Source> sources() {
    return files.stream()
        .map(blockFile -> PreprocessingChoice.Source.of(blockFile.block, blockFile.file))
        .toList();
  }

  /**
   * Loads the weights into a model.
   *
   * @param uncut graph of the network before the cut
   * @param partial whether a file may end before the network does
   * @param notices receives messages to the user, one line each
   * @param metadata receives names and hashes of the files, for the provenance of a run
   * @return names of the layers whose weights were loaded
   */
  Set<String> load(
      Model model,
      LayerGraph uncut,
      boolean partial,
      Consumer<String> notices,
      Map<String, String> metadata) {
    Set<String> loaded = new LinkedHashSet<>();
    for (BlockFile blockFile : files) {
      PairingOptions options =
          blockFile.block.map(PairingOptions.STRICT::forBlock).orElse(PairingOptions.STRICT);
      try (WeightsFile file = WeightsFile.open(blockFile.file)) {
        Pairing pairing =
            Weights.load(model, uncut, file, partial ? options.allowPartial() : options);
        String key = blockFile.block.map(block -> "weights of " + block).orElse("weights");
        metadata.put(key, String.valueOf(blockFile.file.getFileName()));
        metadata.put(key + " sha256", file.provenance().sha256());
        pairing.notices().forEach(notices);
        pairing.pairs().forEach(pair -> loaded.add(pair.networkLayer().name()));
      }
    }
    List<String> missing =
        Weights.weightedLayers(model.network().graph(), uncut).stream()
            .filter(layer -> !layer.inHead() && !loaded.contains(layer.name()))
            .map(NetworkLayer::name)
            .toList();
    if (!missing.isEmpty()) {
      notices.accept(JobProblems.newlyInitialized(missing));
    }
    return loaded;
  }
}
