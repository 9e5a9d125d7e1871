package org.blockwright.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Every network of the zoo computes the same in ONNX Runtime, at two batch sizes. */
class ZooOnnxTest {
  private static final List<String> HEADS = List.of("original", "global-average", "flatten");

  /** Small and odd, and large enough for every network but those with a size of their own. */
  private static final Shape ODD = Shape.of(97, 111, 3);

  static Stream<Arguments> networks() {
    return Zoo.models().stream()
        .flatMap(zoo -> HEADS.stream().map(head -> Arguments.of(zoo.name(), head)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("networks")
  @Tag("slow")
  void everyHeadOfEveryNetworkComputesTheSame(String name, String head) throws Exception {
    ZooModel zoo = Zoo.get(name);
    check(network(zoo, head));
  }

  @ParameterizedTest
  @MethodSource("smallNetworks")
  void smallNetworksComputeTheSame(String name) throws Exception {
    check(network(Zoo.get(name), "global-average"));
  }

  static Stream<String> smallNetworks() {
    return Stream.of("mobilenet-0.25", "squeezenet", "xcovidnet");
  }

  /** The odd size if the network and head allow it, else the network's own. */
  private static Network network(ZooModel zoo, String head) {
    List<String> classes = List.of("a", "b", "c");
    try {
      return zoo.network(ODD, classes, head);
    } catch (DescriptionException e) {
      return zoo.network(zoo.input(), classes, head);
    }
  }

  private static void check(Network network) throws Exception {
    try (Model model = Model.create(network, 1)) {
      varyNorms(model);
      INDArray batch =
          Nd4j.rand(new long[] {3, 3, network.input().height(), network.input().width()})
              .muli(2)
              .subi(1);
      try (OnnxSession plain = new OnnxSession(OnnxExport.of(model).toBytes());
          OnnxSession folded = new OnnxSession(OnnxExport.of(model).foldBatchNorm().toBytes())) {
        for (int size : new int[] {1, 3}) {
          INDArray images = batch.get(NDArrayIndex.interval(0, size)).dup('c');
          assertSame(model, images, plain);
          assertSame(model, images, folded);
        }
      }
    }
  }

  /** Batch norms of new networks do nothing. */
  private static void varyNorms(Model model) {
    SplitMix64 random = new SplitMix64(3);
    model
        .parameters()
        .forEach(
            (layer, all) ->
                all.stream()
                    .filter(p -> !p.kind().endsWith("kernel"))
                    .forEach(
                        p -> {
                          boolean factor =
                              p.kind().equals(Parameter.GAMMA)
                                  || p.kind().equals(Parameter.VARIANCE);
                          float[] values = new float[(int) p.size()];
                          for (int i = 0; i < values.length; i++) {
                            values[i] =
                                (float) random.nextDouble(factor ? 0.8 : -0.1, factor ? 1.2 : 0.1);
                          }
                          model.setWeights(layer, p.kind(), values, p.shape());
                        }));
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
