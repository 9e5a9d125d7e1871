package org.blockwright.data.copies;

import com.google.common.collect.ImmutableList;
import java.util.stream.IntStream;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.Image;

/**
 * Copies made by the steps that also augment images while training. Copy n is the image of epoch n,
 * and has its size.
 *
 * @param augmentation at least one step
 * @param copies number of copies, at least 1
 */
public record StepsRecipe(Augmentation augmentation, int copies) implements Recipe {
  public StepsRecipe {
    if (augmentation.isEmpty()) {
      throw CopyProblems.noSteps();
    }
    if (copies < 1) {
      throw CopyProblems.copies(copies);
    }
  }

  @Override
  public ImmutableList<String> names() {
    return IntStream.rangeClosed(1, copies)
        .mapToObj(String::valueOf)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public ImageCopy copy(Image image, String name, long seed, String key) {
    return ImageCopy.opaque(augmentation.apply(image, seed, Integer.parseInt(name), key));
  }

  @Override
  public String toString() {
    return "%s, %s copies".formatted(augmentation, copies);
  }
}
