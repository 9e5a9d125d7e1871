package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.blockwright.base.DataException;
import org.blockwright.base.UsageException;
import org.blockwright.data.decode.DecodedImages;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Task;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Images with their classes, labels or regression targets: files, see {@link ImageFolder} and
 * {@link ImageCsv}, or images in memory.
 *
 * <pre>{@code
 * Dataset data = Dataset.of(List.of(firstImage, secondImage), List.of("cat", "dog"));
 * Split split = Split.of(data, Ratios.DEFAULT, 42);
 * }</pre>
 *
 * @param root the folder or CSV file of the dataset; empty if the images are in memory
 * @param targets the meaning of the targets, one for each output of a network: in nearly all cases
 *     a single one
 * @param samples the images, sorted by class name and key, or by key if they have other targets
 *     than one class
 * @param skipped files that are not used, with the reason
 * @param warnings messages for the user, one line each
 */
public record Dataset(
    Optional<Path> root,
    ImmutableList<Targets> targets,
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
   * Creates a dataset of images with any number of labels each, for {@link Task#MULTI_LABEL}; see
   * {@link #ofSources} for keys. The labels are all that occur, sorted by name.
   *
   * @param labels the labels of each image; none is allowed
   * @throws UsageException if there are no images, no labels, not one set for each image, or two
   *     names of images are equal
   * @throws DataException if no image can be decoded
   */
  public static Dataset multiLabel(
      List<ImageSource> images, List<? extends Collection<String>> labels) {
    return ListedImages.multiLabel(images, labels);
  }

  /**
   * Creates a dataset of images with regression targets, for {@link Task#REGRESSION}; see {@link
   * #ofSources} for keys.
   *
   * @param names the names of the targets, possibly with units, such as {@code ink [px]}
   * @param values the values of each image, in the order of the names
   * @throws UsageException if there are no images, no names, not one array for each image, an array
   *     of another length, a number that is not finite, or two equal names
   * @throws DataException if no image can be decoded
   */
  public static Dataset regression(
      List<ImageSource> images, List<String> names, List<float[]> values) {
    return ListedImages.regression(images, names, values);
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
    return new Dataset(root, targets, ImmutableList.copyOf(grouped), skipped, warnings);
  }

  /** The folder of the dataset, or a text for messages if the images are in memory. */
  public String name() {
    return root.map(Path::toString).orElse("the dataset");
  }

  /**
   * The names of the inputs of a network for which each sample has an image; empty if each has one
   * image, which all inputs get.
   */
  public ImmutableList<String> inputs() {
    return samples.isEmpty()
        ? ImmutableList.of()
        : samples.get(0).inputs().stream()
            .map(InputImage::input)
            .collect(ImmutableList.toImmutableList());
  }

  /** The number of images. */
  public int size() {
    return samples.size();
  }

  /** The targets of the only output. */
  private Targets onlyTargets() {
    if (targets.size() != 1) {
      throw TargetProblems.severalOutputs(name(), targets);
    }
    return targets.get(0);
  }

  /**
   * The classes, labels or names of regression targets, in the order of the values.
   *
   * @throws UsageException if there are targets for several outputs
   */
  public ImmutableList<String> classes() {
    return onlyTargets().names();
  }

  /**
   * The task of the only output.
   *
   * @throws UsageException if there are targets for several outputs
   */
  public Task task() {
    return onlyTargets().task();
  }

  /**
   * The number of images of a class, or with a label, of the first output; 0 for regression
   * targets.
   */
  public int count(int label) {
    return count(0, label);
  }

  /** The number of images of a class, or with a label, of an output; 0 for regression targets. */
  int count(int output, int label) {
    Targets described = targets.get(output);
    return (int)
        samples.stream()
            .filter(sample -> described.isPositive(sample.targets().get(output), label))
            .count();
  }

  /** The class name of a sample. */
  public String className(Sample sample) {
    return classes().get(sample.label());
  }

  /** Whether each image has one class without probabilities, as in a folder of images. */
  boolean isOneClassEach() {
    return targets.size() == 1
        && targets.get(0).task().isClassification()
        && samples.stream().allMatch(sample -> sample.target().isClass());
  }

  /**
   * Computes the SHA-256 of the dataset: of the key, targets, content and weight of every image.
   * Contents are those of the time when the dataset was read. The outputs, tasks and names are
   * included, except if every image has one class.
   *
   * @return 64 hexadecimal digits
   */
  public String hash() {
    Hasher hasher = Hashing.sha256().newHasher();
    if (!isOneClassEach()) {
      for (Targets output : targets) {
        List<String> line = new ArrayList<>(List.of(output.name(), output.task().id()));
        line.addAll(output.names());
        hasher.putString(String.join("\n", line) + "\n", StandardCharsets.UTF_8);
      }
    }
    for (Sample sample : samples) {
      String line =
          "%s\n%s\n%s\n".formatted(sample.key(), String.join("\n", cells(sample)), sample.sha256());
      String weight = sample.weight() == 1 ? "" : sample.weight() + "\n";
      hasher.putString(line + weight, StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }

  /** The targets of a sample as text, see {@link Targets#cells}. */
  List<String> cells(Sample sample) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      cells.addAll(targets.get(i).cells(sample.targets().get(i)));
    }
    return cells;
  }

  /**
   * Returns the same samples with the names of a model in the order of its outputs; see {@link
   * #withTargets}.
   *
   * @throws DataException if a class of this dataset is not in the list; for labels and regression
   *     targets also if one is missing
   * @throws UsageException if there are targets for several outputs
   */
  public Dataset withClasses(List<String> names) {
    Targets old = onlyTargets();
    return old.names().equals(names)
        ? this
        : withTargets(List.of(new Targets(old.name(), old.task(), ImmutableList.copyOf(names))));
  }

  /**
   * Returns the same samples for another task: {@link Task#BINARY} for two classes, and back. In a
   * binary task, the network outputs the probability of the second class.
   *
   * @throws DataException if the targets do not fit the task
   * @throws UsageException if there are not two classes, or targets for several outputs
   */
  public Dataset withTask(Task task) {
    Targets old = onlyTargets();
    return old.task() == task
        ? this
        : withTargets(List.of(new Targets(old.name(), task, old.names())));
  }

  /**
   * Returns the same samples with targets in the order of a model's outputs. Several outputs are
   * matched by name; a single one fits whatever its name. Within an output, classes, labels and
   * regression targets are matched by name. The model may have more classes than this dataset, but
   * must have the same labels or regression targets. {@link Task#CLASSIFICATION} and {@link
   * Task#BINARY} are converted into each other.
   *
   * @throws DataException if an output, class, label or number is missing or additional, or the
   *     task of an output differs; the message names it
   */
  public Dataset withTargets(List<Targets> outputs) {
    if (targets.equals(outputs)) {
      return this;
    }
    TargetMapping mapping = TargetMapping.of(name(), targets, outputs);
    List<Sample> mapped =
        samples.stream()
            .map(sample -> sample.withTargets(mapping.apply(sample.targets())))
            .toList();
    return new Dataset(
        root, ImmutableList.copyOf(outputs), ImmutableList.copyOf(mapped), skipped, warnings);
  }

  /** Returns a copy with other warnings. */
  Dataset withWarnings(List<String> newWarnings) {
    return new Dataset(root, targets, samples, skipped, ImmutableList.copyOf(newWarnings));
  }

  /** Returns a copy with a function applied to each sample. */
  Dataset mapSamples(UnaryOperator<Sample> function) {
    return new Dataset(
        root,
        targets,
        samples.stream().map(function).collect(ImmutableList.toImmutableList()),
        skipped,
        warnings);
  }

  /** Returns the same samples, whose decoded images are kept from one pass to the next. */
  public Dataset sharing(DecodedImages decoded) {
    return mapSamples(sample -> sample.withImages(decoded::share));
  }

  /** Returns the samples that match a predicate, in the same order and with the same targets. */
  public Dataset filter(Predicate<Sample> predicate) {
    List<Sample> matching = samples.stream().filter(predicate).toList();
    return new Dataset(root, targets, ImmutableList.copyOf(matching), skipped, warnings);
  }
}
