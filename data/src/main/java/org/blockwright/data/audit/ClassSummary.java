package org.blockwright.data.audit;

import java.util.List;
import java.util.function.Predicate;

/**
 * What is stored for a class, over all subsets.
 *
 * @param name of the class
 * @param images number of images
 * @param groups number of groups, such as patients
 * @param examined number of images whose pixels were read, to which the following numbers apply
 * @param color number of images stored with three channels
 * @param colored number of images whose channels differ visibly; the other ones look gray
 * @param minSide the shortest side in pixels
 * @param maxSide the longest side in pixels
 * @param square number of images that are as wide as high
 * @param bitsPerPixel mean size of the files in bits per pixel
 */
public record ClassSummary(
    String name,
    int images,
    int groups,
    int examined,
    int color,
    int colored,
    int minSide,
    int maxSide,
    int square,
    double bitsPerPixel) {
  /** Mean saturation below which an image looks gray: two steps of 255. */
  private static final double GRAY_SATURATION = 2.0 / 255;

  static ClassSummary of(String name, List<ListedImage> all, List<AuditedImage> images) {
    return new ClassSummary(
        name,
        all.size(),
        (int) all.stream().map(image -> image.sample().group()).distinct().count(),
        images.size(),
        count(images, image -> image.cue(Cue.CHANNELS) == 3),
        count(images, image -> image.cue(Cue.SATURATION) > GRAY_SATURATION),
        (int)
            images.stream()
                .mapToDouble(i -> Math.min(i.cue(Cue.WIDTH), i.cue(Cue.HEIGHT)))
                .min()
                .orElse(0),
        (int)
            images.stream()
                .mapToDouble(i -> Math.max(i.cue(Cue.WIDTH), i.cue(Cue.HEIGHT)))
                .max()
                .orElse(0),
        count(images, image -> image.cue(Cue.WIDTH) == image.cue(Cue.HEIGHT)),
        images.stream().mapToDouble(i -> i.cue(Cue.BITS_PER_PIXEL)).average().orElse(0));
  }

  private static int count(List<AuditedImage> images, Predicate<AuditedImage> condition) {
    return (int) images.stream().filter(condition).count();
  }
}
