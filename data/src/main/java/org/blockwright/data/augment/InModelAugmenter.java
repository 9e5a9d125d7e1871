package org.blockwright.data.augment;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.InModelAugmentation;

/**
 * Applies the augmentation steps of a network to images, while training. The steps are those of
 * {@link Augmentation}, always applied, in the order of the network; pixels from outside of an
 * image are those of its nearest edge, and samples are not clipped. The result is a function of
 * (seed, epoch, sample key, image).
 */
public final class InModelAugmenter {

  /** Applies a step with its random generator. */
  private interface Kernel {
    Image apply(Image image, SplitMix64 random);
  }

  /**
   * A step.
   *
   * @param name its name, which is part of the random seed
   */
  private record NamedKernel(String name, Kernel kernel) {
    static NamedKernel of(Step step) {
      return new NamedKernel(
          step.type().id(),
          step.match(
              geometric ->
                  (image, random) ->
                      geometric
                          .matrix(random, image.height(), image.width())
                          .warp(image, Fill.EDGE),
              pixel -> pixel::apply));
    }
  }

  private final ImmutableList<NamedKernel> kernels;
  private final long seed;

  /**
   * Creates an augmenter.
   *
   * @param seed the seed of the run
   */
  public InModelAugmenter(InModelAugmentation augmentation, long seed) {
    List<NamedKernel> all = new ArrayList<>();
    for (AugmentationLayer layer : augmentation.steps()) {
      all.add(layer.accept(new ToKernel()));
    }
    this.kernels = ImmutableList.copyOf(all);
    this.seed = seed;
  }

  /**
   * Augments an image.
   *
   * @param image an image with the size and number of channels of the network's input
   * @param epoch from 0
   * @param key the key of the sample
   */
  public Image apply(Image image, int epoch, String key) {
    Multiset<String> names = HashMultiset.create();
    Image augmented = image;
    for (NamedKernel step : kernels) {
      int occurrence = names.add(step.name(), 1);
      SplitMix64 random =
          Seeds.random("augmentation in the model", seed, epoch, key, step.name(), occurrence);
      augmented = step.kernel().apply(augmented, random);
    }
    return augmented;
  }

  /** The kernel of each kind of step. */
  private static final class ToKernel implements AugmentationLayer.Visitor<NamedKernel> {
    @Override
    public NamedKernel flip(AugmentationLayer.Flip step) {
      return NamedKernel.of(new Flip(step.horizontal(), step.vertical()));
    }

    @Override
    public NamedKernel randomCrop(AugmentationLayer.RandomCrop step) {
      return new NamedKernel(
          "random-crop",
          (image, random) -> {
            int top = random.nextInt(image.height() - step.height() + 1);
            int left = random.nextInt(image.width() - step.width() + 1);
            return image.crop(top, left, step.height(), step.width());
          });
    }

    @Override
    public NamedKernel rotate(AugmentationLayer.Rotate step) {
      return NamedKernel.of(new Rotate(step.degrees(), 1));
    }

    @Override
    public NamedKernel shear(AugmentationLayer.Shear step) {
      return NamedKernel.of(new Shear(step.horizontal(), step.vertical(), 1));
    }

    @Override
    public NamedKernel translate(AugmentationLayer.Translate step) {
      return NamedKernel.of(new Translate(step.height(), step.width(), 1));
    }

    @Override
    public NamedKernel colorJitter(AugmentationLayer.ColorJitter step) {
      return NamedKernel.of(
          new ColorJitter(step.brightness(), step.contrast(), step.saturation(), step.hue(), 1));
    }

    @Override
    public NamedKernel noise(AugmentationLayer.Noise step) {
      return NamedKernel.of(new Noise(step.std(), true, 1));
    }
  }
}
