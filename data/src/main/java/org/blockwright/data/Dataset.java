package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.blockwright.base.DataException;

/**
 * Image files with their classes.
 *
 * @param root the folder of the dataset
 * @param classes the class names in the order of the labels
 * @param samples the images, sorted by key
 * @param skipped files that are not used, with the reason
 * @param warnings messages for the user, one line each
 */
public record Dataset(
    Path root,
    ImmutableList<String> classes,
    ImmutableList<Sample> samples,
    ImmutableList<SkippedFile> skipped,
    ImmutableList<String> warnings) {

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
        throw DataProblems.unknownClass(root, name, names);
      }
    }
    List<Sample> relabeled =
        samples.stream().map(sample -> sample.withLabel(names.indexOf(className(sample)))).toList();
    return new Dataset(
        root, ImmutableList.copyOf(names), ImmutableList.copyOf(relabeled), skipped, warnings);
  }

  /** Returns the samples that match a predicate, in the same order and with the same classes. */
  public Dataset filter(Predicate<Sample> predicate) {
    List<Sample> matching = samples.stream().filter(predicate).toList();
    return new Dataset(root, classes, ImmutableList.copyOf(matching), skipped, warnings);
  }
}
