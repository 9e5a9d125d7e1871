package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.inference.metrics.ConfusionMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsTest {

  /** Charts cannot be drawn on a machine without fonts, see {@link ChartImage}. */
  static void assumeFontAvailable() {
    try {
      new TextLayout("x", Charts.FONT, new FontRenderContext(null, true, false)).getBounds();
    } catch (RuntimeException | LinkageError | InternalError e) {
      assumeTrue(false, "Java finds no font on this machine: " + e);
    }
  }

  @Test
  void everyImageOfReportDecodes() throws IOException {
    assumeFontAvailable();
    List<String> uris =
        Pattern.compile("data:image/[a-z]+;base64,[^\"]+")
            .matcher(Report.html(Examples.report()))
            .results()
            .map(MatchResult::group)
            .toList();

    // 2 curves and 2 matrices for each run, 2 curves of the comparison, each in light and dark
    // mode;
    // and thumbnails.
    assertThat(uris).hasSizeGreaterThan(20);
    for (String uri : uris) {
      assertThat(decode(uri)).as(uri.substring(0, 40)).isNotNull();
    }
  }

  @Test
  void reducesLargeImageToMaximumSide() throws IOException {
    BufferedImage small = decode(Thumbnails.thumbnail(new BufferedImage(3000, 1500, 1)));

    assertThat(small.getWidth()).isEqualTo(128);
    assertThat(small.getHeight()).isEqualTo(64);
  }

  @Test
  void enlargesSmallImageByIntegerFactor() throws IOException {
    BufferedImage grown = decode(Thumbnails.thumbnail(new BufferedImage(28, 20, 10)));

    assertThat(grown.getWidth()).isEqualTo(112);
    assertThat(grown.getHeight()).isEqualTo(80);
  }

  @Test
  void keepsOnePixelOfThinImage() throws IOException {
    BufferedImage thin = decode(Thumbnails.thumbnail(new BufferedImage(5000, 1, 1)));

    assertThat(thin.getHeight()).isEqualTo(1);
  }

  @Test
  void keepsColorsOfImageWithAlpha() throws IOException {
    BufferedImage image = new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB);
    IntStream.range(0, 300 * 300).forEach(i -> image.setRGB(i % 300, i / 300, 0xFFC02040));

    Color color = new Color(decode(Thumbnails.thumbnail(image)).getRGB(60, 60));

    assertThat(color.getRed()).isBetween(0xC0 - 4, 0xC0 + 4);
    assertThat(color.getGreen()).isBetween(0x20 - 4, 0x20 + 4);
    assertThat(color.getBlue()).isBetween(0x40 - 4, 0x40 + 4);
  }

  /** Of the four cells of this matrix only the upper left and the lower right are colored. */
  @Test
  void firstRowOfConfusionMatrixIsAtTheTop() {
    assumeFontAvailable();
    ConfusionMatrix matrix = ConfusionMatrix.of(List.of("a", "b"), new long[][] {{9, 0}, {0, 9}});

    BufferedImage image = ConfusionChart.draw(matrix, Palette.LIGHT);

    int right = image.getWidth() - 40;
    assertThat(shade(image, right, 40)).isEqualTo(Palette.LIGHT.low());
    assertThat(shade(image, right, image.getHeight() * 3 / 5)).isEqualTo(Palette.LIGHT.high());
  }

  private static Color shade(BufferedImage image, int x, int y) {
    return new Color(image.getRGB(x, y));
  }

  @Test
  void drawsCurvesWithGapsSinglePointsAndEqualNames() {
    assumeFontAvailable();
    double[] epochs = {1, 2, 3};
    List<Charts.Line> lines =
        List.of(
            Charts.line("same", epochs, new double[] {1, Double.NaN, 0.5}),
            Charts.line("same", epochs, new double[] {Double.NaN, 0.7, Double.POSITIVE_INFINITY}));

    BufferedImage image = Charts.curves("loss", lines, false, Palette.LIGHT);

    assertThat(lines.get(0).epochs()).containsExactly(1, 3);
    assertThat(colors(image))
        .contains(Palette.LIGHT.lines().get(0).getRGB(), Palette.LIGHT.lines().get(1).getRGB());
  }

  private static List<Integer> colors(BufferedImage image) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
        .distinct()
        .boxed()
        .toList();
  }

  /** WCAG 2.2 requires a contrast of 4.5 between text and background. */
  @Test
  void textHasEnoughContrastOnEveryColor() {
    for (Palette palette : List.of(Palette.LIGHT, Palette.DARK)) {
      assertThat(contrast(palette.foreground(), palette.low())).isGreaterThan(4.5);
      assertThat(contrast(palette.foreground(), palette.high())).isGreaterThan(4.5);
      assertThat(contrast(palette.muted(), palette.background())).isGreaterThan(4.5);
    }
  }

  private static double contrast(Color a, Color b) {
    double x = luminance(a) + 0.05;
    double y = luminance(b) + 0.05;
    return Math.max(x, y) / Math.min(x, y);
  }

  private static double luminance(Color c) {
    return 0.2126 * linear(c.getRed())
        + 0.7152 * linear(c.getGreen())
        + 0.0722 * linear(c.getBlue());
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static BufferedImage decode(String uri) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void readsColorAndGrayFiles(@TempDir Path folder) throws IOException {
    BufferedImage color = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    color.setRGB(0, 0, 0x102030);
    color.setRGB(1, 0, 0xf0e0d0);
    ImageIO.write(color, "png", folder.resolve("color.png").toFile());
    BufferedImage gray = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(0, 0, 0, 77);
    ImageIO.write(gray, "png", folder.resolve("gray.png").toFile());

    BufferedImage readColor =
        Thumbnails.read(ImageSource.of(folder.resolve("color.png"))).orElseThrow();
    BufferedImage readGray =
        Thumbnails.read(ImageSource.of(folder.resolve("gray.png"))).orElseThrow();

    assertThat(readColor.getRGB(0, 0)).isEqualTo(0xff102030);
    assertThat(readColor.getRGB(1, 0)).isEqualTo(0xfff0e0d0);
    assertThat(readGray.getRGB(0, 0)).isEqualTo(0xff4d4d4d);
  }

  @Test
  void filesThatCannotBeDecodedHaveNoThumbnail(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not an image");

    assertThat(Thumbnails.read(ImageSource.of(text))).isEmpty();
    assertThat(Thumbnails.read(ImageSource.of(folder.resolve("missing.png")))).isEmpty();
  }
}
