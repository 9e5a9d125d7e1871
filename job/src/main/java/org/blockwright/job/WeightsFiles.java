package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.job.WeightsChoice.BlockWeights;
import org.blockwright.model.Model;
import org.blockwright.weights.NetworkLayer;
import org.blockwright.weights.Pairing;
import org.blockwright.weights.PairingOptions;
import org.blockwright.weights.PreprocessingChoice;
import org.blockwright.weights.Weights;
import org.blockwright.weights.WeightsFile;
import org.blockwright.weights.registry.LocatedWeights;
import org.blockwright.weights.registry.PretrainedWeights;

/** The files of a job's weights: one for the network, or one for each of its towers. */
record WeightsFiles(List<BlockFile> files) {
  /** A weights file and the block to load it into; empty for the whole network. */
  record BlockFile(Optional<String> block, LocatedWeights weights) {}

  WeightsFiles {
    files = ImmutableList.copyOf(files);
  }

  /** Returns the files as the preprocessing is chosen by them. */
  List<PreprocessingChoice.Source> sources() {
    return files.stream()
        .map(
            blockFile ->
                new PreprocessingChoice.Source(
                    blockFile.block, blockFile.weights.file(), blockFile.weights.entry()))
        .toList();
  }

  /**
   * Returns a job that loads the same files when it is repeated: with the names of the weights
   * instead of {@code imagenet}, whose default may change.
   */
  Job named(Job job) {
    return job.weights()
        .filter(choice -> choice.choices().stream().anyMatch(BlockWeights::isDefault))
        .map(choice -> job.with(Setting.WEIGHTS, named(choice).toString()))
        .orElse(job);
  }

  /** The default weights of a network of several towers are a file for each of them. */
  private WeightsChoice named(WeightsChoice choice) {
    List<BlockWeights> named = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      BlockFile file = files.get(i);
      PretrainedWeights given =
          choice.choices().size() == files.size()
              ? choice.choices().get(i).weights()
              : PretrainedWeights.IMAGENET;
      named.add(
          new BlockWeights(
              file.block,
              given.equals(PretrainedWeights.IMAGENET)
                  ? PretrainedWeights.named(file.weights.entry().orElseThrow().name())
                  : given));
    }
    return new WeightsChoice(named);
  }

  /**
   * Loads the weights into a model.
   *
   * @param uncut graph of the network before the cut
   * @param options how strictly the files must fit
   * @param notices receives messages to the user, one line each
   * @param metadata receives names and hashes of the files, for the provenance of a run
   * @return names of the layers whose weights were loaded
   */
  Set<String> load(
      Model model,
      LayerGraph uncut,
      PairingOptions options,
      Consumer<String> notices,
      Map<String, String> metadata) {
    Set<String> loaded = new LinkedHashSet<>();
    for (BlockFile blockFile : files) {
      try (WeightsFile file = WeightsFile.open(blockFile.weights.file())) {
        Pairing pairing =
            Weights.load(
                model, uncut, file, blockFile.block.map(options::forBlock).orElse(options));
        String key = blockFile.block.map(block -> "weights of " + block).orElse("weights");
        metadata.put(key, String.valueOf(blockFile.weights.file().getFileName()));
        metadata.put(key + " sha256", file.provenance().sha256());
        pairing.notices().forEach(notices);
        loaded.addAll(pairing.loadedLayers());
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
