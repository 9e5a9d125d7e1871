package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.blockwright.data.decode.ImageSource;

/**
 * An image with its targets; for a network with several inputs possibly an image for each of them.
 *
 * @param image the file, or the image in memory; of several inputs that of the first
 * @param key the path relative to the folder of the dataset, with {@code /} as separator and in
 *     Unicode normalization form C: the same on every machine, so that seeds and split files use
 *     it; for an image in memory see {@link Dataset#of(java.util.List, java.util.List)}. Of several
 *     inputs the paths of all images, separated by {@code +}
 * @param targets the true value for each output, in the order of {@link Dataset#targets()}
 * @param group the group that must stay in one subset, such as a patient; by default the key
 * @param sha256 the SHA-256 of the content when the dataset was read, as 64 hexadecimal digits; of
 *     several inputs that of the hashes of all images
 * @param weight the factor of its loss in training, at least 0; 1 by default
 * @param attributes the other columns of its row in a CSV file, by name, such as its source
 * @param inputs the images of all inputs of a network, in their order; empty if the sample has one
 *     image, which all inputs get
 */
public record Sample(
    ImageSource image,
    String key,
    ImmutableList<Target> targets,
    String group,
    String sha256,
    double weight,
    ImmutableMap<String, String> attributes,
    ImmutableList<InputImage> inputs) {

  /** Creates a sample with one image. */
  public Sample(
      ImageSource image,
      String key,
      ImmutableList<Target> targets,
      String group,
      String sha256,
      double weight,
      ImmutableMap<String, String> attributes) {
    this(image, key, targets, group, sha256, weight, attributes, ImmutableList.of());
  }

  /** Creates an image without attributes. */
  public Sample(
      ImageSource image,
      String key,
      ImmutableList<Target> targets,
      String group,
      String sha256,
      double weight) {
    this(image, key, targets, group, sha256, weight, ImmutableMap.of());
  }

  /**
   * Creates an image with one class and the weight 1.
   *
   * @param label the index of its class in {@link Dataset#classes()}
   */
  public Sample(ImageSource image, String key, int label, String group, String sha256) {
    this(image, key, ImmutableList.of(Target.ofClass(label)), group, sha256, 1);
  }

  /** Returns the target for the first output, in nearly all cases the only one. */
  public Target target() {
    return targets.get(0);
  }

  /** Returns the index of the class in {@link Dataset#classes()}; see {@link Target#classIndex}. */
  public int label() {
    return target().classIndex();
  }

  /** Returns a copy with another class instead of all targets. */
  public Sample withLabel(int newLabel) {
    return withTargets(ImmutableList.of(Target.ofClass(newLabel)));
  }

  /** Returns a copy with other targets. */
  public Sample withTargets(List<Target> newTargets) {
    return new Sample(
        image, key, ImmutableList.copyOf(newTargets), group, sha256, weight, attributes, inputs);
  }

  /** Returns a copy with another weight, at least 0. */
  public Sample withWeight(double newWeight) {
    return new Sample(image, key, targets, group, sha256, newWeight, attributes, inputs);
  }

  /** Returns a copy with a function applied once to each image. */
  Sample withImages(UnaryOperator<ImageSource> function) {
    ImmutableList<InputImage> newInputs =
        inputs.stream()
            .map(i -> new InputImage(i.input(), function.apply(i.image()), i.key(), i.sha256()))
            .collect(ImmutableList.toImmutableList());
    ImageSource first = newInputs.isEmpty() ? function.apply(image) : newInputs.get(0).image();
    return new Sample(first, key, targets, group, sha256, weight, attributes, newInputs);
  }

  /** Returns a copy in another group. */
  Sample withGroup(String newGroup) {
    return new Sample(image, key, targets, newGroup, sha256, weight, attributes, inputs);
  }

  /**
   * Returns a sample with an image for each of several inputs.
   *
   * @param group the group; empty for a group of its own
   */
  static Sample ofInputs(
      ImmutableList<InputImage> inputs,
      ImmutableList<Target> targets,
      Optional<String> group,
      double weight,
      ImmutableMap<String, String> attributes) {
    String key = keyOfInputs(inputs.stream().map(InputImage::key).toList());
    String hashes = inputs.stream().map(InputImage::sha256).collect(Collectors.joining("+"));
    return new Sample(
        inputs.get(0).image(),
        key,
        targets,
        group.orElse(key),
        Hashing.sha256().hashString(hashes, StandardCharsets.UTF_8).toString(),
        weight,
        attributes,
        inputs);
  }

  static String keyOfInputs(List<String> keys) {
    return String.join("+", keys);
  }

  /** Returns the images: one for each input, or the only one. */
  List<ImageSource> images() {
    return inputs.isEmpty() ? List.of(image) : inputs.stream().map(InputImage::image).toList();
  }

  /**
   * Returns a sample with one image for each of the images, with the same targets and in the same
   * group.
   */
  public List<Sample> single() {
    return inputs.isEmpty()
        ? List.of(this)
        : inputs.stream()
            .map(
                input ->
                    new Sample(
                        input.image(),
                        input.key(),
                        targets,
                        group,
                        input.sha256(),
                        weight,
                        attributes))
            .toList();
  }

  /** Returns the file; empty if the image is in memory. */
  public Optional<Path> file() {
    return image.file();
  }
}
