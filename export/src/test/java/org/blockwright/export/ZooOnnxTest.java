package org.blockwright.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Every network of the zoo computes the same in ONNX Runtime, at two batch sizes. */
class ZooOnnxTest {
  private static final List<String> HEADS = List.of("original", "global-average", "flatten");

  static Stream<Arguments> networks() {
    return Zoo.models().stream()
        .flatMap(zoo -> HEADS.stream().map(head -> Arguments.of(zoo.name(), head)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("networks")
  @Tag("slow")
  void everyHeadOfEveryNetworkComputesTheSame(String name, String head) throws Exception {
    Network network = ZooModels.network(Zoo.get(name), head);
    try (Model model = ZooModels.random(network)) {
      check(model, ZooModels.images(network));
    }
  }

  @ParameterizedTest
  @MethodSource("smallNetworks")
  void smallNetworksComputeTheSame(String name) throws Exception {
    Network network = ZooModels.network(Zoo.get(name), "global-average");
    INDArray images = ZooModels.images(network);
    try (Model model = ZooModels.create(network, images)) {
      assertThatOutputsDependOnImages(model, images);
      check(model, images);
    }
  }

  static Stream<String> smallNetworks() {
    return Stream.of("mobilenet-0.25", "squeezenet", "xcovidnet");
  }

  private static void check(Model model, INDArray batch) throws Exception {
    try (OnnxSession plain = new OnnxSession(OnnxExport.of(model).toBytes());
        OnnxSession folded = new OnnxSession(OnnxExport.of(model).foldBatchNorm().toBytes())) {
      for (int size : new int[] {1, 3}) {
        INDArray images = batch.get(NDArrayIndex.interval(0, size)).dup('c');
        assertSame(model, images, plain);
        assertSame(model, images, folded);
      }
    }
  }

  private static void assertThatOutputsDependOnImages(Model model, INDArray images) {
    INDArray outputs = model.predict(images);
    assertThat(outputs.getRow(0).distance1(outputs.getRow(1))).isGreaterThan(1e-3);
  }

  private static void assertSame(Model model, INDArray images, OnnxSession session)
      throws OrtException {
    Map<String, OnnxSession.Floats> inputs = new LinkedHashMap<>();
    for (String input : model.network().graph().inputs().keySet()) {
      inputs.put(input, new OnnxSession.Floats(images.data().asFloat(), images.shape()));
    }
    INDArray[] expected =
        model.outputs(inputs.keySet().stream().map(input -> images).toArray(INDArray[]::new));
    Map<String, OnnxSession.Floats> outputs = session.run(inputs);
    for (int k = 0; k < expected.length; k++) {
      String name = model.network().graph().outputs().get(k);
      float[] values = expected[k].dup('c').data().asFloat();
      float[] actual = outputs.get(name).values();
      assertThat(actual).hasSameSizeAs(values);
      for (int i = 0; i < values.length; i++) {
        assertThat(actual[i]).as(name + " at " + i).isCloseTo(values[i], within(1e-5f));
      }
    }
  }
}
