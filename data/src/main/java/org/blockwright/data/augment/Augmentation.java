package org.blockwright.data.augment;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Image;

/**
 * An immutable list of steps that change an image at random. What comes out is a pure function of
 * (seed, epoch, sample key, image): not of threads, batches or order.
 *
 * <p>The steps always run in this order, however they are given: flip, rotate, scale and translate
 * as one matrix with one bilinear resampling; crop; brightness; contrast; blur; noise; erase; then
 * samples are clipped to 0-255.
 *
 * @param steps the steps in the order in which they run, each kind at most once
 * @param fill what is seen where the image was moved away
 */
public record Augmentation(ImmutableList<Step> steps, Fill fill) {

  private static final ImmutableList<String> ORDER =
      ImmutableList.of(
          "flip",
          "rotate",
          "scale",
          "translate",
          "crop",
          "brightness",
          "contrast",
          "blur",
          "noise",
          "erase");

  /**
   * Sorts the steps.
   *
   * @throws UsageException where a kind is given twice
   */
  public Augmentation {
    Set<String> names = new HashSet<>();
    for (Step step : steps) {
      if (!names.add(step.name())) {
        throw AugmentProblems.duplicate(step.name());
      }
    }
    steps =
        ImmutableList.sortedCopyOf(
            Comparator.comparingInt((Step s) -> ORDER.indexOf(s.name())), steps);
  }

  /** No change. */
  public static Augmentation none() {
    return of();
  }

  /** Some steps, black where the image was moved away. */
  public static Augmentation of(Step... steps) {
    return new Augmentation(ImmutableList.copyOf(steps), Fill.BLACK);
  }

  /**
   * Reads the text form, for instance {@code flip,rotate=10,brightness=0.9:1.1@0.3,fill=edge}.
   *
   * @throws UsageException naming the nearest word or the right form
   */
  public static Augmentation parse(String text) {
    return AugmentationParser.parse(text);
  }

  /** The same with something else where the image was moved away. */
  public Augmentation withFill(Fill other) {
    return new Augmentation(steps, other);
  }

  /** Whether there are no steps. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * The changed image, of the same size; the same object where nothing changes.
   *
   * @param image samples of 0-255
   * @param seed the run's seed
   * @param epoch from 0
   * @param key the sample's key
   */
  public Image apply(Image image, long seed, int epoch, String key) {
    Affine matrix = Affine.IDENTITY;
    for (Step step : steps) {
      if (step instanceof GeometricStep geometric) {
        SplitMix64 random = random(step, seed, epoch, key);
        matrix = geometric.matrix(random, image.height(), image.width()).after(matrix);
      }
    }
    Image moved = matrix.warp(image, fill);
    Image changed = moved;
    for (Step step : steps) {
      if (step instanceof PixelStep pixels) {
        changed = pixels.apply(changed, random(step, seed, epoch, key));
      }
    }
    return changed == moved ? moved : clip(changed);
  }

  private static SplitMix64 random(Step step, long seed, int epoch, String key) {
    return Seeds.random("aug", seed, epoch, key, step.index());
  }

  private static Image clip(Image image) {
    float[] out = image.samples();
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(0, Math.min(255, out[i]));
    }
    return Image.of(image.height(), image.width(), image.channels(), out);
  }

  /** The text form, which {@link #parse} reads. */
  @Override
  public String toString() {
    List<String> ending = fill.equals(Fill.BLACK) || isEmpty() ? List.of() : List.of(fill.text());
    return Stream.concat(steps.stream().map(Step::text), ending.stream())
        .collect(Collectors.joining(","));
  }
}
