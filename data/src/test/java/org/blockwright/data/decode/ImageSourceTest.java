package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in memory are decoded like files. */
class ImageSourceTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  private static BufferedImage image(int type) {
    BufferedImage image = new BufferedImage(7, 5, type);
    Random random = new Random(1);
    int bands = image.getRaster().getNumBands();
    for (int row = 0; row < 5; row++) {
      for (int column = 0; column < 7; column++) {
        for (int band = 0; band < bands; band++) {
          int bits = image.getSampleModel().getSampleSize(band);
          image.getRaster().setSample(column, row, band, random.nextInt(1 << bits));
        }
      }
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static Image decode(ImageSource source) {
    return Decoder.decode(source, UnaryOperator.identity());
  }

  /** As created in a program, and as ImageIO reads them, which uses other types. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY
      })
  void bufferedImageHasTheSamplesOfItsPng(int type) throws IOException {
    BufferedImage image = image(type);
    byte[] png = png(image);
    Image expected = Decoder.decode(Files.write(folder.resolve("a.png"), png));

    for (BufferedImage same : new BufferedImage[] {image, ImageIO.read(stream(png))}) {
      Image actual = decode(ImageSource.of(same));

      assertThat(actual).hasToString(expected.toString());
      assertThat(actual.samples()).isEqualTo(expected.samples());
    }
  }

  @Test
  void indexedImageHasColorsOfItsPalette() throws IOException {
    BufferedImage image = image(BufferedImage.TYPE_BYTE_INDEXED);
    Image expected = Decoder.decode(Files.write(folder.resolve("a.png"), png(image)));

    assertThat(Image.of(image).samples()).isEqualTo(expected.samples());
  }

  @Test
  void bytesAndStreamsEqualTheFile() throws IOException {
    byte[] png = png(image(BufferedImage.TYPE_INT_RGB));
    Path file = Files.write(folder.resolve("a.png"), png);
    float[] expected = Decoder.decode(file).samples();

    assertThat(decode(ImageSource.of(png)).samples()).isEqualTo(expected);
    assertThat(decode(ImageSource.of(stream(png))).samples()).isEqualTo(expected);
    assertThat(decode(ImageSource.of(Decoder.decode(file))).samples()).isEqualTo(expected);
    String hash = Hashing.sha256().hashBytes(png).toString();
    assertThat(Decoder.check(ImageSource.of(png)).sha256()).isEqualTo(hash);
    assertThat(Decoder.check(ImageSource.of(file)).sha256()).isEqualTo(hash);
  }

  @Test
  void bytesAreCopied() throws IOException {
    byte[] png = png(image(BufferedImage.TYPE_INT_RGB));
    ImageSource source = ImageSource.of(png);

    Arrays.fill(png, (byte) 0);

    assertThat(decode(source)).hasToString("image of 5x7x3");
  }

  @Test
  void hashOfPixelsDependsOnSamplesAndShape() {
    String hash = hash(Image.of(1, 2, 1, new byte[] {1, 2}));

    assertThat(hash).hasSize(64).isEqualTo(hash(Image.of(1, 2, 1, new float[] {1, 2})));
    assertThat(hash).isNotEqualTo(hash(Image.of(1, 2, 1, new byte[] {1, 3})));
    assertThat(hash).isNotEqualTo(hash(Image.of(2, 1, 1, new byte[] {1, 2})));
  }

  private static String hash(Image image) {
    return Decoder.check(ImageSource.of(image)).sha256();
  }

  @Test
  void fileIsItsOwnName() {
    ImageSource source = ImageSource.of(folder.resolve("a.png"));

    assertThat(source.named("b").name()).isEqualTo(folder.resolve("a.png").toString());
    assertThat(source.file()).hasValue(folder.resolve("a.png"));
    assertThat(source).isEqualTo(ImageSource.of(folder.resolve("a.png")));
    assertThat(ImageSource.of(TEXT).file()).isEmpty();
  }

  @Test
  void damagedImagesAreReportedByName() {
    assertThatThrownBy(() -> decode(ImageSource.of(TEXT)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The image cannot be decoded: it is not a JPEG, PNG, GIF or BMP file. Pass the complete content of an image file.");
    assertThatThrownBy(() -> decode(ImageSource.of(new byte[0]).named("upload 7")))
        .hasMessage(
            "upload 7 cannot be decoded: the file is empty. Pass the complete content of an image file.");
    assertThatThrownBy(
            () -> decode(ImageSource.of("RIFF1234WEBPVP8 ".getBytes(StandardCharsets.US_ASCII))))
        .hasMessage(
            "The image cannot be decoded: WebP is not supported; convert it to PNG or JPEG.");
  }

  @Test
  void failureOfStreamIsReported() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThatThrownBy(() -> ImageSource.of(broken))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The image cannot be decoded: read error: connection reset. Pass the complete content of an image file.");
  }

  @Test
  void imageWithTooManyPixelsIsRejected() {
    BufferedImage image = new BufferedImage(10_001, 10_000, BufferedImage.TYPE_BYTE_BINARY);

    assertThatThrownBy(() -> ImageSource.of(image))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "The image cannot be decoded: it has 10001 x 10000 pixels; the limit is 100000000 pixels and 65500 per side. Reduce its size.");
  }

  @Test
  void streamTooLarge() {
    assertThat(DecodeProblems.streamTooLarge()).hasMessage("it has more than 1073741824 bytes");
  }

  private static InputStream stream(byte[] content) {
    return new ByteArrayInputStream(content);
  }
}
