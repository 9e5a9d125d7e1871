package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Native code writes directly to the standard error stream of the process, so the test runs a
 * process with its error stream in a file.
 */
class NativeStderrTest {
  @TempDir private Path folder;

  /** Decodes all files of a folder. */
  public static void main(String[] arguments) throws IOException {
    try (var files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.sorted().toList()) {
        Decoder.Result result = Decoder.tryDecode(file);
        System.out.println(file.getFileName() + " " + result.getClass().getSimpleName());
      }
    }
  }

  @Test
  void librariesPrintNothingAboutDamagedFiles() throws Exception {
    Random random = new Random(3);
    Path images = Files.createDirectories(folder.resolve("images"));
    for (String name : List.of("420.jpg", "422-restart.jpg", "progressive.jpg", "gray.jpg")) {
      byte[] valid = JpegSanitizerTest.bytes(name);
      Files.write(images.resolve("valid-" + name), valid);
      byte[] revision = valid.clone();
      // The JFIF version, of which libjpeg supports 1.
      revision[11] = 7;
      Files.write(images.resolve("revision-" + name), revision);
      byte[] stray = Arrays.copyOf(valid, valid.length + 17);
      stray[valid.length - 2] = 0;
      stray[valid.length - 1] = 0;
      stray[stray.length - 2] = (byte) 0xff;
      stray[stray.length - 1] = (byte) 0xd9;
      Files.write(images.resolve("stray-" + name), stray);
      for (int i = 0; i < 60; i++) {
        byte[] changed = valid.clone();
        for (int k = 0; k < 3; k++) {
          changed[2 + random.nextInt(changed.length - 2)] = (byte) random.nextInt(256);
        }
        Files.write(images.resolve(i + "-" + name), changed);
      }
    }

    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    if (Runtime.version().feature() >= 24) {
      // Otherwise Java itself warns about native libraries and memory.
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            NativeStderrTest.class.getName(),
            images.toString()));
    int code = new ProcessBuilder(command).redirectOutput(out).redirectError(err).start().waitFor();

    List<String> lines = Files.readAllLines(out.toPath());
    assertThat(code).isZero();
    assertThat(lines).hasSize(4 * 63);
    assertThat(lines)
        .filteredOn(l -> l.matches("(valid|revision|stray)-.*"))
        .hasSize(12)
        .allMatch(l -> l.endsWith(" Decoded"));
    assertThat(lines).filteredOn(l -> l.endsWith(" Undecodable")).hasSizeGreaterThan(50);
    // JavaCPP checks its version once, before any file is decoded.
    assertThat(Files.readAllLines(err.toPath()))
        .filteredOn(line -> !line.startsWith("Warning: Versions of org.bytedeco:"))
        .isEmpty();
  }
}
