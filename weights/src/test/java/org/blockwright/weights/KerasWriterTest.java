package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.KerasWriter.Layer;
import org.blockwright.weights.KerasWriter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasWriterTest {
  @TempDir Path folder;

  private static Values values(String kind, float first, Integer... shape) {
    ImmutableList<Integer> dimensions = ImmutableList.copyOf(shape);
    float[] numbers = new float[dimensions.stream().reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = first + i;
    }
    return new Values(new NetworkLayer.Tensor(kind, dimensions), numbers);
  }

  @Test
  void writesOrderNamesShapesAndValues() {
    Path path = folder.resolve("made/w.h5");
    List<Layer> layers =
        List.of(
            new Layer("z_first", ImmutableList.of(values("kernel", 0, 3, 2, 4, 5))),
            new Layer("relu", ImmutableList.of()),
            new Layer("conv1/bn", ImmutableList.of(values("gamma", 7, 5), values("beta", 9, 5))),
            new Layer("a_last", ImmutableList.of(values("kernel", 1, 5, 3), values("bias", 2, 3))));
    KerasWriter.write(path, layers);
    try (WeightsFile file = WeightsFile.open(path)) {
      assertThat(file.layers())
          .extracting(FileLayer::name)
          .containsExactly("z_first", "conv1/bn", "a_last");
      assertThat(file.layers().get(1).arrays())
          .extracting(FileArray::name)
          .containsExactly("conv1/bn/gamma:0", "conv1/bn/beta:0");
      FileArray kernel = file.layers().get(0).arrays().get(0);
      assertThat(kernel.shape()).containsExactly(3, 2, 4, 5);
      assertThat(file.read(kernel)).isEqualTo(values("kernel", 0, 3, 2, 4, 5).values());
      assertThat(file.read(file.layers().get(2).arrays().get(1))).containsExactly(2f, 3f, 4f);
      assertThat(file.provenance().backend()).isEqualTo("tensorflow");
    }
  }

  @Test
  void splitsListThatIsTooLongForOneAttribute() {
    Path path = folder.resolve("many.h5");
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String name = "a_layer_whose_name_takes_fifty_bytes_to_be_written_" + i;
      layers.add(new Layer(name, ImmutableList.of(values("bias", i, 1))));
    }
    KerasWriter.write(path, layers);
    try (WeightsFile file = WeightsFile.open(path)) {
      assertThat(file.layers().stream().map(FileLayer::name))
          .containsExactlyElementsOf(layers.stream().map(Layer::name).toList());
      assertThat(file.read(file.layers().get(1_999).arrays().get(0))).containsExactly(1_999f);
    }
  }

  @Test
  void replacesExistingFileAndLeavesNoOther() throws IOException {
    Path path = folder.resolve("w.h5");
    Files.writeString(path, "older");
    KerasWriter.write(path, List.of(new Layer("a", ImmutableList.of(values("bias", 1, 2)))));
    try (WeightsFile file = WeightsFile.open(path)) {
      assertThat(file.layers()).hasSize(1);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void rejectsWrongNumberOfValuesAndKeepsExistingFile() throws IOException {
    Path path = folder.resolve("w.h5");
    Files.writeString(path, "older");
    Values tooShort =
        new Values(new NetworkLayer.Tensor("kernel", ImmutableList.of(2, 3)), new float[5]);
    assertThatThrownBy(
            () -> KerasWriter.write(path, List.of(new Layer("a", ImmutableList.of(tooShort)))))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "w.h5: \"a/kernel\" has shape 2x3, but 5 values were given. Pass one value per element.");
    assertThat(path).hasContent("older");
  }
}
