package org.blockwright.data.augment;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.Image;

/**
 * An immutable list of steps that change images at random. The result is a function of (seed,
 * epoch, sample key, image): it does not depend on threads, batches or the order of samples.
 *
 * <p>Steps are applied in the order of {@link StepType}, however they are given. The geometric
 * steps are combined into one matrix with one bilinear interpolation; at the end, samples are
 * clipped to 0-255.
 *
 * @param steps the steps in the order of application, each type at most once
 * @param fill the samples of pixels from outside of the image
 */
public record Augmentation(ImmutableList<Step> steps, Fill fill) {

  /**
   * Sorts the steps.
   *
   * @throws UsageException if a type of step is given twice
   */
  public Augmentation {
    Set<StepType> types = EnumSet.noneOf(StepType.class);
    for (Step step : steps) {
      if (!types.add(step.type())) {
        throw AugmentProblems.duplicate(step.type().id());
      }
    }
    steps = ImmutableList.sortedCopyOf(Comparator.comparing(Step::type), steps);
  }

  /** Returns an augmentation without steps. */
  public static Augmentation none() {
    return of();
  }

  /** Returns an augmentation with a black fill. */
  public static Augmentation of(Step... steps) {
    return new Augmentation(ImmutableList.copyOf(steps), Fill.BLACK);
  }

  /**
   * Parses the text form, for example {@code flip,rotate=10,brightness=0.9:1.1@0.3,fill=edge}.
   *
   * @throws UsageException if a step is unknown, has an invalid syntax or a number out of range
   */
  public static Augmentation parse(String text) {
    return AugmentationParser.parse(text);
  }

  /** Returns a copy with another fill. */
  public Augmentation withFill(Fill newFill) {
    return new Augmentation(steps, newFill);
  }

  /** Whether there are no steps. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * Augments an image.
   *
   * @param image samples of 0-255
   * @param seed the seed of the run
   * @param epoch from 0
   * @param key the key of the sample
   * @return an image of the same size; the same object if nothing changes
   */
  public Image apply(Image image, long seed, int epoch, String key) {
    Affine matrix = Affine.IDENTITY;
    for (GeometricStep step : geometricSteps()) {
      SplitMix64 random = random(step, seed, epoch, key);
      matrix = step.matrix(random, image.height(), image.width()).after(matrix);
    }
    Image warped = matrix.warp(image, fill);
    Image changed = warped;
    for (PixelStep step : pixelSteps()) {
      changed = step.apply(changed, random(step, seed, epoch, key));
    }
    return changed == warped ? warped : clip(changed);
  }

  private List<GeometricStep> geometricSteps() {
    return steps.stream()
        .flatMap(step -> step.match(Stream::of, pixel -> Stream.<GeometricStep>empty()))
        .toList();
  }

  private List<PixelStep> pixelSteps() {
    return steps.stream()
        .flatMap(step -> step.match(geometric -> Stream.<PixelStep>empty(), Stream::of))
        .toList();
  }

  private static SplitMix64 random(Step step, long seed, int epoch, String key) {
    return Seeds.random("aug", seed, epoch, key, step.type().id());
  }

  private static Image clip(Image image) {
    float[] samples = image.samples();
    Colors.clip(samples);
    return Image.of(image.height(), image.width(), image.channels(), samples);
  }

  /** The text form, which {@link #parse} reads. */
  @Override
  public String toString() {
    List<String> last = fill.equals(Fill.BLACK) || isEmpty() ? List.of() : List.of(fill.text());
    return Stream.concat(steps.stream().map(Step::text), last.stream())
        .collect(Collectors.joining(","));
  }
}
