package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEGs with damaged compressed data; {@code jpeg/make.py} generated the valid ones. */
class JpegSanitizerTest {
  @TempDir Path folder;

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = JpegSanitizerTest.class.getResourceAsStream("/jpeg/" + name)) {
      return in.readAllBytes();
    }
  }

  private Decoder.Result tryDecode(byte[] content) throws IOException {
    return Decoder.tryDecode(Files.write(folder.resolve("a.jpg"), content));
  }

  private String reason(byte[] content) throws IOException {
    return ((Decoder.Undecodable) tryDecode(content)).reason();
  }

  private float[] samples(byte[] content) throws IOException {
    return ((Decoder.Decoded) tryDecode(content)).image().samples();
  }

  /** The offset of the data of the first scan. */
  static int scanData(byte[] jpeg) {
    int at = 2;
    while (jpeg[at + 1] != (byte) 0xDA) {
      at += 2 + length(jpeg, at);
    }
    return at + 2 + length(jpeg, at);
  }

  private static int length(byte[] jpeg, int marker) {
    return (jpeg[marker + 2] & 0xff) << 8 | jpeg[marker + 3] & 0xff;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420.jpg",
        "444.jpg",
        "422-restart.jpg",
        "progressive.jpg",
        "progressive-restart.jpg",
        "gray.jpg",
        "gray-progressive.jpg",
        "flat-optimized.jpg"
      })
  void validFilesDecodeAsByLibrary(String name) throws Exception {
    byte[] jpeg = bytes(name);

    assertThat(samples(jpeg))
        .isEqualTo(NativeDecoder.decode(Format.JPEG, jpeg, name.startsWith("gray")).samples());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420.jpg",
        "444.jpg",
        "422-restart.jpg",
        "progressive.jpg",
        "progressive-restart.jpg",
        "gray.jpg",
        "gray-progressive.jpg",
        "cmyk.jpg",
        "flat-optimized.jpg"
      })
  void detectsZerosUpToEndMarker(String name) throws IOException {
    byte[] valid = bytes(name);
    assertThat(tryDecode(valid)).isInstanceOf(Decoder.Decoded.class);
    for (int from = scanData(valid); from < valid.length - 4; from += 5) {
      byte[] jpeg = valid.clone();
      Arrays.fill(jpeg, from, jpeg.length - 2, (byte) 0);

      // Padding bits of the last byte, and original zeros, may be overwritten.
      if (tryDecode(jpeg) instanceof Decoder.Decoded decoded) {
        assertThat(decoded.image().samples())
            .as("%s from %s", name, from)
            .isEqualTo(samples(valid));
        assertThat(from).isGreaterThan(valid.length - 20);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "422-restart.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg"})
  void detectsTruncatedDataWithEndMarker(String name) throws IOException {
    byte[] valid = bytes(name);
    for (int length = scanData(valid); length < valid.length - 4; length += 7) {
      byte[] jpeg = Arrays.copyOf(valid, length + 2);
      jpeg[length] = (byte) 0xff;
      jpeg[length + 1] = (byte) 0xd9;

      assertThat(tryDecode(jpeg))
          .as("%s truncated to %s", name, length)
          .isInstanceOf(Decoder.Undecodable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "progressive.jpg", "gray.jpg"})
  void detectsRandomBytesUpToEndMarker(String name) throws IOException {
    byte[] valid = bytes(name);
    Random random = new Random(5);
    int found = 0;
    for (int i = 0; i < 100; i++) {
      byte[] jpeg = valid.clone();
      int from = scanData(valid) + random.nextInt((valid.length - scanData(valid)) / 2);
      for (int at = from; at < jpeg.length - 2; at++) {
        jpeg[at] = (byte) random.nextInt(255);
      }
      if (tryDecode(jpeg) instanceof Decoder.Undecodable) {
        found++;
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(98);
  }

  @ParameterizedTest
  @ValueSource(strings = {"420.jpg", "422-restart.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg"})
  void ignoresStrayBytes(String name) throws IOException {
    byte[] valid = bytes(name);
    float[] expected = samples(valid);
    byte[] junk = "stray bytes \0\0\0\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);

    for (byte[] stray : List.of(new byte[17], junk, new byte[] {(byte) 0xff, (byte) 0xff})) {
      // Before the end marker, after it, and between two segments.
      for (int at : new int[] {valid.length - 2, valid.length, 4 + length(valid, 2)}) {
        byte[] jpeg =
            Bytes.concat(
                Arrays.copyOf(valid, at), stray, Arrays.copyOfRange(valid, at, valid.length));
        assertThat(samples(jpeg)).as("%s bytes at %s", stray.length, at).isEqualTo(expected);
      }
    }
  }

  @Test
  void detectsMissingRestartMarkers() throws IOException {
    byte[] valid = bytes("422-restart.jpg");
    List<Integer> markers = new ArrayList<>();
    for (int at = scanData(valid); at < valid.length - 2; at++) {
      if (valid[at] == (byte) 0xff
          && valid[at + 1] >= (byte) 0xd0
          && valid[at + 1] <= (byte) 0xd7) {
        markers.add(at);
      }
    }
    assertThat(markers).hasSizeGreaterThan(3);
    byte[] renumbered = valid.clone();
    renumbered[markers.get(1) + 1]++;
    assertThat(reason(renumbered))
        .startsWith("the JPEG is damaged: a restart marker is missing at block 7 of ");
    byte[] without =
        Bytes.concat(
            Arrays.copyOf(valid, markers.get(1)),
            Arrays.copyOfRange(valid, markers.get(2), valid.length));
    assertThat(tryDecode(without)).isInstanceOf(Decoder.Undecodable.class);
  }

  @Test
  void reportsBlockWhereDataEnds() throws IOException {
    byte[] valid = bytes("gray.jpg");
    byte[] jpeg = Arrays.copyOf(valid, valid.length - 20);
    jpeg[jpeg.length - 2] = (byte) 0xff;
    jpeg[jpeg.length - 1] = (byte) 0xd9;

    // 59 x 45 pixels are 8 x 6 blocks.
    assertThat(reason(jpeg))
        .matches("the JPEG is truncated: its compressed data ends in block \\d+ of 48");
  }

  @Test
  void reportsMissingTablesAndScans() throws IOException {
    byte[] valid = bytes("gray.jpg");
    assertThat(reason(without(valid, 0xc4)))
        .isEqualTo("the JPEG is damaged: a Huffman table is missing");
    assertThat(reason(without(valid, 0xdb)))
        .isEqualTo("the JPEG is damaged: a quantization table is missing");
    byte[] arithmetic = valid.clone();
    arithmetic[find(valid, 0xc0) + 1] = (byte) 0xc9;
    assertThat(reason(arithmetic))
        .isEqualTo("the JPEG has arithmetic coding, which is not supported");
    byte[] progressive = bytes("gray-progressive.jpg");
    byte[] scan = progressive.clone();
    // Changes the bit position of the first scan from 1 to 3, so the next scan does not continue
    // it.
    scan[scanData(progressive) - 1] = 3;
    assertThat(reason(scan)).isEqualTo("the JPEG is damaged: its scans do not continue each other");
  }

  private static int find(byte[] jpeg, int marker) {
    int at = 2;
    while (jpeg[at + 1] != (byte) marker) {
      at += 2 + length(jpeg, at);
    }
    return at;
  }

  private static byte[] without(byte[] jpeg, int marker) {
    int at = find(jpeg, marker);
    return Bytes.concat(
        Arrays.copyOf(jpeg, at), Arrays.copyOfRange(jpeg, at + 2 + length(jpeg, at), jpeg.length));
  }
}
