package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.blockwright.base.SharedData;
import org.blockwright.weights.Provenance.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsFileTest {
  static Path resource(String name) {
    try {
      return Path.of(WeightsFileTest.class.getResource("/weights/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path golden(String name) {
    return SharedData.path("golden/keras-files/" + name);
  }

  /** Returns the kind of an array by its name in the file. */
  private static String kind(FileLayer layer, FileArray array) {
    String kind = array.name().substring(array.name().lastIndexOf('/') + 1).replace(":0", "");
    return layer.name().startsWith("conv_dw_") && kind.equals("kernel") ? "depthwise_kernel" : kind;
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet/weights.h5, 2, 4253864",
    "mobilenet-0.25-96/weights.h5, 2, 221114",
    "mobilenet-0.25-96/whole-model.h5, 2, 221114",
    "mobilenet-0.25-96/whole-model-keras3.h5, 2, 221114",
    "vgg16-top-64/weights.h5, 1.45, 39929674",
    "resnet50-notop/weights.h5, 1, 23587712",
    "inceptionv3-notop/weights.h5, 2, 21802784",
    "mobilenetv2/weights.h5, 2, 2270794",
    "vgg16-resnet50/vgg16-notop.h5, 1.45, 14714688",
    "vgg16-resnet50/head.h5, 0.06, 1281502"
  })
  void readsEveryValueOfLegacyFile(String name, double gain, long parameters) {
    long total = 0;
    try (WeightsFile file = WeightsFile.open(golden(name))) {
      for (FileLayer layer : file.layers()) {
        for (FileArray array : layer.arrays()) {
          float[] values = file.read(array);
          assertThat(values)
              .as(array.path())
              .isEqualTo(
                  GoldenWeights.periodic(layer.name(), kind(layer, array), array.shape(), gain));
          total += values.length;
        }
      }
    }
    assertThat(total).isEqualTo(parameters);
  }

  @Test
  void readsFileWithLegacyWeightNames() {
    try (WeightsFile now = WeightsFile.open(golden("mobilenet-0.25-96/weights.h5"));
        WeightsFile old = WeightsFile.open(golden("mobilenet-0.25-96/weights-oldnames.h5"))) {
      assertThat(old.layers()).hasSameSizeAs(now.layers());
      assertThat(old.layers().get(1).arrays().get(0).name()).isEqualTo("conv1_W_1:0");
      for (int i = 0; i < now.layers().size(); i++) {
        FileLayer a = now.layers().get(i);
        FileLayer b = old.layers().get(i);
        assertThat(b.name()).isEqualTo(a.name());
        for (int k = 0; k < a.arrays().size(); k++) {
          assertThat(old.read(b.arrays().get(k))).isEqualTo(now.read(a.arrays().get(k)));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet/keras3.weights.h5, KERAS3_WEIGHTS_H5, unknown",
    "mobilenet/model.keras, KERAS3_ARCHIVE, 3.15.1",
    "mobilenet-0.25-96/keras3.weights.h5, KERAS3_WEIGHTS_H5, unknown",
    "mobilenet-0.25-96/model.keras, KERAS3_ARCHIVE, 3.15.1"
  })
  void readsEveryValueOfKeras3File(String name, Format format, String version) {
    List<String> norm = List.of("gamma", "beta", "moving_mean", "moving_variance");
    int layers = 0;
    try (WeightsFile file = WeightsFile.open(golden(name))) {
      assertThat(file.contents().ordered()).isEqualTo(name.endsWith(".keras"));
      assertThat(file.provenance().format()).isEqualTo(format);
      assertThat(file.provenance().kerasVersion()).isEqualTo(version);
      for (FileLayer layer : file.contents().weightedLayers()) {
        layers++;
        for (int k = 0; k < layer.arrays().size(); k++) {
          String kind =
              switch (layer.kind()) {
                case "batch_normalization" -> norm.get(k);
                case "depthwise_conv2d" -> "depthwise_kernel";
                default -> k == 0 ? "kernel" : "bias";
              };
          FileArray array = layer.arrays().get(k);
          assertThat(file.read(array))
              .as(array.path())
              .isEqualTo(GoldenWeights.periodic(layer.name(), kind, array.shape(), 2));
        }
      }
    }
    assertThat(layers).isEqualTo(55);
  }

  @Test
  void readsLayersAndProvenanceOfMobilenetFile() {
    Path path = SharedData.path("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5");
    try (WeightsFile file = WeightsFile.open(path)) {
      // from the README of the file
      assertThat(file.layers()).hasSize(76);
      assertThat(file.contents().weightedLayers()).hasSize(50);
      assertThat(file.layers().get(75).name()).isEqualTo("conv_pw_12_relu");
      assertThat(
              file.contents().weightedLayers().stream()
                  .flatMap(l -> l.arrays().stream())
                  .mapToLong(FileArray::size)
                  .sum())
          .isEqualTo(2_162_880);
      assertThat(file.provenance())
          .isEqualTo(
              new Provenance(
                  path,
                  8_833_912,
                  "5a6927aaaeb88f829bc12382775571a726f4c9ede0804afef85001efad2ca3ef",
                  Format.KERAS_H5,
                  "2.1.4",
                  "tensorflow"));
    }
  }

  @Test
  void readsPublishedValuesOfVgg16() {
    try (WeightsFile file =
        WeightsFile.open(SharedData.path("weights/vgg16_tf_to_block3_pool.h5"))) {
      FileLayer first = file.contents().weightedLayers().get(0);
      FileLayer second = file.contents().weightedLayers().get(1);
      // values quoted from public programs, see the README of the file
      assertThat(file.read(first.arrays().get(0))[0]).isEqualTo(0.42947057f);
      float[] bias = file.read(first.arrays().get(1));
      assertThat(Arrays.copyOf(bias, 4))
          .containsExactly(
              new float[] {0.73429835f, 0.09340367f, 0.06775674f, 0.8862966f}, within(1e-7f));
      float[] kernel = file.read(second.arrays().get(0));
      assertThat(kernel[kernel.length - 1]).isEqualTo(0.016082443f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"half", "double", "big_endian", "packed", "conv1/bn", "count"})
  void readsEveryNumericTypeAndStorage(String layer) {
    // values of make_odd.py: array k contains k, k + 0.5, k + 1, ...
    try (WeightsFile file = WeightsFile.open(resource("types.h5"))) {
      List<FileArray> all = file.layers().stream().flatMap(l -> l.arrays().stream()).toList();
      List<FileArray> own = all.stream().filter(a -> a.layer().equals(layer)).toList();
      assertThat(own).isNotEmpty();
      for (FileArray array : own) {
        float[] expected = new float[(int) array.size()];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = all.indexOf(array) + 0.5f * i;
        }
        assertThat(file.read(array)).isEqualTo(expected);
      }
    }
  }

  @Test
  void readsNewerGroupFormat() {
    try (WeightsFile file = WeightsFile.open(resource("latest.h5"))) {
      assertThat(file.read(file.layers().get(0).arrays().get(0))).hasSize(72).endsWith(35.5f);
    }
  }

  /** As Keras saves a network of Keras Applications with another head in a Sequential. */
  @Test
  void readsNestedModelAsItsLayers() {
    try (WeightsFile file = WeightsFile.open(resource("nested.h5"))) {
      assertThat(file.layers())
          .extracting(FileLayer::name)
          .containsExactly("conv", "bn", "last", "dense");
      assertThat(file.layers().get(1).arrays())
          .extracting(FileArray::name)
          .containsExactly("bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance");
      FileArray mean = file.layers().get(1).arrays().get(2);
      assertThat(file.read(mean)).containsExactly(4f, 4.5f, 5f);
    }
  }

  @Test
  void joinsSplitLists() {
    try (WeightsFile file = WeightsFile.open(resource("split.h5"))) {
      assertThat(file.layers())
          .extracting(FileLayer::name)
          .containsExactly(
              "dense_with_a_long_name_0",
              "dense_with_a_long_name_1",
              "dense_with_a_long_name_2",
              "dense_with_a_long_name_3",
              "dense_with_a_long_name_4");
      assertThat(file.layers().get(0).arrays())
          .extracting(FileArray::name)
          .containsExactly("dense_with_a_long_name_0/kernel:0", "dense_with_a_long_name_0/bias:0");
    }
  }

  @Test
  void ordersLayersOfKeras3ByNumber() {
    try (WeightsFile file = WeightsFile.open(resource("keras3-unnamed.weights.h5"))) {
      assertThat(file.contents().weightedLayers())
          .extracting(FileLayer::name)
          .containsExactly("conv2d", "conv2d_1", "conv2d_2", "conv2d_10", "dense");
      assertThat(file.contents().weightedLayers()).noneMatch(FileLayer::hasOwnName);
    }
  }
}
