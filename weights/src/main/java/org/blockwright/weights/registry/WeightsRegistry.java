package org.blockwright.weights.registry;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.format.Document;

/** All known published weights: those of this project, and those that users add. Immutable. */
public final class WeightsRegistry {
  private static final String RESOURCE = "weights.yaml";

  private static final Supplier<WeightsRegistry> BUNDLED =
      Suppliers.memoize(
          () ->
              new WeightsRegistry(
                  List.of(
                      ImmutableList.copyOf(
                          new RegistryReader(true)
                              .read(Document.parse(RESOURCE, resource()), Set.of())))));

  /** The entries of each file, those of the last file first; the bundled ones are the last. */
  private final ImmutableList<ImmutableList<WeightsEntry>> files;

  private final ImmutableList<WeightsEntry> entries;

  private WeightsRegistry(List<ImmutableList<WeightsEntry>> files) {
    this.files = ImmutableList.copyOf(files);
    this.entries = files.stream().flatMap(List::stream).collect(ImmutableList.toImmutableList());
  }

  /** Returns the weights that this project knows. */
  public static WeightsRegistry bundled() {
    return BUNDLED.get();
  }

  /**
   * Returns the weights that this project knows and those of the user's file, if it exists.
   *
   * @throws org.blockwright.base.BlockwrightException with file, line and column, if the user's
   *     file is not valid
   */
  public static WeightsRegistry standard() {
    Path file = PlatformFolders.standard().weightsFile();
    return Files.exists(file) ? bundled().with(file) : bundled();
  }

  private static String resource() {
    try {
      return Resources.toString(
          Resources.getResource(WeightsRegistry.class, RESOURCE), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the list of weights is part of the jar", e);
    }
  }

  /**
   * Returns these entries and those of a file. If it has default weights of a network, with or
   * without the head, they replace all default weights of that network in this registry.
   *
   * @throws org.blockwright.base.BlockwrightException with file, line and column, if the file is
   *     not valid
   */
  public WeightsRegistry with(Path file) {
    Set<String> taken = entries.stream().map(WeightsEntry::name).collect(Collectors.toSet());
    List<WeightsEntry> added = new RegistryReader(false).read(Document.read(file), taken);
    return new WeightsRegistry(
        ImmutableList.<ImmutableList<WeightsEntry>>builder()
            .add(ImmutableList.copyOf(added))
            .addAll(files)
            .build());
  }

  /** Returns all entries; those of users come first. */
  public List<WeightsEntry> entries() {
    return entries;
  }

  /** Returns the entries of a network of the zoo. */
  public List<WeightsEntry> forNetwork(String network) {
    return entries.stream().filter(entry -> entry.network().equals(network)).toList();
  }

  /** Returns the default weights of a network: with its original head if there are such. */
  public Optional<WeightsEntry> defaultFor(String network) {
    return defaultFor(network, true);
  }

  /**
   * Returns the default weights of a network of the zoo.
   *
   * @param withTop whether weights of the original head are wanted. If there are only weights of
   *     the other kind, they are returned
   */
  public Optional<WeightsEntry> defaultFor(String network, boolean withTop) {
    return defaults(network, withTop).stream().findFirst();
  }

  /**
   * Returns the default weights of a network, those of the wanted kind first. All are of one file:
   * users replace the weights, not only those with or without the head.
   */
  List<WeightsEntry> defaults(String network, boolean withTop) {
    return files.stream()
        .map(file -> file.stream().filter(entry -> isDefault(entry, network)).toList())
        .filter(defaults -> !defaults.isEmpty())
        .findFirst()
        .orElse(List.of())
        .stream()
        .sorted(Comparator.comparing(entry -> entry.hasTop() != withTop))
        .toList();
  }

  private static boolean isDefault(WeightsEntry entry, String network) {
    return entry.isDefault() && entry.network().equals(network);
  }

  /** Returns the entry with this name, if there is one. */
  public Optional<WeightsEntry> find(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * Returns the entry with this name.
   *
   * @throws UsageException if there is none, with the most similar name
   */
  public WeightsEntry get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                RegistryProblems.unknownName(
                    name,
                    Stream.concat(
                            Stream.of(PretrainedWeights.IMAGENET.toString()),
                            entries.stream().map(WeightsEntry::name))
                        .toList()));
  }

  /**
   * Recognizes a file by its size and hash, whatever its name.
   *
   * @return the entry of the file; empty for any other file, and for entries whose hash is not
   *     known
   * @throws org.blockwright.base.StorageException if the file cannot be read
   */
  public Optional<WeightsEntry> recognize(Path file) {
    try {
      long bytes = Files.size(file);
      for (WeightsEntry entry : entries) {
        // Files that cannot be that of an entry are not read: large ones take seconds.
        if (entry.hasHash()
            && FileCheck.mayHave(entry, bytes)
            && FileCheck.problem(entry, file).isEmpty()) {
          return Optional.of(entry);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
