package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that pass validation run and can be trained; all others are rejected with a message. */
class RandomNetworksTest {
  @Provide
  Arbitrary<RandomNetworks.Candidate<Network>> networks() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, RandomNetworks.chains()), Tuple.of(1, RandomNetworks.severalInputs()));
  }

  @Property(tries = 40, seed = "20261124", edgeCases = EdgeCasesMode.NONE)
  void acceptedNetworksComputeExpectedShapesAndValues(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) {
    check(candidate);
  }

  @Tag("slow")
  // A fixed seed, so that only a change of the code can cause a failure.
  @Property(tries = 500, seed = "20261125", edgeCases = EdgeCasesMode.NONE)
  void manyAcceptedNetworksComputeExpectedShapesAndValues(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) {
    check(candidate);
  }

  @Tag("soak")
  @Property(tries = 2000, seed = "20261126", edgeCases = EdgeCasesMode.NONE)
  void thousandsOfAcceptedNetworksComputeExpectedShapesAndValues(
      @ForAll("networks") RandomNetworks.Candidate<Network> candidate) {
    check(candidate);
  }

  private static void check(RandomNetworks.Candidate<Network> candidate) {
    Network network;
    try {
      network = candidate.build();
    } catch (DescriptionException e) {
      assertThat(e.getMessage()).isNotBlank();
      count(false);
      return;
    }
    count(true);
    network.graph().nodes().forEach(n -> Statistics.label("kinds").collect(n.layer().kind()));
    assertThat(NetworkFormat.parse("n", NetworkFormat.toYaml(network))).isEqualTo(network);
    try (Model model = Model.create(network, 1)) {
      ReferenceCheck.randomize(model);
      ReferenceCheck.verify(model);
      trains(model);
    }
  }

  private static void count(boolean accepted) {
    Statistics.label("accepted")
        .collect(accepted)
        .coverage(coverage -> coverage.check(true).percentage(p -> p > 30));
  }

  private static void trains(Model model) {
    LayerGraph graph = model.network().graph();
    boolean losses =
        graph.outputs().stream()
            .allMatch(o -> graph.consumers(o).isEmpty() && isSoftmax(graph.node(o).layer()));
    if (!losses || model.parameters().isEmpty()) {
      return;
    }
    LoweredNetwork lowered = Lowering.lower(graph, TrainingPlan.inference(model.network()));
    ComputationGraph training = model.trainingGraph(lowered);
    INDArray[] labels =
        graph.outputs().stream().map(o -> labels(graph.shape(o))).toArray(INDArray[]::new);
    try (Executor executor = Executors.forTraining(training, lowered.trainingSpec())) {
      double loss =
          executor.step(new MultiDataSet(ReferenceCheck.inputs(graph, new ArrayList<>()), labels));
      assertThat(loss).isFinite();
      executor.publish();
      model.copyWeightsFrom(lowered, training);
    }
    GraphMemory.close(training);
    Statistics.label("trained").collect(graph.outputs().size());
  }

  private static INDArray labels(Shape shape) {
    INDArray labels = Nd4j.zeros(ReferenceCheck.BATCH, shape.channels());
    for (int i = 0; i < ReferenceCheck.BATCH; i++) {
      labels.putScalar(i, i % shape.channels(), 1);
    }
    return labels;
  }

  private static boolean isSoftmax(Layer layer) {
    return layer instanceof Dense dense && dense.activation().equals(Activation.SOFTMAX)
        || layer instanceof ActivationLayer activate
            && activate.activation().equals(Activation.SOFTMAX);
  }
}
