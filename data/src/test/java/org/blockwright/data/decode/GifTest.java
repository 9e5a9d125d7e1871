package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decodes GIF files written by the JDK, which are interlaced. */
class GifTest {
  @TempDir Path folder;
  private Path file;
  private BufferedImage image;

  @BeforeEach
  void write() throws IOException {
    byte[] r = new byte[256];
    byte[] g = new byte[256];
    byte[] b = new byte[256];
    new Random(1).nextBytes(r);
    new Random(2).nextBytes(g);
    new Random(3).nextBytes(b);
    // 100 x 77 pixels of noise overflow the code table, so the encoder clears it.
    image =
        new BufferedImage(
            100, 77, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 256, r, g, b, 9));
    Random random = new Random(4);
    for (int i = 0; i < 7700; i++) {
      image.getRaster().setSample(i % 100, i / 100, 0, random.nextInt(256));
    }
    file = folder.resolve("a.gif");
    ImageIO.write(image, "gif", file.toFile());
  }

  private int expected(int x, int y, int channel) {
    int argb = image.getRGB(x, y);
    return argb >>> 24 == 0 ? 0 : argb >> 16 - 8 * channel & 0xff;
  }

  @Test
  void decodesInterlacedFileWithTransparentColor() {
    Image image = Decoder.decode(file);

    assertThat(image.toString()).isEqualTo("image of 77x100x3");
    for (int i = 0; i < 7700 * 3; i++) {
      int x = i / 3 % 100;
      int y = i / 300;
      assertThat(image.sample(y, x, i % 3)).isEqualTo(expected(x, y, i % 3));
    }
  }

  @Test
  void placesFrameOnLargerScreen() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[6] = 120;
    bytes[8] = 80;
    int descriptor = 13;
    int flags = bytes[10];
    descriptor += (flags & 0x80) != 0 ? 3 << (flags & 7) + 1 : 0;
    while (bytes[descriptor] == 0x21) {
      descriptor += 2;
      while (bytes[descriptor] != 0) {
        descriptor += 1 + (bytes[descriptor] & 0xff);
      }
      descriptor++;
    }
    bytes[descriptor + 1] = 15;
    bytes[descriptor + 3] = 2;
    Files.write(file, bytes);

    Image image = Decoder.decode(file);

    assertThat(image.toString()).isEqualTo("image of 80x120x3");
    assertThat(image.sample(0, 0, 1)).isZero();
    for (int k = 0; k < 3; k++) {
      assertThat(image.sample(2, 15, k)).isEqualTo(expected(0, 0, k));
      assertThat(image.sample(78, 114, k)).isEqualTo(expected(99, 76, k));
    }
  }

  @Test
  void rejectsIncompleteFirstFrame() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));

    assertThatThrownBy(() -> Decoder.decode(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the GIF is truncated");
  }
}
