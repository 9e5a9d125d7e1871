package org.blockwright.inference;

import java.util.Collection;
import org.blockwright.data.ImageBatch;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;

/** Computes activations for batches of images. */
public final class ImageFeatures {
  private ImageFeatures() {}

  /**
   * Computes activations of layers; see {@link Model#activations}.
   *
   * @param layers vertex names or paths
   * @throws org.blockwright.base.DescriptionException if there is no such layer
   * @throws org.blockwright.base.NotFiniteException if a value is NaN or infinite, with the rows
   */
  public static Activations of(Model model, ImageBatch images, Collection<String> layers) {
    return model.activations(images.images(), layers);
  }
}
