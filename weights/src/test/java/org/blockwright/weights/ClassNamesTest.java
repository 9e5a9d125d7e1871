package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.blockwright.base.SharedData;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
  /** Names that occur twice in Keras's list, which labels of a network may not. */
  private static final Map<Integer, String> CHANGED =
      Map.of(
          134, "crane_(bird)",
          517, "crane_(machine)",
          638, "maillot_(tights)",
          639, "maillot_(tank_suit)");

  @Test
  void imageNetNamesAreThoseOfKeras() throws IOException {
    JsonNode keras =
        new ObjectMapper().readTree(SharedData.path("data/imagenet_class_index.json").toFile());
    List<String> names = ClassNames.imagenet();

    assertThat(names).hasSize(1000).doesNotHaveDuplicates();
    for (int i = 0; i < names.size(); i++) {
      assertThat(names.get(i))
          .isEqualTo(CHANGED.getOrDefault(i, keras.get(String.valueOf(i)).get(1).asText()));
    }
  }
}
