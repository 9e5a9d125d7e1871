package org.blockwright.data.copies;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Grouping;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Split;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.data.output.DatasetFolder;
import org.blockwright.data.output.Journal;

/**
 * Writes augmented copies of training images to a new folder, with the class, group and subset of
 * their origin. Validation and test images are copied unchanged: a copy of a training image must
 * never be among them. The source is not changed.
 *
 * <pre>{@code
 * AugmentedCopies.of(Recipe.parse("article", 4)).write(source, output, Progress.silent());
 * }</pre>
 *
 * @param recipe how copies are made
 * @param seed the seed of the random numbers
 * @param grouping the groups of images of a folder without a manifest
 * @param overwrite whether another dataset of this kind is replaced
 */
public record AugmentedCopies(Recipe recipe, long seed, Grouping grouping, boolean overwrite) {
  /** The column of the manifest with the original of a copy, and the operation of originals. */
  public static final String ORIGIN = "origin";

  /** The column of the manifest with the name of a copy, such as {@code rotate}. */
  public static final String OPERATION = "operation";

  private static final String UNCHANGED = "unchanged";
  private static final ImmutableList<String> HEADER =
      ImmutableList.of("path", "class", "group", "subset", ORIGIN, OPERATION, "sha256");

  /** Returns settings with a recipe, the seed 42 and no grouping. */
  public static AugmentedCopies of(Recipe recipe) {
    return new AugmentedCopies(recipe, Split.DEFAULT_SEED, Grouping.none(), false);
  }

  /** Returns a copy with another seed. */
  public AugmentedCopies withSeed(long newSeed) {
    return new AugmentedCopies(recipe, newSeed, grouping, overwrite);
  }

  /** Returns a copy with a grouping by file name. */
  public AugmentedCopies withGrouping(Grouping newGrouping) {
    return new AugmentedCopies(recipe, seed, newGrouping, overwrite);
  }

  /** Returns a copy that replaces another dataset of this kind. */
  public AugmentedCopies withOverwrite() {
    return new AugmentedCopies(recipe, seed, grouping, true);
  }

  /** Returns whether an {@link #OPERATION} is that of an original and not of a copy. */
  public static boolean isOriginal(String operation) {
    return operation.equals(ORIGIN) || operation.equals(UNCHANGED);
  }

  /** A file of the new dataset, and how it is made. */
  private record Output(Original original, String path, String operation, String signature) {}

  /**
   * Writes the copies. A run that was killed is continued; a folder that is already complete stays
   * as it is.
   *
   * @param source a folder with one subfolder per class, or a dataset with a {@code manifest.csv}
   * @param output the folder, which does not exist, is empty, or is a dataset of this kind
   * @throws DataException if the source is invalid or has no training image
   * @throws UsageException if the output lies in the source, or is not replaced
   * @throws StorageException if a file cannot be read or written
   */
  public CopiesResult write(Path source, Path output, Progress progress) {
    Original.All all = Original.read(source, grouping);
    try (DatasetFolder folder = DatasetFolder.open(output, List.of(source), ImmutableSet.of())) {
      List<Output> outputs = outputs(all.images());
      Map<String, String> hashes = new ConcurrentHashMap<>();
      List<SkippedFile> skipped = new ArrayList<>(all.skipped());
      try (Journal journal = folder.openJournal()) {
        journal.lines().forEach(cells -> hashes.put(cells.get(0), cells.get(1)));
        List<SkippedFile> damaged = damaged(outputs, hashes);
        List<Output> possible = without(damaged, outputs);
        if (isComplete(folder, possible, hashes)) {
          folder.discard();
          skipped.addAll(damaged);
          return result(output, true, possible, skipped);
        }
        folder.requireReplaceable(overwrite);
        folder.keepOnly(ImmutableSet.copyOf(outputs.stream().map(Output::path).toList()));
        skipped.addAll(make(all.images(), outputs, folder, journal, hashes, progress));
      }
      List<Output> written = without(skipped, outputs);
      if (written.stream().noneMatch(o -> o.original().isAugmented())) {
        throw CopyProblems.noTrainingImages(source);
      }
      folder.write(DatasetFolder.MANIFEST, manifest(written, hashes));
      folder.finish();
      return result(output, false, written, skipped);
    }
  }

  private static List<Output> without(List<SkippedFile> skipped, List<Output> outputs) {
    ImmutableSet<String> keys =
        skipped.stream().map(SkippedFile::key).collect(ImmutableSet.toImmutableSet());
    return outputs.stream().filter(o -> !keys.contains(o.original().key())).toList();
  }

  /** Images without any output yet that cannot be decoded; in a finished dataset there are few. */
  private static List<SkippedFile> damaged(List<Output> outputs, Map<String, String> hashes) {
    if (hashes.isEmpty()) {
      return List.of();
    }
    return outputs.stream()
        .filter(o -> o.operation().equals(ORIGIN) && !hashes.containsKey(o.signature()))
        .flatMap(
            o ->
                Decoder.tryDecode(o.original().file())
                    .match(
                        image -> Stream.<SkippedFile>empty(),
                        reason -> Stream.of(new SkippedFile(o.original().key(), reason))))
        .toList();
  }

  private static boolean isComplete(
      DatasetFolder folder, List<Output> outputs, Map<String, String> hashes) {
    if (!outputs.stream().allMatch(o -> hashes.containsKey(o.signature()))) {
      return false;
    }
    ImmutableMap.Builder<String, String> images = ImmutableMap.builder();
    outputs.forEach(o -> images.put(o.path(), hashes.get(o.signature())));
    return folder.isComplete(
        Map.of(DatasetFolder.MANIFEST, manifest(outputs, hashes)), images.buildOrThrow());
  }

  private List<Output> outputs(List<Original> originals) {
    Map<String, String> stems =
        CopyNames.stems(
            originals.stream().filter(Original::isAugmented).map(Original::key).toList(),
            originals.stream().filter(o -> !o.isAugmented()).map(Original::key).toList(),
            recipe.names());
    List<Output> outputs = new ArrayList<>();
    for (Original original : originals) {
      String sha256 = sha256(original.file());
      if (!original.isAugmented()) {
        outputs.add(new Output(original, original.key(), UNCHANGED, signature(sha256, UNCHANGED)));
        continue;
      }
      String stem = stems.get(original.key());
      outputs.add(new Output(original, stem + ".png", ORIGIN, signature(sha256, ORIGIN)));
      for (String name : recipe.names()) {
        String signature = signature(sha256, recipe, seed, original.key(), name);
        outputs.add(new Output(original, CopyNames.path(stem, name), name, signature));
      }
    }
    outputs.sort(Comparator.comparing(Output::path));
    return outputs;
  }

  /** A hash of everything that determines a file. */
  private static String signature(Object... parts) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      text.append(part).append('\n');
    }
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }

  private static String sha256(Path file) {
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Makes the files that the hidden folder does not have; returns those that are no images. */
  private List<SkippedFile> make(
      List<Original> originals,
      List<Output> outputs,
      DatasetFolder folder,
      Journal journal,
      Map<String, String> hashes,
      Progress progress) {
    Map<String, List<Output>> byOriginal = new ConcurrentHashMap<>();
    outputs.forEach(
        o -> byOriginal.computeIfAbsent(o.original().key(), k -> new ArrayList<>()).add(o));
    try (Progress.Task task = progress.start("augmenting images", originals.size())) {
      return originals.parallelStream()
          .map(
              original -> {
                Optional<SkippedFile> skipped =
                    make(original, byOriginal.get(original.key()), folder, journal, hashes);
                synchronized (task) {
                  task.advance(1, "");
                }
                return skipped;
              })
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private Optional<SkippedFile> make(
      Original original,
      Collection<Output> outputs,
      DatasetFolder folder,
      Journal journal,
      Map<String, String> hashes) {
    List<Output> missing =
        outputs.stream()
            .filter(
                o -> {
                  String known = hashes.get(o.signature());
                  return known == null || !folder.has(o.path(), known);
                })
            .toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    // Within the decoder, since a copy of a large image may not fit into memory either.
    return Decoder.tryDecode(
            ImageSource.of(original.file()),
            image -> {
              missing.forEach(o -> make(o, image, folder, journal, hashes));
              return image;
            })
        .match(
            image -> Optional.empty(),
            reason -> Optional.of(new SkippedFile(original.key(), reason)));
  }

  private void make(
      Output output,
      Image image,
      DatasetFolder folder,
      Journal journal,
      Map<String, String> hashes) {
    Original original = output.original();
    byte[] content =
        switch (output.operation()) {
          case UNCHANGED -> bytes(original.file());
          case ORIGIN -> PngBytes.of(image);
          default -> PngBytes.of(recipe.copy(image, output.operation(), seed, original.key()));
        };
    AtomicFiles.write(
        folder.partial().resolve(output.path()), temporary -> Files.write(temporary, content));
    String sha256 = Hashing.sha256().hashBytes(content).toString();
    hashes.put(output.signature(), sha256);
    journal.add(output.signature(), sha256);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private static String manifest(List<Output> outputs, Map<String, String> hashes) {
    StringBuilder out = new StringBuilder(Csv.line(HEADER));
    for (Output output : outputs) {
      Original original = output.original();
      out.append(
          Csv.line(
              output.path(),
              original.className(),
              original.group(),
              original.subset(),
              original.key(),
              output.operation(),
              hashes.get(output.signature())));
    }
    return out.toString();
  }

  private CopiesResult result(
      Path output, boolean unchanged, List<Output> outputs, List<SkippedFile> skipped) {
    int others = (int) outputs.stream().filter(o -> !o.original().isAugmented()).count();
    int originals = (outputs.size() - others) / (1 + recipe.names().size());
    return new CopiesResult(
        output,
        unchanged,
        originals,
        originals * recipe.names().size(),
        others,
        ImmutableList.copyOf(skipped));
  }
}
