package org.blockwright.data.covidx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;

/**
 * The files of a folder by name. A name in metadata is not a path: it can only be that of a file in
 * the folder.
 */
final class ImageIndex {
  private final Map<String, Path> files = new TreeMap<>();
  private final Map<String, Path> normalized = new HashMap<>();

  /** Lists the files of a folder, without subfolders and hidden files. */
  ImageIndex(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .forEach(file -> files.put(file.getFileName().toString(), file));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    } catch (UncheckedIOException e) {
      throw AtomicFiles.cannotRead(folder, e.getCause());
    }
    files.forEach((name, file) -> normalized.putIfAbsent(normalized(name), file));
  }

  private static String normalized(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** Returns the first file with one of the names, compared exactly, then ignoring case. */
  Optional<Path> find(List<String> names) {
    return names.stream()
        .flatMap(name -> Stream.of(files.get(name), normalized.get(normalized(name))))
        .filter(file -> file != null)
        .findFirst();
  }

  /** Returns the files, sorted by name. */
  List<Path> all() {
    return List.copyOf(files.values());
  }
}
