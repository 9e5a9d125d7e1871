package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Decodes BMP files of all variants as Pillow; {@code bmp/expected.py} generated them. */
class BmpTest {
  @TempDir Path folder;

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = BmpTest.class.getResourceAsStream("/bmp/" + name)) {
      return in.readAllBytes();
    }
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("a.bmp"), content);
  }

  @TestFactory
  List<DynamicTest> decodesEveryVariantAsPillow() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    JsonNode all = new ObjectMapper().readTree(bytes("expected.json"));
    for (Map.Entry<String, JsonNode> entry : all.properties()) {
      tests.add(
          DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
    }
    assertThat(tests).hasSize(68);
    return tests;
  }

  private void check(String name, JsonNode expected) throws IOException {
    Path file = write(bytes(name));

    Image image = Decoder.decode(file);

    assertThat(Decoder.findProblem(file)).isEmpty();
    assertThat(image.width()).isEqualTo(expected.get("width").asInt());
    assertThat(image.height()).isEqualTo(expected.get("height").asInt());
    assertThat(image.channels()).isEqualTo(3);
    float[] samples = image.samples();
    assertThat(samples).hasSize(expected.get("samples").size());
    for (int i = 0; i < samples.length; i++) {
      assertThat((double) samples[i])
          .as("sample %s", i)
          .isCloseTo(expected.get("samples").get(i).asDouble(), within(1e-3));
    }
  }

  @Test
  void rejectsEveryTruncatedFile() throws IOException {
    for (String name :
        List.of("palette4.bmp", "rgb24.bmp", "h124-rgba-gimp.bmp", "rle8.bmp", "rle4.bmp")) {
      byte[] complete = bytes(name);
      // The padding of the last row, and the end code of run lengths, may be missing.
      for (int length = 0; length < complete.length - 4; length++) {
        assertThat(Decoder.tryDecode(write(Arrays.copyOf(complete, length))))
            .as("%s truncated to %s bytes", name, length)
            .isInstanceOf(Decoder.Undecodable.class);
      }
    }
  }

  @Test
  void rejectsRunLengthsThatEndInZeros() throws IOException {
    byte[] file = bytes("rle8.bmp");
    Arrays.fill(file, file.length - 20, file.length, (byte) 0);
    assertThat(tryDecode(file)).isInstanceOf(Decoder.Undecodable.class);

    byte[] early = bytes("rle8.bmp");
    // The end code in place of the last row.
    early[early.length - 4] = 0;
    early[early.length - 3] = 1;
    assertThat(reason(early)).isEqualTo("the BMP is damaged: 7 of its 35 pixels are missing");
  }

  @Test
  void namesUnsupportedVariants() throws IOException {
    byte[] png = bytes("rgb24.bmp");
    png[30] = 5;
    assertThat(reason(png))
        .isEqualTo("the BMP has 24 bits per pixel with compression 5, which is not supported");
    byte[] rle = bytes("rle8.bmp");
    // Negates the height, which is 5.
    Arrays.fill(rle, 22, 26, (byte) 0xff);
    rle[22] = (byte) 0xfb;
    assertThat(reason(rle))
        .isEqualTo(
            "the BMP has 8 bits per pixel with compression 1, top row first, which is not supported");
    byte[] huffman = bytes("os22-palette1.bmp");
    huffman[30] = 3;
    assertThat(reason(huffman))
        .isEqualTo("the BMP has 1 bits per pixel with compression 3, which is not supported");
  }

  @Test
  void rejectsInvalidMasks() throws IOException {
    byte[] overlap = bytes("h40-565.bmp");
    overlap[54 + 4] |= 0x1f;
    assertThat(reason(overlap)).isEqualTo("the BMP is damaged: its bit masks overlap");
    byte[] gap = bytes("h40-565.bmp");
    gap[54 + 1] = (byte) 0xb8;
    assertThat(reason(gap)).isEqualTo("the BMP is damaged: a bit mask has gaps");
    byte[] none = bytes("h40-565.bmp");
    Arrays.fill(none, 54, 66, (byte) 0);
    assertThat(reason(none)).isEqualTo("the BMP is damaged: its bit masks are empty");
  }

  @Test
  void treatsAlphaOfZeroEverywhereAsOpaque() throws IOException {
    byte[] file = bytes("h124-argb.bmp");
    byte[] opaque = file.clone();
    for (int i = 138; i < file.length; i += 4) {
      file[i + 3] = 0;
      opaque[i + 3] = (byte) 0xff;
    }

    assertThat(Decoder.decode(write(file)).samples())
        .isEqualTo(Decoder.decode(write(opaque)).samples());
  }

  @Test
  void rejectsInvalidHeaders() throws IOException {
    byte[] index = bytes("few-colors.bmp");
    index[index.length - 8] = 10;
    assertThat(reason(index)).isEqualTo("the BMP is damaged: a pixel has no color");
    byte[] size = bytes("rgb24.bmp");
    size[14] = 41;
    assertThat(reason(size)).isEqualTo("the BMP is damaged: its header has 41 bytes");
    byte[] inside = bytes("rgb24.bmp");
    inside[10] = 20;
    assertThat(reason(inside))
        .isEqualTo("the BMP is damaged: its pixel offset 20 lies within its header");
    byte[] colors = bytes("palette4.bmp");
    colors[10] = 54;
    assertThat(reason(colors)).isEqualTo("the BMP is damaged: it has no colors");
    byte[] row = bytes("rle8.bmp");
    row[row.length - 4] = 8;
    assertThat(reason(row)).isEqualTo("the BMP is damaged: a row has too many pixels");
  }

  private Decoder.Result tryDecode(byte[] file) throws IOException {
    return Decoder.tryDecode(write(file));
  }

  private String reason(byte[] file) throws IOException {
    return ((Decoder.Undecodable) tryDecode(file)).reason();
  }
}
