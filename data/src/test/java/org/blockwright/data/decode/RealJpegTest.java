package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every real JPEG is accepted and decodes to the same values as by the library alone. */
@Tag("slow")
class RealJpegTest {
  @Test
  void everyRealFileDecodesAsByLibrary() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(SharedData.path("data"))) {
      files =
          all.filter(p -> p.toString().matches("(?i).*\\.jpg") && !p.toString().contains("/odd/"))
              .sorted()
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(3700);

    assertThat(files.parallelStream().filter(file -> !decodesAsLibrary(file))).isEmpty();
  }

  private static boolean decodesAsLibrary(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      JpegFile jpeg = JpegFile.parse(content);
      boolean gray = jpeg.frame().components().size() == 1;
      Image expected = jpeg.orientation().apply(NativeDecoder.decode(Format.JPEG, content, gray));
      return Decoder.tryDecode(file) instanceof Decoder.Decoded decoded
          && Arrays.equals(decoded.image().toBytes(), expected.toBytes());
    } catch (IOException | DecodeException e) {
      return false;
    }
  }
}
