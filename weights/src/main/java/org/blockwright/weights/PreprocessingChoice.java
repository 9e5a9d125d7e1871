package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.weights.registry.WeightsEntry;
import org.blockwright.weights.registry.WeightsRegistry;

/**
 * Decides the preprocessing of a network's images, and notes where their size is not that for which
 * the weights were trained. The preprocessing belongs to the weights: a network may have several
 * files that need different ones. The first of these that is known applies:
 *
 * <ol>
 *   <li>the one requested for the run, for instance by {@code --preprocessing};
 *   <li>that of the weights, if the registry recognizes a file by its hash;
 *   <li>that of the network's description or of the saved model;
 *   <li>{@link Preprocessing#DEFAULT}, with a notice.
 * </ol>
 *
 * @param network the network with a preprocessing for every input
 * @param notices messages for the user, one line each; may be empty
 * @param withoutAssumed the network without a preprocessing where {@link Preprocessing#DEFAULT} was
 *     only assumed, so that weights that are loaded later can determine it
 */
public record PreprocessingChoice(Network network, List<String> notices, Network withoutAssumed) {
  public PreprocessingChoice {
    notices = ImmutableList.copyOf(notices);
  }

  /**
   * A weights file that is loaded into a network.
   *
   * @param block path of the block that the file is for, such as a tower; empty for the whole
   *     network
   * @param entry what the registry knows about the file; empty if it does not know the file
   */
  public record Source(Optional<String> block, Path file, Optional<WeightsEntry> entry) {
    /**
     * Looks the file up in the registry, by its content. A file that does not exist is not known;
     * it is reported when it is opened.
     */
    public static Source of(Optional<String> block, Path file) {
      return new Source(
          block,
          file,
          Files.isRegularFile(file)
              ? WeightsRegistry.standard().recognize(file)
              : Optional.empty());
    }

    private String fileName() {
      return String.valueOf(file.getFileName());
    }

    /** Returns whether the file fills layers that take an input. */
    private boolean isFor(Network network, Input input) {
      return block.isEmpty()
          || network.graph().consumers(input.name()).stream()
              .anyMatch(layer -> layer.path().startsWith(block.orElseThrow() + "/"));
    }

    private Preprocessing preprocessing() {
      return entry.orElseThrow().preprocessing();
    }
  }

  /**
   * Decides the preprocessing of every input of a network.
   *
   * @param requested the preprocessing set for the run, if any
   * @param weights the files that are loaded into the network
   * @throws WeightsException if a known file needs another preprocessing than the description has,
   *     or two files of one input need different ones, unless one is requested
   */
  public static PreprocessingChoice of(
      Network network, Optional<Preprocessing> requested, List<Source> weights) {
    List<Input> inputs = new ArrayList<>();
    List<Input> certain = new ArrayList<>();
    Set<String> notices = new LinkedHashSet<>();
    for (Input input : network.inputs()) {
      List<Source> files = weights.stream().filter(file -> file.isFor(network, input)).toList();
      List<Source> known = files.stream().filter(file -> file.entry().isPresent()).toList();
      Preprocessing chosen;
      boolean assumed = false;
      if (requested.isPresent()) {
        chosen = requested.orElseThrow();
        noteReplaced(network, input, chosen, known, notices);
      } else if (!known.isEmpty()) {
        chosen = ofWeights(network, input, known);
        noteUnknown(network, input, chosen, files, notices);
      } else if (input.explicitPreprocessing().isPresent()) {
        chosen = input.preprocessing();
      } else {
        chosen = Preprocessing.DEFAULT;
        assumed = true;
        notices.add(
            files.isEmpty()
                ? PreprocessingProblems.assumed(network.name())
                : PreprocessingProblems.assumed(
                    network.name(), files.stream().map(Source::fileName).toList()));
      }
      known.forEach(file -> noteOtherSize(network, input, file, notices));
      inputs.add(input.preprocessing(chosen));
      certain.add(assumed ? input : input.preprocessing(chosen));
    }
    return new PreprocessingChoice(
        network.inputs(inputs), ImmutableSet.copyOf(notices).asList(), network.inputs(certain));
  }

  private static Preprocessing ofWeights(Network network, Input input, List<Source> known) {
    Source first = known.get(0);
    Preprocessing needed = first.preprocessing();
    for (Source other : known) {
      if (!other.preprocessing().isEquivalentTo(needed)) {
        throw new WeightsException(
            PreprocessingProblems.filesDiffer(
                network.name(), first.fileName(), needed, other.fileName(), other.preprocessing()));
      }
    }
    Preprocessing chosen = input.explicitPreprocessing().orElse(needed);
    if (!chosen.isEquivalentTo(needed)) {
      throw new WeightsException(
          PreprocessingProblems.descriptionDiffers(
              first.fileName(), needed, network.name(), chosen));
    }
    return chosen;
  }

  /** An unknown file beside a known one gets its preprocessing, unless the description has one. */
  private static void noteUnknown(
      Network network, Input input, Preprocessing chosen, List<Source> files, Set<String> notices) {
    List<String> unknown =
        files.stream().filter(file -> file.entry().isEmpty()).map(Source::fileName).toList();
    if (unknown.isEmpty() || input.explicitPreprocessing().isPresent()) {
      return;
    }
    files.stream()
        .filter(file -> file.entry().isPresent())
        .findFirst()
        .map(Source::fileName)
        .ifPresent(
            known ->
                notices.add(
                    PreprocessingProblems.assumedAsOf(network.name(), unknown, known, chosen)));
  }

  /** Networks work at other sizes than that of the training, usually with a lower accuracy. */
  private static void noteOtherSize(
      Network network, Input input, Source file, Set<String> notices) {
    Shape trained = file.entry().orElseThrow().input();
    Shape own = input.shape();
    if (trained.height() != own.height() || trained.width() != own.width()) {
      notices.add(PreprocessingProblems.otherSize(file.fileName(), trained, network.name(), own));
    }
  }

  private static void noteReplaced(
      Network network, Input input, Preprocessing chosen, List<Source> known, Set<String> notices) {
    for (Source file : known) {
      if (!file.preprocessing().isEquivalentTo(chosen)) {
        notices.add(PreprocessingProblems.replaced(file.fileName(), file.preprocessing(), chosen));
      }
    }
    input
        .explicitPreprocessing()
        .filter(own -> known.isEmpty() && !own.isEquivalentTo(chosen))
        .ifPresent(own -> notices.add(PreprocessingProblems.replaced(network.name(), own, chosen)));
  }
}
