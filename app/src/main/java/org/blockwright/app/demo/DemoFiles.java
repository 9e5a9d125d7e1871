package org.blockwright.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.StorageException;

/**
 * Files of the demo, unpacked into its output directory.
 *
 * @param network description of the network, for {@code --model}
 * @param weights weights of the blocks, in Keras's layout, for {@code --weights}
 * @param digits folder with {@code train}, {@code validation} and {@code test}, each with one
 *     subfolder per class
 */
record DemoFiles(Path network, Path weights, Path digits) {
  static final String NETWORK = "tiny-vgg.yaml";
  static final String WEIGHTS = "tiny-vgg-digits-0-4-notop.h5";
  static final String DIGITS = "digits.zip";
  static final String README = "README.md";

  /**
   * Unpacks the files into a folder.
   *
   * @throws StorageException if the folder cannot be written
   */
  static DemoFiles unpack(Path folder) {
    Path digits = folder.resolve("digits");
    unzip(DIGITS, digits);
    copy(README, digits.resolve(README));
    return new DemoFiles(
        copy(NETWORK, folder.resolve(NETWORK)), copy(WEIGHTS, folder.resolve(WEIGHTS)), digits);
  }

  private static Path copy(String name, Path target) {
    AtomicFiles.write(
        target,
        temporary -> {
          try (InputStream in = open(name)) {
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
          }
        });
    return target;
  }

  private static void unzip(String name, Path folder) {
    try (ZipInputStream zip = new ZipInputStream(open(name))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = DemoFiles.class.getResourceAsStream(name);
    if (in == null) {
      throw new StorageException(DemoProblems.missingResource(name));
    }
    return in;
  }
}
