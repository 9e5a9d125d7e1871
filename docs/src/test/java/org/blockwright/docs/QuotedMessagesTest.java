package org.blockwright.docs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.blockwright.data.decode.Decoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages quoted on the pages about data and weights are those of the code. */
class QuotedMessagesTest {
  /** The first bytes of files in the formats that the page about data lists. */
  private static final ImmutableMap<String, String> UNSUPPORTED =
      ImmutableMap.<String, String>builder()
          .put("AVIF", "\0\0\0\24ftypavif\0\0\0\0avif")
          .put("HEIC", "\0\0\0\24ftypheic\0\0\0\0heic")
          .put("WebP", "RIFF\0\0\0\0WEBP")
          .put("TIFF", "II*\0")
          .put("JPEG 2000", "\0\0\0\fjP  \r\n")
          .put("JPEG XL", "\0\0\0\fJXL \r\n")
          .put("ICO", "\0\0\1\0\1\0" + "\0".repeat(16))
          .put("PSD", "8BPS")
          .put("SVG", "<svg>")
          .put("PDF", "%PDF-1.7")
          .put("DICOM", "\0".repeat(128) + "DICM")
          .buildOrThrow();

  private static final Pattern CUT_ADVICE = Pattern.compile("`\\.\\.\\. (ends at [^`]*)`");

  @TempDir Path folder;

  private static List<List<String>> rows() {
    return Page.of("docs/data.md").table("file");
  }

  /** Returns the reason why a file with this content is skipped. */
  private String reason(String content) throws IOException {
    Path file = Files.write(folder.resolve("file"), content.getBytes(ISO_8859_1));
    return Decoder.findProblem(file).orElseThrow();
  }

  private static String message(List<String> row) {
    return row.get(1).replace("`", "");
  }

  @Test
  void unsupportedFormats() throws IOException {
    List<String> row = rows().get(0);
    List<String> formats = Splitter.on(", ").splitToList(row.get(0).replace(" and others", ""));

    assertThat(formats).containsExactlyElementsOf(UNSUPPORTED.keySet());
    assertThat(message(row)).isEqualTo(reason(UNSUPPORTED.get("AVIF")));
    for (String format : formats) {
      assertThat(reason(UNSUPPORTED.get(format)))
          .startsWith(format)
          .endsWith(message(row).replace("AVIF", ""));
    }
  }

  @Test
  void filesThatAreNotImages() throws IOException {
    assertThat(message(rows().get(1))).isEqualTo(reason("PK\3\4"));
  }

  @Test
  void arithmeticJpeg() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "jpeg", jpeg);
    String arithmetic = jpeg.toString(ISO_8859_1).replace("\u00ff\u00c0", "\u00ff\u00c9");

    assertThat(rows()).hasSize(3);
    assertThat(message(rows().get(2))).isEqualTo(reason(arithmetic));
  }

  @Test
  void cellsOfCsvFiles() {
    List<String> expected = TestLiterals.of("data");

    assertThat(Page.of("docs/data.md").table("message of a cell"))
        .hasSize(5)
        .allSatisfy(
            row -> {
              String message = row.get(0).substring(1, row.get(0).length() - 1);
              assertThat(expected).anyMatch(literal -> literal.endsWith(": " + message));
            });
  }

  /** The message of a file that Keras wrote, which a test of the module has. */
  @Test
  void weightsThatEndBeforeTheNetwork() {
    Matcher quoted = CUT_ADVICE.matcher(String.join(" ", Page.of("docs/weights.md").lines()));
    assertThat(quoted.find()).isTrue();
    String message = " " + quoted.group(1).replaceAll(" +", " ");

    assertThat(TestLiterals.of("weights")).anyMatch(expected -> expected.endsWith(message));
  }
}
