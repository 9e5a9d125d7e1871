package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.ImageSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Images with their classes: files, see {@link ImageFolder}, or images in memory.
 *
 * <pre>{@code
 * Dataset data = Dataset.of(List.of(firstImage, secondImage), List.of("cat", "dog"));
 * Split split = Split.of(data, Ratios.DEFAULT, 42);
 * }</pre>
 *
 * @param root the folder of the dataset; empty if the images are in memory
 * @param classes the class names in the order of the labels
 * @param samples the images, sorted by class name and key
 * @param skipped files that are not used, with the reason
 * @param warnings messages for the user, one line each
 */
public record Dataset(
    Optional<Path> root,
    ImmutableList<String> classes,
    ImmutableList<Sample> samples,
    ImmutableList<SkippedFile> skipped,
    ImmutableList<String> warnings) {

  /**
   * Creates a dataset of images in memory, which are copied. Classes are the distinct labels,
   * sorted by name. The key of an image, which determines its subset in a {@link Split} and its
   * augmentation, is {@code image-000000} with its position in the list.
   *
   * @param labels the class name of each image
   * @throws UsageException if there are no images or not as many labels
   */
  public static Dataset of(List<BufferedImage> images, List<String> labels) {
    return ofSources(images.stream().map(ImageSource::of).toList(), labels);
  }

  /**
   * Creates a dataset of pixels, which are copied; see {@link #of(List, List)}. Preprocessing is
   * not applied yet: it is that of the model in training and evaluation.
   *
   * @param images {@code [images, channels, height, width]}, see {@link
   *     org.blockwright.dsl.layer.Layout}; 1 or 3 channels (red, green, blue), values 0-255
   * @param labels the class name of each image
   * @throws UsageException if the shape differs, a value is not within 0-255, all values are within
   *     0-1, or there are no images or not as many labels
   */
  public static Dataset of(INDArray images, List<String> labels) {
    return ofSources(PixelArrays.toSources(images), labels);
  }

  /**
   * Reads all images of a DL4J iterator into memory, as {@link IteratorImages} does by default: the
   * classes are {@link DataSetIterator#getLabels()}, color images are in the order blue, green,
   * red, as DataVec reads them, and values are 0-255.
   *
   * @throws UsageException as {@link IteratorImages#read()}
   */
  public static Dataset of(DataSetIterator iterator) {
    return IteratorImages.of(iterator).read();
  }

  /**
   * Creates a dataset of images from any source. The key of an image is its {@link
   * ImageSource#name()}, such as {@code cat/1.png}; without a name it is {@code image-000000} with
   * its position in the list. With the names of {@link ImageFolder}, splits and augmentation are
   * those of the folder. Images that cannot be decoded are skipped.
   *
   * @param labels the class name of each image
   * @throws UsageException if there are no images or not as many labels, or two names are equal
   * @throws DataException if no image can be decoded
   */
  public static Dataset ofSources(List<ImageSource> images, List<String> labels) {
    return ListedImages.dataset(images, labels);
  }

  /**
   * Returns the same samples in other groups, see {@link Grouping}: by the last part of the key,
   * after the last {@code /}.
   */
  public Dataset withGrouping(Grouping grouping) {
    List<Sample> grouped =
        samples.stream()
            .map(
                sample -> {
                  String name = sample.key().substring(sample.key().lastIndexOf('/') + 1);
                  return sample.withGroup(grouping.groupOf(name).orElse(sample.key()));
                })
            .toList();
    return new Dataset(root, classes, ImmutableList.copyOf(grouped), skipped, warnings);
  }

  /** The folder of the dataset, or a text for messages if the images are in memory. */
  public String name() {
    return root.map(Path::toString).orElse("the dataset");
  }

  /** The number of images. */
  public int size() {
    return samples.size();
  }

  /** The number of images of a class. */
  public int count(int label) {
    return (int) samples.stream().filter(s -> s.label() == label).count();
  }

  /** The class name of a sample. */
  public String className(Sample sample) {
    return classes.get(sample.label());
  }

  /**
   * Computes the SHA-256 of the dataset: of the key, class name and content of every image, from
   * the hashes of the files when the dataset was read.
   *
   * @return 64 hexadecimal digits
   */
  public String hash() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Sample sample : samples) {
      String line = "%s\n%s\n%s\n".formatted(sample.key(), className(sample), sample.sha256());
      hasher.putString(line, StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }

  /**
   * Returns the same samples with the labels of another list of classes, matched by name.
   *
   * @param names the new classes, for example those of a model; a superset of the classes of this
   *     dataset
   * @throws DataException if a class of this dataset is not in the list
   */
  public Dataset withClasses(List<String> names) {
    if (classes.equals(names)) {
      return this;
    }
    for (String name : classes) {
      if (!names.contains(name)) {
        throw DataProblems.unknownClass(name(), name, names);
      }
    }
    List<Sample> relabeled =
        samples.stream().map(sample -> sample.withLabel(names.indexOf(className(sample)))).toList();
    return new Dataset(
        root, ImmutableList.copyOf(names), ImmutableList.copyOf(relabeled), skipped, warnings);
  }

  /** Returns a copy with other warnings. */
  Dataset withWarnings(List<String> newWarnings) {
    return new Dataset(root, classes, samples, skipped, ImmutableList.copyOf(newWarnings));
  }

  /** Returns the samples that match a predicate, in the same order and with the same classes. */
  public Dataset filter(Predicate<Sample> predicate) {
    List<Sample> matching = samples.stream().filter(predicate).toList();
    return new Dataset(root, classes, ImmutableList.copyOf(matching), skipped, warnings);
  }
}
