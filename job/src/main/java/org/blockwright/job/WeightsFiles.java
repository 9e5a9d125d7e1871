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
import org.blockwright.weights.Weights;
import org.blockwright.weights.WeightsFile;

/** The weights files of a job: one for the network, or one for each of its towers. */
record WeightsFiles(List<BlockFile> files) {
  /** A file, and the block that it is for; empty for the whole network. */
  record BlockFile(Optional<String> block, Path file) {}

  WeightsFiles {
    files = ImmutableList.copyOf(files);
  }

  /**
   * Reads {@code FILE}, or {@code BLOCK=FILE,BLOCK=FILE}.
   *
   * @throws UsageException where it is neither
   */
  static WeightsFiles parse(String text) {
    if (Files.exists(Path.of(text)) || !text.contains("=")) {
      return new WeightsFiles(List.of(new BlockFile(Optional.empty(), Path.of(text))));
    }
    List<BlockFile> all = new ArrayList<>();
    for (String word : text.split(",")) {
      int at = word.indexOf('=');
      if (at <= 0 || at == word.length() - 1) {
        throw new UsageException(JobProblems.invalidWeights(text));
      }
      all.add(new BlockFile(Optional.of(word.substring(0, at)), Path.of(word.substring(at + 1))));
    }
    return new WeightsFiles(all);
  }

  /**
   * Fills a model.
   *
   * @param whole its network before a cut
   * @param notice takes what a user should know, a line each
   * @param facts takes where the weights are from, for a run's provenance
   * @return the layers that were filled
   */
  Set<String> load(
      Model model,
      LayerGraph whole,
      boolean partial,
      Consumer<String> notice,
      Map<String, String> facts) {
    Set<String> filled = new LinkedHashSet<>();
    for (BlockFile one : files) {
      PairingOptions options =
          one.block.map(PairingOptions.STRICT::forBlock).orElse(PairingOptions.STRICT);
      try (WeightsFile file = WeightsFile.open(one.file)) {
        Pairing pairing =
            Weights.load(model, whole, file, partial ? options.allowPartial() : options);
        String what = one.block.map(block -> "weights of " + block).orElse("weights");
        facts.put(what, String.valueOf(one.file.getFileName()));
        facts.put(what + " sha256", file.provenance().sha256());
        pairing.notices().forEach(notice);
        pairing.pairs().forEach(pair -> filled.add(pair.networkLayer().name()));
      }
    }
    List<String> missing =
        Weights.weightedLayers(model.network().graph(), whole).stream()
            .filter(slot -> !slot.inHead() && !filled.contains(slot.name()))
            .map(NetworkLayer::name)
            .toList();
    if (!missing.isEmpty()) {
      notice.accept(JobProblems.newlyInitialized(missing));
    }
    return filled;
  }
}
