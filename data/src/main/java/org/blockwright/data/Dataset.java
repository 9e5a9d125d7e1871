package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

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
    ImmutableList<Skipped> skipped,
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

  /** The same classes with the samples that are wanted, in their order. */
  public Dataset where(Predicate<Sample> wanted) {
    List<Sample> kept = samples.stream().filter(wanted).toList();
    return new Dataset(root, classes, ImmutableList.copyOf(kept), skipped, warnings);
  }
}
