package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;

/** Decodes all chest x-rays; compared with values from Pillow and NumPy. */
class XrayStatisticsTest {

  @Test
  void everyImageHasSizeAndMeanOfReferenceDecoder() throws IOException {
    Path set = SharedData.path("data/xray");
    List<String> lines = Files.readAllLines(SharedData.path("data/odd-expected/cues-xray.csv"));

    assertThat(lines).hasSize(956);
    lines.stream().skip(1).parallel().forEach(line -> check(set, line.split(",")));
  }

  private static void check(Path set, String[] expected) {
    Image image = Decoder.decode(set.resolve(expected[0]));

    assertThat(image.channels()).as(expected[0]).isEqualTo(Integer.parseInt(expected[1]));
    assertThat(image.width()).as(expected[0]).isEqualTo(Integer.parseInt(expected[2]));
    assertThat(image.height()).as(expected[0]).isEqualTo(Integer.parseInt(expected[3]));
    double sum = 0;
    for (float gray : image.gray().samples()) {
      sum += gray;
    }
    assertThat(sum / (image.width() * image.height()))
        .as(expected[0])
        .isCloseTo(Double.parseDouble(expected[9]), within(0.1));
  }
}
