package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.DataException;
import org.blockwright.base.StorageException;

/**
 * Pictures with their classes.
 *
 * @param root the set's folder
 * @param classes the names of the classes, in the order of the labels
 * @param samples the pictures, sorted by key
 * @param skipped files that are no pictures, with the reason
 * @param warnings what a user ought to know, a line each
 */
public record Dataset(
    Path root,
    ImmutableList<String> classes,
    ImmutableList<Sample> samples,
    ImmutableList<SkippedFile> skipped,
    ImmutableList<String> warnings) {

  /** How many pictures there are. */
  public int size() {
    return samples.size();
  }

  /** How many pictures a class has. */
  public int count(int label) {
    return (int) samples.stream().filter(s -> s.label() == label).count();
  }

  /** The name of a sample's class. */
  public String className(Sample sample) {
    return classes.get(sample.label());
  }

  /**
   * The SHA-256 of the set: of the key, the class and the content of every picture. Reads them all.
   *
   * @throws StorageException where a file cannot be read any more
   */
  public String hash() {
    List<HashCode> contents =
        samples.parallelStream().map(sample -> contentHash(sample.path())).toList();
    Hasher all = Hashing.sha256().newHasher();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      String line = "%s\n%s\n%s\n".formatted(sample.key(), className(sample), contents.get(i));
      all.putString(line, StandardCharsets.UTF_8);
    }
    return all.hash().toString();
  }

  private static HashCode contentHash(Path file) {
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /**
   * The same samples under another list of classes, matched by name: the order of a model's labels.
   *
   * @param names all classes of this set at least
   * @throws DataException where a class of this set is not among them
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
    List<Sample> moved =
        samples.stream()
            .map(s -> new Sample(s.path(), s.key(), names.indexOf(className(s)), s.group()))
            .toList();
    return new Dataset(
        root, ImmutableList.copyOf(names), ImmutableList.copyOf(moved), skipped, warnings);
  }

  /** The same classes with the samples that are wanted, in their order. */
  public Dataset filter(Predicate<Sample> wanted) {
    List<Sample> kept = samples.stream().filter(wanted).toList();
    return new Dataset(root, classes, ImmutableList.copyOf(kept), skipped, warnings);
  }
}
