package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Input;

/**
 * Converts images to the inputs of a network: one image to the first input, whose values all other
 * inputs get too, or an image for each of several inputs.
 *
 * @param names the names of the inputs
 * @param all the preprocessor of each input, in the same order
 */
public record InputPreprocessors(
    ImmutableList<String> names, ImmutableList<ImagePreprocessor> all) {

  /**
   * Returns the preprocessors of a network, each with shape and preprocessing of its input.
   *
   * @throws UsageException if an input has neither 1 nor 3 channels
   */
  public static InputPreprocessors of(Network network) {
    boolean gray = network.conversion().colorMode() == ColorMode.GRAYSCALE;
    return new InputPreprocessors(
        network.inputs().stream().map(Input::name).collect(ImmutableList.toImmutableList()),
        network.inputs().stream()
            .map(input -> new ImagePreprocessor(input.shape(), input.preprocessing(), gray))
            .collect(ImmutableList.toImmutableList()));
  }

  /** Returns the preprocessor of a network with one input. */
  public static InputPreprocessors of(ImagePreprocessor preprocessor) {
    return new InputPreprocessors(ImmutableList.of(Network.INPUT), ImmutableList.of(preprocessor));
  }

  /** Returns the preprocessor of the first input, for datasets with one image per sample. */
  public ImagePreprocessor first() {
    return all.get(0);
  }

  /**
   * Returns the preprocessor of each image of some items.
   *
   * @param counts the different numbers of images that items have
   * @throws UsageException if all items have neither one image nor one for each input
   */
  List<ImagePreprocessor> ofCounts(List<Integer> counts) {
    if (counts.isEmpty() || counts.equals(List.of(1))) {
      return List.of(first());
    }
    if (!counts.equals(List.of(all.size()))) {
      throw DataProblems.imageCounts(counts, names);
    }
    return all;
  }

  /**
   * Returns the preprocessor of each image of a sample.
   *
   * @throws UsageException if the samples have images for other inputs
   */
  List<ImagePreprocessor> of(Dataset data) {
    List<String> inputs = data.inputs();
    if (inputs.isEmpty()) {
      return List.of(first());
    }
    if (!inputs.equals(names)) {
      throw DataProblems.otherInputs(data.name(), inputs, names);
    }
    return all;
  }
}
