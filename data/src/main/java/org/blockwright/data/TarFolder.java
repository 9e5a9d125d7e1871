package org.blockwright.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.DataException;
import org.blockwright.data.decode.ImageSource;

/**
 * A folder of images in a tar archive, which is read without extraction: each image is read where
 * it is in the archive. The classes are the folders at the top, or those in the only folder at the
 * top, as in a {@link ZipFolder}. An archive compressed by gzip cannot be read in parts: it is
 * decompressed to one temporary file, which is deleted when the program ends.
 */
final class TarFolder {
  private static final List<String> EXTENSIONS = List.of(".tar", ".tar.gz", ".tgz");

  /**
   * The temporary files by archive: a study reads its images in every trial, and each of these
   * files stays until the program ends.
   */
  private static final Map<Compressed, Path> DECOMPRESSED = new HashMap<>();

  /** A compressed archive; another size or time means that it was replaced. */
  private record Compressed(Path file, long size, FileTime modified) {
    static Compressed of(Path tar) throws IOException {
      return new Compressed(tar.toRealPath(), Files.size(tar), Files.getLastModifiedTime(tar));
    }
  }

  private final Path tar;
  private final Path content;
  private final Map<String, TarEntries.Entry> files = new TreeMap<>();
  private final List<SkippedFile> skipped = new ArrayList<>();

  private TarFolder(Path tar, Path content) {
    this.tar = tar;
    this.content = content;
  }

  static boolean isTar(Path path) {
    String name = FolderWalk.fileName(path).toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  /**
   * Reads a dataset in an archive.
   *
   * @throws DataException if the file is not a tar archive, or as {@link ImageFolder#read}
   */
  static Dataset read(Path tar, ImageFolder.Options options) {
    TarFolder folder = new TarFolder(tar, decompressed(tar));
    folder.list();
    return folder.dataset(options);
  }

  /** Returns a file with the content of an archive: itself if it is not compressed. */
  static Path decompressed(Path tar) {
    try (InputStream in = Files.newInputStream(tar)) {
      byte[] magic = in.readNBytes(2);
      if (!Arrays.equals(magic, new byte[] {0x1f, (byte) 0x8b})) {
        return tar;
      }
      synchronized (DECOMPRESSED) {
        Compressed archive = Compressed.of(tar);
        Path known = DECOMPRESSED.get(archive);
        if (known == null || !Files.exists(known)) {
          known = Files.createTempFile("blockwright-", ".tar");
          known.toFile().deleteOnExit();
          decompress(tar, known);
          DECOMPRESSED.put(archive, known);
        }
        return known;
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(tar, e);
    }
  }

  /** Decompresses an archive; deletes the copy if that fails. */
  static void decompress(Path tar, Path copy) throws IOException {
    boolean complete = false;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(tar))) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      complete = true;
    } catch (ZipException e) {
      throw DataProblems.notATar(tar, e);
    } catch (EOFException e) {
      throw DataProblems.notATar(tar, new ZipException("it is cut off"));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(copy, e);
    } finally {
      if (!complete) {
        Files.deleteIfExists(copy);
      }
    }
  }

  /**
   * Lists the files by their path in the archive; the last one of equal paths counts, as in tar.
   */
  private void list() {
    try {
      for (TarEntries.Entry entry : TarEntries.read(content)) {
        List<String> parts = parts(entry.name());
        String key = String.join("/", parts);
        if (entry.name().startsWith("/") || parts.contains("..")) {
          skipped.add(
              new SkippedFile(FolderWalk.toNfc(entry.name()), DataProblems.leavesArchive()));
        } else if (parts.stream().anyMatch(FolderWalk::isHiddenName)) {
          continue;
        } else if (!entry.regular()) {
          skipped.add(new SkippedFile(key, DataProblems.notAFileInArchive()));
        } else if (!key.isEmpty()) {
          files.put(key, entry);
        }
      }
    } catch (ZipException e) {
      throw DataProblems.notATar(tar, e);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(tar, e);
    }
  }

  private static List<String> parts(String name) {
    return Arrays.stream(FolderWalk.toNfc(name).split("/"))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .toList();
  }

  private Dataset dataset(ImageFolder.Options options) {
    String root = root();
    TreeSet<String> classes = new TreeSet<>();
    List<ImageFolder.Candidate> candidates = new ArrayList<>();
    files.forEach(
        (path, entry) -> {
          String key = path.startsWith(root) ? path.substring(root.length()) : "";
          if (key.contains("/")) {
            String name = key.substring(0, key.indexOf('/'));
            classes.add(name);
            candidates.add(
                new ImageFolder.Candidate(
                    ImageSource.of(content, entry.offset(), entry.size(), tar + "/" + path),
                    key,
                    name));
          }
        });
    List<String> names = List.copyOf(classes);
    return ImageFolder.read(
        tar,
        new ImageFolder.Listing(names, candidates, skipped, ClassFolders.similarNames(tar, names)),
        options);
  }

  /** Returns the only folder at the top, with a slash, if it has folders itself; otherwise "". */
  private String root() {
    List<String> top =
        files.keySet().stream()
            .filter(path -> path.contains("/"))
            .map(path -> path.substring(0, path.indexOf('/') + 1))
            .distinct()
            .toList();
    boolean nested =
        top.size() == 1
            && files.keySet().stream()
                .filter(path -> path.startsWith(top.get(0)))
                .anyMatch(path -> path.indexOf('/', top.get(0).length()) >= 0);
    return nested ? top.get(0) : "";
  }
}
