package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;

/** All chest films against figures that Pillow and NumPy gave. */
class XrayStatisticsTest {

  @Test
  void every_film_has_the_channels_the_size_and_the_mean_gray_of_the_second_decoder()
      throws IOException {
    Path set = SharedData.path("data/xray");
    List<String> lines = Files.readAllLines(SharedData.path("data/odd-expected/cues-xray.csv"));

    assertThat(lines).hasSize(956);
    lines.stream().skip(1).parallel().forEach(line -> check(set, line.split(",")));
  }

  private static void check(Path set, String[] cues) {
    Image picture = Decoder.decode(set.resolve(cues[0]));

    assertThat(picture.channels()).as(cues[0]).isEqualTo(Integer.parseInt(cues[1]));
    assertThat(picture.width()).as(cues[0]).isEqualTo(Integer.parseInt(cues[2]));
    assertThat(picture.height()).as(cues[0]).isEqualTo(Integer.parseInt(cues[3]));
    double sum = 0;
    for (float gray : picture.gray().samples()) {
      sum += gray;
    }
    assertThat(sum / (picture.width() * picture.height()))
        .as(cues[0])
        .isCloseTo(Double.parseDouble(cues[9]), within(0.1));
  }
}
