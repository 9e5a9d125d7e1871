package org.blockwright.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.weights.keras.KerasLayerConfig.Tensor;
import org.junit.jupiter.api.Test;

/** Shortened configurations of different releases of Keras. */
class KerasModelConfigTest {
  private static KerasModelConfig parse(String json) {
    return KerasModelConfig.parse(json).orElseThrow();
  }

  @Test
  void parsesSequentialModelOfKeras1() {
    KerasModelConfig model =
        parse(
            """
            {"class_name": "Sequential", "keras_version": "1.2.2", "config": [
              {"class_name": "Convolution2D", "config": {"name": "convolution2d_1", "trainable": true, "bias": true, "subsample": [1, 1]}},
              {"class_name": "BatchNormalization", "config": {"name": "batchnormalization_1", "trainable": false}}]}
            """);

    assertThat(model.isSequential()).isTrue();
    assertThat(model.layers())
        .extracting(KerasLayerConfig::kind)
        .containsExactly("Conv2D", "BatchNormalization");
    assertThat(model.layers().get(0).arrays()).contains(List.of("kernel", "bias"));
    assertThat(model.layers().get(1).isTrainable()).isFalse();
  }

  @Test
  void parsesCallsOfKeras2() {
    KerasModelConfig model =
        parse(
            """
            {"class_name": "Functional", "config": {"name": "model", "layers": [
              {"class_name": "InputLayer", "config": {"name": "in"}, "name": "in", "inbound_nodes": []},
              {"class_name": "Add", "config": {"name": "add"}, "name": "add", "inbound_nodes": [[["a", 0, 0, {}], ["b", 1, 2, {}]]]},
              {"class_name": "TFOpLambda", "config": {"name": "plus", "function": "__operators__.add"}, "name": "plus", "inbound_nodes": [["a", 0, 0, {"y": ["b", 0, 0]}]]}],
             "input_layers": [["in", 0, 0]], "output_layers": [["plus", 0, 0]]}}
            """);

    assertThat(model.layers().get(1).calls())
        .containsExactly(ImmutableList.of(new Tensor("a", 0, 0), new Tensor("b", 1, 2)));
    assertThat(model.layers().get(2).calls())
        .containsExactly(ImmutableList.of(new Tensor("a", 0, 0), new Tensor("b", 0, 0)));
    assertThat(model.outputs()).containsExactly(new Tensor("plus", 0, 0));
  }

  @Test
  void parsesCallsOfKeras3() {
    KerasModelConfig model =
        parse(
            """
            {"class_name": "Functional", "config": {"name": "functional", "layers": [
              {"class_name": "Concatenate", "config": {"name": "c"}, "name": "c", "inbound_nodes": [{"args": [[
                {"class_name": "__keras_tensor__", "config": {"shape": [null, 8], "keras_history": ["a", 0, 0]}},
                {"class_name": "__keras_tensor__", "config": {"shape": [null, 8], "keras_history": ["b", 0, 1]}}]], "kwargs": {}}]}],
             "input_layers": [["in", 0, 0]], "output_layers": ["c", 0, 0]}}
            """);

    assertThat(model.layers().get(0).calls())
        .containsExactly(ImmutableList.of(new Tensor("a", 0, 0), new Tensor("b", 0, 1)));
    assertThat(model.outputs()).containsExactly(new Tensor("c", 0, 0));
  }

  @Test
  void leavesContainLayersOfNestedModels() {
    KerasModelConfig model =
        parse(
            """
            {"class_name": "Sequential", "config": {"name": "outer", "layers": [
              {"class_name": "Functional", "config": {"name": "inner", "layers": [
                {"class_name": "Conv2D", "config": {"name": "conv2d", "use_bias": false}, "name": "conv2d", "inbound_nodes": []}]}},
              {"class_name": "Dense", "config": {"name": "dense"}}]}}
            """);

    assertThat(model.leaves())
        .extracting(KerasModelConfig.Leaf::path)
        .containsExactly("inner/conv2d", "dense");
    assertThat(model.leaves().get(0).layer().arrays()).contains(List.of("kernel"));
  }

  @Test
  void otherTextHasNoConfiguration() {
    assertThat(KerasModelConfig.parse("{")).isEmpty();
    assertThat(KerasModelConfig.parse("{\"class_name\": \"Sub\", \"config\": {}}")).isEmpty();
    assertThat(KerasModelConfig.parse("[1, 2]")).isEmpty();
  }
}
