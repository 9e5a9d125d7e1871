package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PNG variants that the unusual files do not cover. */
class PngTest {
  @TempDir Path folder;

  private Image decode(PngBuilder png) throws IOException {
    Path file = folder.resolve("a.png");
    Files.write(file, png.build());
    return Decoder.decode(file);
  }

  @Test
  void scalesLowBitDepthsTo0To255() throws IOException {
    assertThat(decode(new PngBuilder(3, 1, 1, PngFile.GRAY).rows(new int[] {0, 1, 1})).samples())
        .containsExactly(0, 255, 255);
    assertThat(decode(new PngBuilder(4, 1, 2, PngFile.GRAY).rows(new int[] {0, 1, 2, 3})).samples())
        .containsExactly(0, 85, 170, 255);
    assertThat(decode(new PngBuilder(3, 1, 4, PngFile.GRAY).rows(new int[] {1, 8, 15})).samples())
        .containsExactly(17, 136, 255);
  }

  @Test
  void divides16BitSamplesBy257WithoutRounding() throws IOException {
    Image image =
        decode(new PngBuilder(1, 1, 16, PngFile.RGB).rows(new int[] {65535, 257 * 100, 300}));

    assertThat(image.samples()).containsExactly(255, 100, 300 / 257f);
  }

  @Test
  void appliesTransparentColor() throws IOException {
    Image gray =
        decode(
            new PngBuilder(3, 1, 8, PngFile.GRAY)
                .chunk("tRNS", (byte) 0, (byte) 7)
                .rows(new int[] {6, 7, 8}));
    Image color =
        decode(
            new PngBuilder(2, 1, 8, PngFile.RGB)
                .chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3})
                .rows(new int[] {1, 2, 3, 1, 2, 4}));

    assertThat(gray.samples()).containsExactly(6, 0, 8);
    assertThat(color.samples()).containsExactly(0, 0, 0, 1, 2, 4);
  }

  @Test
  void composesAlphaOverBackground() throws IOException {
    Path file = folder.resolve("a.png");
    Files.write(
        file, new PngBuilder(1, 1, 8, PngFile.RGB_ALPHA).rows(new int[] {255, 0, 100, 51}).build());

    assertThat(Decoder.decode(file).samples()).containsExactly(51, 0, 20);
    assertThat(Decoder.decode(file, new Background(0, 100, 200)).samples())
        .containsExactly(51, 80, 180);
  }

  @Test
  void undoesEveryFilter() throws IOException {
    // One gray pixel per row, by hand: none 10; sub 20; up 20+5; average (0+25)/2 + 3; Paeth 15+4.
    Image image =
        decode(
            new PngBuilder(1, 5, 8, PngFile.GRAY)
                .pixels(
                    (byte) 0, (byte) 10, (byte) 1, (byte) 20, (byte) 2, (byte) 5, (byte) 3,
                    (byte) 3, (byte) 4, (byte) 4));

    assertThat(image.samples()).containsExactly(10, 20, 25, 15, 19);
  }

  @Test
  void decodesInterlacedFiles() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_BINARY
        }) {
      for (int size = 1; size < 20; size += 3) {
        BufferedImage original = new BufferedImage(size + 2, size, type);
        Random random = new Random(size);
        int bands = original.getRaster().getNumBands();
        int levels = type == BufferedImage.TYPE_BYTE_BINARY ? 2 : 256;
        float[] expected = new float[(size + 2) * size * bands];
        for (int i = 0; i < expected.length; i++) {
          int value = random.nextInt(levels);
          original
              .getRaster()
              .setSample(i / bands % (size + 2), i / bands / (size + 2), i % bands, value);
          expected[i] = value * 255f / (levels - 1);
        }
        Path file = folder.resolve("interlaced.png");
        write(original, file);

        Image image = Decoder.decode(file);

        // The JDK writes black and white as a palette of two colors or as 1-bit gray.
        assertThat(image.channels() == bands ? image.samples() : image.gray().samples())
            .containsExactly(expected);
      }
    }
  }

  private static void write(BufferedImage image, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    assertThat(Files.readAllBytes(file)[28]).as("interlaced").isEqualTo((byte) 1);
  }
}
